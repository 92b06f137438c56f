"""Makes the pictures of single lines that the recogniser is tested on.

usage: python3 scripts/samples/lines.py

Writes crates/extractor/tests/lines/*.png and, beside them, lines.tsv: file, printed text.
The texts are invented. Needs, on Debian or Ubuntu:
  apt-get install fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei; pip install pillow
"""
import pathlib
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

TARGET = pathlib.Path(__file__).resolve().parents[2] / "crates/extractor/tests/lines"
UMING = ("/usr/share/fonts/truetype/arphic/uming.ttc", 0)
UKAI = ("/usr/share/fonts/truetype/arphic/ukai.ttc", 0)
ZENHEI = ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0)

# File, text, font, em in pixels (10.5 points are 29 at 200 dpi), blur, noise, levels.
LINES = [
    ("amount", "1,234,567.89", UMING, 29, 0.5, 6, 16),
    ("negative", "-25,300.00", ZENHEI, 22, 0.6, 8, 16),
    ("share", "98.60%", UKAI, 29, 0.4, 4, 16),
    ("dash", "—", UMING, 29, 0.4, 4, 16),
    ("codes", "2080505 机关事业单位基本养老保险缴费支出", UMING, 27, 0.5, 6, 8),
    ("heading", "一般公共预算财政拨款支出决算表", ZENHEI, 40, 0.5, 4, 8),
    ("black", "其他商品和服务支出 3,406.15", UMING, 29, 0.0, 0, 2),
    ("long", "本单位负责全区河道清淤、堤防维护和防汛物资储备，项目实施期为一年，计划完成清淤"
             "十二公里，验收合格率不低于百分之九十五，沿线居民满意度不低于百分之九十，全年"
             "支出按季度均衡下达。", UMING, 22, 0.3, 0, 4),
]


def draw(text, font, em, blur, noise, levels):
    """A line as a scanner sees it, with a margin as the line finder leaves it."""
    face = ImageFont.truetype(font[0], em, index=font[1])
    width = int(face.getlength(text)) + 2 * em
    height = int(em * 1.4)
    picture = Image.new("L", (width, height), 246)
    ImageDraw.Draw(picture).text((em, em * 0.16), text, fill=30, font=face)
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    grain = random.Random(text)
    step = 255 / (levels - 1)

    def level(value):
        value += grain.gauss(0, noise) if noise else 0
        return max(0, min(255, round(round(value / step) * step)))

    picture.frombytes(bytes(level(value) for value in picture.tobytes()))
    return picture.quantize(levels) if levels > 2 else picture.convert("1")


def main():
    TARGET.mkdir(exist_ok=True)
    rows = []
    for name, text, *how in LINES:
        draw(text, *how).save(TARGET / f"{name}.png", optimize=True)
        rows.append(f"{name}.png\t{text}\n")
    (TARGET / "lines.tsv").write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
