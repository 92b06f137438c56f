"""What copiers, scanners, fax lines and phones do to a printed page.

Pages are float32 arrays, 0 (ink) to 255 (paper), `(height, width)` grey or `(height, width, 3)` colour.
Lengths are in millimetres, sigmas in pixels of the page. Every function is told its dice (`rng`).
"""
from dataclasses import dataclass, replace

import numpy
from PIL import Image, ImageFilter

from . import seal


@dataclass(frozen=True)
class Profile:
    """One way of scanning."""
    name: str
    dpi: int
    ink: str = "grey"        # grey, colour, bw
    quality: int = 70        # of the JPEG
    skew: float = 0.0        # degrees at most, to either side
    blur: float = 0.0        # sigma in pixels
    noise: float = 0.0       # sigma in grey levels
    threshold: float = 150.0  # darker than this is ink, in black and white
    specks: float = 0.0      # per square centimetre
    uneven: float = 0.0      # grey levels between the lightest and darkest paper
    dropout: float = 0.0     # share of ink that is faint in patches
    edge: bool = False       # dark strip along one side, and punched holes
    fold: bool = False       # soft shadow across the page
    stamp: bool = False      # red seal over the table
    photo: bool = False      # perspective, curl, light from one side

    def at(self, dpi, **changes):
        """The same with another resolution."""
        return replace(self, dpi=dpi, **changes)


CLEAN = Profile("clean", 200, quality=80)
OFFICE = Profile("office", 200, quality=70, skew=0.6, blur=0.6, noise=3.0)
BAD = Profile("bad", 150, quality=50, skew=0.9, blur=0.8, noise=9.0, uneven=6)
FINE = Profile("fine", 300, quality=60, skew=1.5, blur=0.9, noise=3.0)
BW = Profile("bw", 200, ink="bw", skew=0.5, blur=0.7, noise=16.0, specks=0.5)
FAX = Profile("fax", 150, ink="bw", skew=0.8, blur=0.7, noise=14.0, specks=1.5, threshold=172)
STAMP = Profile("stamp", 200, ink="colour", quality=65, skew=1.0, blur=0.6, noise=3.0, stamp=True)
COLOUR = Profile("colour", 200, ink="colour", quality=65, skew=0.5, blur=0.6, noise=3.0)
PHOTO = Profile("photo", 150, ink="colour", quality=60, skew=0.8, blur=0.7, noise=3.0, photo=True)
WORN = Profile("worn", 200, quality=65, skew=0.8, blur=0.6, noise=4.0, uneven=22, dropout=0.6, specks=0.3, edge=True, fold=True)
PROFILES = {p.name: p for p in (CLEAN, OFFICE, BAD, FINE, BW, FAX, STAMP, COLOUR, PHOTO, WORN)}


def smooth_field(rng, shape, cells):
    """A smooth random field between 0 and 1, `cells` hills along the longer side."""
    height, width = shape
    longer = max(height, width)
    grid = rng.uniform(0, 1, (max(2, round(cells * height / longer)), max(2, round(cells * width / longer)))).astype(numpy.float32)
    field = numpy.asarray(Image.fromarray(grid).resize((width, height), Image.BICUBIC))
    return field.clip(0, 1)


def times(page, factor):
    """The page multiplied by a grey field."""
    return page * (factor if page.ndim == 2 else factor[..., None])


def faded(page, rng, share):
    """Patches where toner is thin: hairlines break, text turns grey and pitted."""
    thin = ((smooth_field(rng, page.shape[:2], 14) - (1 - share)) / 0.35).clip(0, 1)
    pits = rng.uniform(0, 1, page.shape[:2]).astype(numpy.float32)
    pits = numpy.asarray(Image.fromarray((pits * 255).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(0.8)), numpy.float32) / 255
    loss = thin * (0.25 + 0.6 * (pits > 0.56))
    return 255 - times(255 - page, 1 - loss)


def uneven(page, rng, depth):
    """Paper that is darker in places, as seen through a thin sheet or by an old lamp."""
    return times(page, 1 - smooth_field(rng, page.shape[:2], 5) * depth / 255)


def folded(page, rng, dpi):
    """A soft shadow where the sheet was folded."""
    height = page.shape[0]
    at = height * rng.uniform(0.45, 0.55)
    distance = (numpy.arange(height, dtype=numpy.float32) - at) / (dpi / 25.4)
    shade = 1 - 0.16 * numpy.exp(-(distance / 0.7) ** 2) * (distance < 0) - 0.05 * numpy.exp(-(distance / 3) ** 2)
    return times(page, numpy.repeat(shade[:, None], page.shape[1], 1))


def step(distance):
    """One on the near side, zero on the far side, soft between."""
    return 1 / (1 + numpy.exp(distance.clip(-30, 30)))


def edged(page, rng, dpi):
    """The dark strip of an open lid along the left side, and two punched holes 80 mm apart."""
    height, width = page.shape[:2]
    mm = dpi / 25.4
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    ragged = smooth_field(rng, (height, 8), 30)[:, :1] * 1.2 * mm
    page = times(page, 1 - 0.86 * step((x - 2.2 * mm - ragged - y * 0.002) / (0.35 * mm)))
    for side in (-40, 40):
        hole = numpy.hypot(x - 11 * mm, y - height / 2 - side * mm) / mm
        page = times(page, 1 - 0.8 * step((hole - 2.8) / 0.12))
    return page


def specked(page, rng, dpi, per_cm2):
    """Dust: dark specks of up to three pixels."""
    height, width = page.shape[:2]
    out = page.copy()
    for _ in range(int(per_cm2 * height * width / (dpi / 2.54) ** 2)):
        y, x = rng.integers(0, height - 3), rng.integers(0, width - 3)
        out[y:y + rng.integers(1, 4), x:x + rng.integers(1, 4)] = rng.uniform(0, 90)
    return out


def turned(page, degrees, paper):
    """The page turned about its middle, corners filled with `paper`."""
    def one(plane):
        return numpy.asarray(Image.fromarray(plane).rotate(degrees, Image.BICUBIC, fillcolor=paper))
    if page.ndim == 2:
        return one(page)
    return numpy.stack([one(numpy.ascontiguousarray(page[..., k])) for k in range(3)], -1)


def sampled(page, x, y, outside):
    """The page at fractional places, bilinear; `outside` where there is none."""
    height, width = page.shape[:2]
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    x, y = x.clip(0, width - 1.001), y.clip(0, height - 1.001)
    left, top = x.astype(numpy.int32), y.astype(numpy.int32)
    fx, fy = x - left, y - top
    if page.ndim == 3:
        fx, fy, inside = fx[..., None], fy[..., None], inside[..., None]
    out = (page[top, left] * (1 - fx) + page[top, left + 1] * fx) * (1 - fy) + (page[top + 1, left] * (1 - fx) + page[top + 1, left + 1] * fx) * fy
    return numpy.where(inside, out, outside).astype(numpy.float32)


def photographed(page, rng):
    """From above by hand: a mild trapezium, a curl, light from one side, the desk around it."""
    height, width = page.shape[:2]
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    u, v = x / width - 0.5, y / height - 0.5
    tilt_x, tilt_y = rng.uniform(0.01, 0.03) * rng.choice((-1, 1)), rng.uniform(0.01, 0.03) * rng.choice((-1, 1))
    depth = (1 + tilt_x * u + tilt_y * v) * 1.035
    curl = rng.uniform(0.002, 0.004) * numpy.sin(numpy.pi * (u + rng.uniform(-0.1, 0.1)))
    sx, sy = (u * depth + 0.5) * width, (v * depth + curl * (0.4 + v) + 0.5) * height
    desk = numpy.array((96, 78, 62), numpy.float32) if page.ndim == 3 else 80.0
    out = sampled(page, sx, sy, desk)
    angle = rng.uniform(0, 2 * numpy.pi)
    light = 0.86 + 0.24 * (u * numpy.cos(angle) + v * numpy.sin(angle)) - 0.18 * (u * u + v * v)
    out = times(out, light.astype(numpy.float32))
    return out * numpy.array((1.0, 0.975, 0.93), numpy.float32) if page.ndim == 3 else out


def blurred(page, sigma):
    """A soft lens or belt."""
    if sigma <= 0:
        return page
    picture = Image.fromarray(page.clip(0, 255).astype(numpy.uint8))
    return numpy.asarray(picture.filter(ImageFilter.GaussianBlur(sigma)), numpy.float32)


def scanned(page, profile, rng, office):
    """The page as `profile` scans it: uint8, or bool (paper is true) in black and white.

    `page` is the colour print, `office` the name on the seal.
    """
    if profile.ink != "colour":
        page = page @ numpy.array((0.299, 0.587, 0.114), numpy.float32)
    if profile.dropout:
        page = faded(page, rng, profile.dropout)
    if profile.stamp:
        page = seal.stamped(page, rng, office, profile.dpi, "财务专用章" if rng.uniform() < 0.3 else "")
    if profile.skew:
        page = turned(page, rng.uniform(0.4, 1.0) * profile.skew * rng.choice((-1, 1)), 255)
    if profile.fold:
        page = folded(page, rng, profile.dpi)
    page = page * rng.uniform(0.955, 0.99) if profile.noise else page
    if profile.uneven:
        page = uneven(page, rng, profile.uneven)
    if profile.photo:
        page = photographed(page, rng)
    if profile.edge:
        page = edged(page, rng, profile.dpi)
    page = blurred(page, profile.blur)
    if profile.specks:
        page = specked(page, rng, profile.dpi, profile.specks)
    if profile.noise:
        page = page + rng.normal(0, profile.noise, page.shape[:2] if page.ndim == 2 else page.shape).astype(numpy.float32)
    if profile.ink == "bw":
        return page >= profile.threshold
    return page.clip(0, 255).round().astype(numpy.uint8)
