"""Pages as pictures: from print to pixels, and from pixels to JPEG, G4, PDF, TIFF, PNG."""
import io
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

import numpy
import pikepdf
from PIL import Image, TiffImagePlugin

FINER = 2  # pages are drawn this many times finer than they are scanned, as paper is


def drawn(data, number, dpi):
    """Page `number` (from 1) of a PDF as a colour page, float32."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "in.pdf")
        with open(source, "wb") as f:
            f.write(data)
        subprocess.run(["pdftoppm", "-r", str(dpi * FINER), "-f", str(number), "-l", str(number), "-singlefile", source, os.path.join(folder, "page")],
                       check=True, capture_output=True, timeout=900)
        with Image.open(os.path.join(folder, "page.ppm")) as picture:
            small = picture.convert("RGB").reduce(FINER)
    return numpy.asarray(small, numpy.float32)


def words(data, number):
    """(x0, y0, x1, y1, text) of the words on a page, in points from the top left, and the page's height."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(data)
        f.flush()
        out = subprocess.run(["pdftotext", "-bbox", "-f", str(number), "-l", str(number), f.name, "-"], check=True, capture_output=True).stdout.decode("utf-8")
    height = float(re.search(r'<page width="[\d.]+" height="([\d.]+)"', out)[1])
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', out)
    unescaped = lambda t: t.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    return [tuple(map(float, w[:4])) + (unescaped(w[4]),) for w in found], height


@dataclass
class Picture:
    """One encoded picture."""
    data: bytes
    width: int
    height: int
    kind: str  # grey, colour, bw


def jpeg(pixels, quality):
    """A baseline JPEG."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return Picture(out.getvalue(), pixels.shape[1], pixels.shape[0], "grey" if pixels.ndim == 2 else "colour")


def white_is_zero(height):
    """The TIFF tags of fax-like pages: paper is 0, all rows in one strip."""
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] = 0
    info[TiffImagePlugin.ROWSPERSTRIP] = height
    return info


def g4(pixels):
    """CCITT group 4 in one strip; true is paper."""
    height, width = pixels.shape
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "TIFF", compression="group4", tiffinfo=white_is_zero(height))
    out.seek(0)
    with Image.open(out) as again:
        offsets, counts = again.tag_v2[273], again.tag_v2[279]
        assert len(offsets) == 1 and again.tag_v2[262] == 0, "one strip, white is zero"
    data = out.getvalue()
    return Picture(data[offsets[0]:offsets[0] + counts[0]], width, height, "bw")


def encoded(pixels, quality):
    """JPEG, or G4 for black and white."""
    return g4(pixels) if pixels.dtype == bool else jpeg(pixels, quality)


def strips(pixels, quality, count):
    """The page cut into `count` pictures, top to bottom, as some scanners store it."""
    edges = [round(pixels.shape[0] * k / count) for k in range(count + 1)]
    return [encoded(numpy.ascontiguousarray(pixels[a:b]), quality) for a, b in zip(edges, edges[1:])]


def image_object(pdf, picture):
    """A picture as an image XObject."""
    image = pikepdf.Stream(pdf, picture.data)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = picture.width, picture.height
    image.BitsPerComponent = 1 if picture.kind == "bw" else 8
    image.ColorSpace = pikepdf.Name.DeviceRGB if picture.kind == "colour" else pikepdf.Name.DeviceGray
    if picture.kind == "bw":
        image.Filter = pikepdf.Name.CCITTFaxDecode
        image.DecodeParms = pikepdf.Dictionary(K=-1, Columns=picture.width, Rows=picture.height)
    else:
        image.Filter = pikepdf.Name.DCTDecode
    return pdf.make_indirect(image)


def song_font(pdf):
    """A font that is not embedded, as OCR programs write below their pictures."""
    descriptor = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name("/STSong-Light"), Flags=6, FontBBox=[-25, -254, 1000, 880],
        ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=880, StemV=93))
    below = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType0, BaseFont=pikepdf.Name("/STSong-Light"), FontDescriptor=descriptor, DW=1000,
        CIDSystemInfo=pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=4), W=[1, 95, 500]))
    return pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name("/STSong-Light"),
        Encoding=pikepdf.Name("/UniGB-UCS2-H"), DescendantFonts=[below]))


def add_page(pdf, parts, dpi, hidden=(), rotate=0):
    """Adds a page of stacked pictures; `hidden` words lie over them invisibly (render mode 3)."""
    scale = 72 / dpi
    width, height = parts[0].width * scale, sum(p.height for p in parts) * scale
    page = pdf.add_blank_page(page_size=(round(width, 2), round(height, 2)))
    resources, content, y = pikepdf.Dictionary(XObject=pikepdf.Dictionary()), [], height
    for k, part in enumerate(parts):
        h = part.height * scale
        y -= h
        resources.XObject[f"/Im{k}"] = image_object(pdf, part)
        content.append(f"q {width:.4f} 0 0 {h:.4f} 0 {y:.4f} cm /Im{k} Do Q")
    if hidden:
        resources.Font = pikepdf.Dictionary(F=song_font(pdf))
        content.append("BT 3 Tr")
        for x0, y0, x1, y1, text in hidden:
            size = y1 - y0
            natural = sum(0.5 if ord(ch) < 0x80 else 1.0 for ch in text) * size
            content.append(f"/F {size:.2f} Tf {100 * (x1 - x0) / natural:.1f} Tz 1 0 0 1 {x0:.2f} {height - y1 + 0.12 * size:.2f} Tm <{text.encode('utf-16-be').hex()}> Tj")
        content.append("ET")
    page.Resources = resources
    page.Contents = pdf.make_stream("\n".join(content).encode("ascii"))
    if rotate:
        page.Rotate = rotate


def saved(pdf):
    """The bytes of a PDF, the same for the same content."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def tiff(pages, dpi):
    """A TIFF of several black-and-white G4 pages."""
    out = io.BytesIO()
    pictures = [Image.fromarray(p) for p in pages]
    pictures[0].save(out, "TIFF", compression="group4", tiffinfo=white_is_zero(max(p.height for p in pictures)), save_all=True, append_images=pictures[1:], dpi=(dpi, dpi))
    return out.getvalue()


def single(pixels, ending, dpi, quality):
    """One picture as a PNG that does not say its resolution, or a JPEG that says `dpi`."""
    out = io.BytesIO()
    if ending == "png":
        Image.fromarray(pixels).save(out, "PNG", optimize=True)
    else:
        Image.fromarray(pixels).save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()
