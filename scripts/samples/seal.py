"""Draws the round red seal (公章) of a fictional office, as ink on paper."""
import math

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FACE = ("/usr/share/fonts/truetype/arphic/uming.ttc", 0)
INK = (205, 28, 36)
FINE = 4  # drawn this many times larger, then reduced


def star(draw, x, y, radius):
    """A five-pointed star with one point up."""
    points = []
    for k in range(10):
        r = radius if k % 2 == 0 else radius * 0.382
        angle = math.pi * (k / 5 - 0.5)
        points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    draw.polygon(points, fill=255)


def letter(mask, ch, font, x, y, degrees):
    """One upright-drawn character turned and pasted with its middle at (x, y)."""
    size = int(font.size * 1.5)
    tile = Image.new("L", (size, size), 0)
    ImageDraw.Draw(tile).text((size / 2, size / 2), ch, font=font, fill=255, anchor="mm", stroke_width=font.size // 28, stroke_fill=255)
    tile = tile.rotate(degrees, Image.BICUBIC)
    mask.paste(255, (int(x - size / 2), int(y - size / 2)), tile)


def shape(name, below, radius):
    """Where the seal has ink: 0 to 1 in an array of 2·radius pixels square."""
    big = radius * FINE
    mask = Image.new("L", (2 * big, 2 * big), 0)
    draw = ImageDraw.Draw(mask)
    edge = int(big * 0.04)
    draw.ellipse((edge, edge, 2 * big - edge, 2 * big - edge), outline=255, width=int(big * 0.055))
    star(draw, big, big, big * 0.3)
    font = ImageFont.truetype(FACE[0], int(big * 0.25), index=FACE[1])
    sweep = min(270.0, 24.0 * (len(name) - 1))
    for k, ch in enumerate(name):
        at = -sweep / 2 + (sweep * k / (len(name) - 1) if len(name) > 1 else 0)
        angle = math.radians(at - 90)
        letter(mask, ch, font, big + big * 0.72 * math.cos(angle), big + big * 0.72 * math.sin(angle), -at)
    small = ImageFont.truetype(FACE[0], int(big * 0.15), index=FACE[1])
    draw.text((big, big * 1.52), below, font=small, fill=255, anchor="mm", stroke_width=2)
    return numpy.asarray(mask.resize((2 * radius, 2 * radius), Image.LANCZOS), numpy.float32) / 255


def stamped(page, rng, name, dpi, below="", at=None):
    """A colour page (float32, 0–255) with the seal over it, 42 mm wide.

    `at` is the middle as shares of width and height. The ink is patchy and lets print
    show through: it multiplies what is below it.
    """
    radius = int(21 / 25.4 * dpi)
    ink = shape(name, below, radius)
    patch = Image.fromarray(rng.uniform(0, 255, (9, 9)).astype(numpy.uint8)).resize((2 * radius, 2 * radius), Image.BICUBIC)
    patchy = 0.55 + 0.45 * numpy.asarray(patch.filter(ImageFilter.GaussianBlur(2)), numpy.float32) / 255
    patchy *= 1 - 0.25 * (rng.uniform(0, 1, ink.shape) < 0.12)
    turned = Image.fromarray((ink * patchy * 255).clip(0, 255).astype(numpy.uint8)).rotate(rng.uniform(-12, 12), Image.BICUBIC)
    strength = numpy.asarray(turned, numpy.float32) / 255 * rng.uniform(0.75, 0.92)
    height, width = page.shape[:2]
    x, y = at or (rng.uniform(0.45, 0.8), rng.uniform(0.25, 0.6))
    left = int(min(max(x * width - radius, 0), width - 2 * radius))
    top = int(min(max(y * height - radius, 0), height - 2 * radius))
    out = page.copy()
    part = out[top:top + 2 * radius, left:left + 2 * radius]
    for channel in range(3):
        part[..., channel] *= 1 - strength * (1 - INK[channel] / 255)
    return out
