"""When two readings of a cell say the same, and what a number looks like."""
import re
import unicodedata
from decimal import Decimal

DASHES = "-‐‑‒–—―−─━﹣"
FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "•": "·", "・": "·", "〜": "~", "∼": "~", "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤"})
NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")  # masked in whatever the program shows
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def plain(text):
    """NFKC, no white space, punctuation folded, a run of dashes as one hyphen, mobile numbers masked."""
    text = "".join(unicodedata.normalize("NFKC", text or "").split()).translate(FOLDED)
    return re.sub(f"[{re.escape(DASHES)}]+", "-", PHONE.sub("*" * 11, text))


def is_number(text):
    """Whether plain text is one well-formed number or percentage."""
    return NUMBER.fullmatch(text) is not None


def is_amount(text):
    """Whether a number has decimals or thousands groups; line numbers, codes and counts do not."""
    return is_number(text) and ("." in text or "," in text)


def value(text):
    """The value of a well-formed number, `None` otherwise; a percentage is its own kind."""
    if not is_number(text):
        return None
    return Decimal(text.rstrip("%").replace(",", "")), text.endswith("%")


def repaired(text, grouping=""):
    """Plain text after the separator grammar; a well-formed number stays what it is, but for one case.

    Groups of three with one or two digits behind them are thousands and a point. Groups of three alone are thousands,
    with a point before the last one in tables of `thousandths` (万元 with three decimals). One group of three behind a
    point stays a fraction except in tables of grouped `integers`. A cell of nothing but dash-like marks is a dash, a
    degree sign behind a number is a percent sign.
    """
    if re.fullmatch(r"[-_一]+", text):
        return "-"
    text = re.sub(r"(?<=\d)[°º]$", "%", text)
    if grouping == "integers" and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        return text.replace(".", ",")
    if is_number(text):
        return text
    *groups, rest = re.split(r"[.,;:]", text)
    if re.fullmatch(r"-?\d{1,3}(?:[.,;:]\d{3})+[.,;:]\d{1,2}", text) or grouping == "thousandths" and re.fullmatch(r"-?\d{1,3}(?:[.,;:]\d{3}){2,}", text):
        return ",".join(groups) + "." + rest
    if re.fullmatch(r"-?\d{1,3}(?:[.,;:]\d{3}){2,}", text):
        return ",".join([*groups, rest])
    return text


def grouping(texts):
    """What the well-formed numbers of a table say of its separators: `integers`, `thousandths` or nothing."""
    if any(re.fullmatch(r"[-+]?(?:\d{1,3}(?:,\d{3})+|0)\.\d{3}", t) for t in texts):
        return "thousandths"
    return "integers" if any(GROUPED.fullmatch(t) for t in texts) else ""


def han(text):
    """The Han characters of a text."""
    return "".join(HAN.findall(unicodedata.normalize("NFKC", text or "")))


def distance(a, b):
    """Levenshtein distance."""
    if a == b:
        return 0
    row = list(range(len(b) + 1))
    for i, ch in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (ch != other))
    return row[-1]
