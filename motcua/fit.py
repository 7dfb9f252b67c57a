"""How high a sheet would be in each setting, told from its words before anything is laid out.

To lay a sheet out takes a hundred times as long as to count its lines. Lines are broken where
WeasyPrint breaks them, by the widths of the letters; the measures are those of sheet.css, and the tests hold
both together. Where they part, sheets come out as they should, only later (draw.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import accumulate
from math import ceil
from typing import Final

SIZES: Final = (17, 16, 15, 14)
"""How large a sheet may be set, in points; 14 is the least that is read from an arm's length."""

EXTENTS: Final = ("full", "brief", "terse", "bare", "cut", "stub")
"""How much a sheet says: all; not papers that few need; no small print either; no list of papers; and at
last only the beginning of each text and list, two lines or one."""

CUT_EXTENTS: Final = EXTENTS[-2:]
"""Those that have words of their own: Sheet.cuts."""

Setting = tuple[str, int]
"""An extent and a size."""

SETTINGS: Final[tuple[Setting, ...]] = tuple((extent, size) for extent in EXTENTS for size in SIZES)
"""From the best to the last resort: it is better to say all in small letters than less in large ones."""

PAGE: Final = 275.0
"""The height that the margins leave of an A4 page, in mm, as all lengths here."""


_BOX: Final = "☐&nbsp;&nbsp;"
_BOX_WIDTH: Final = 1.199
"""What stands to the left of all lines of a paper, and its width to the size of its letters."""

_POINT: Final = 25.4 / 72
_BREAKS: Final = re.compile(r"[ \n]+|\u200b|(?<=[-/])(?=[^\W\d_])|(?<=–)(?=\S)")
"""Where a line may end: at spaces, and behind a hyphen, a slash or a dash (UAX 14, as Pango has it)."""

_BLOCK: Final = re.compile(r"<(h1|h2|p|li|img)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)
_TAG: Final = re.compile(r"(<[^>]*>)")
_CLASS: Final = re.compile(r'class="([^"]*)"')
_HEIGHT: Final = re.compile(r"height: ([\d.]+)mm")


@dataclass(frozen=True, eq=False)
class Widths:
    """How wide each letter of the two fonts is, to its size."""

    normal: Mapping[str, float]
    half_bold: Mapping[str, float]


@dataclass(frozen=True)
class _Style:
    """How a kind of block is set."""

    size: float
    """Of its letters, in points."""
    line: float
    """Height of a line, to the size of the letters."""
    above: float = 0.0
    """Margins, padding and borders above and below the lines."""
    bold: bool = False
    spacing: float = 0.0
    """Between letters, to their size."""


def look_of(setting: Setting) -> Setting:
    """By which extent's rules a setting looks: what is cut looks like what has no list of papers."""
    extent, size = setting
    return ("bare" if extent in CUT_EXTENTS else extent), size


def _find_style(kind: str, size: int) -> _Style:
    """The style of a kind of block, as sheet.css has it for each size of the sheet."""
    small = size == SIZES[-1]
    line = 1.14 if small else 1.2
    match kind:
        case "mark":
            return _Style(14, 1.1, 1.6, spacing=0.05)
        case "why":
            return _Style(12, 1.15, 4.4)
        case "commune":
            return _Style(14, line)
        case "h1 short" | "h1 middling" | "h1 long":
            return _Style({"short": 28, "middling": 25, "long": 22}[kind[3:]], 1.1, bold=True)
        case "h1 endless":
            return _Style(16, 1.2, bold=True)
        case "notice":
            return _Style(15 if small else 15.5, 1.15, 5.0 if small else 6.0, bold=True)
        case "joint":
            return _Style(size, line, 2.0)
        case "h2":
            return _Style(1.12 * size, 1.1, {17: 5.0, 16: 4.0, 15: 3.0, 14: 2.0}[size] + 0.6, bold=True)
        case "li":
            return _Style(size, line, 0.8)
        case "opens":
            return _Style(14, 1.12)
        case "address":
            return _Style(14, 1.1)
        case "help":
            return _Style(14, 1.14, 1.2)
        case "write-in":
            return _Style(14, 1.14, 3.7)
        case "edition":
            return _Style(12, 1.14, 1.2)
        case _:
            return _Style(size, line, 0.4)


def foretell_height(html: str, setting: Setting, widths: Widths) -> float:
    """How high the sheet of this HTML is in a setting. `html` is the one of the setting's extent."""
    extent, size = look_of(setting)
    body = html.partition("<body")[2]
    above, _, rest = body.partition('<div class="columns">')
    answers, _, rest = rest.partition('<div class="code code-column">')
    code, _, rest = rest.partition('<div class="foot">')
    rating, _, help_ = rest.partition('<div class="help">')

    def measure(part: str, width: float, kind: str) -> float:
        return sum(
            _measure_block(tag, classes, text, width, kind, extent, size, widths)
            for tag, classes, text in _blocks_of(part)
        )

    columns = max(measure(answers, 122, "p"), measure(code, 58, "p")) + 4.0
    foot = max(measure(rating, 62, "p"), measure(help_, 118, "help")) + 2.3
    return measure(above, 184, "p") + columns + foot


def _blocks_of(part: str) -> Iterator[tuple[str, str, str]]:
    """Tag, classes and content of every block; of a picture its height in place of classes."""
    for tag, attributes, text in _BLOCK.findall(part):
        found = (_HEIGHT if tag == "img" else _CLASS).search(attributes)
        yield tag, found[1] if found else "0" if tag == "img" else "", text


def _measure_block(
    tag: str, classes: str, text: str, width: float, kind: str, extent: str, size: int, widths: Widths
) -> float:
    if tag == "img":
        return float(classes)
    if _is_hidden(tag, classes, extent):
        return 0.0
    if tag == "h1":
        kind = f"h1 {classes}"
    elif tag != "p":
        kind = tag
    elif classes and classes not in ("extra", "some-more", "instead"):
        kind = classes
    style = _find_style(kind, size)
    # Within the band is less room, between its borders.
    room = (width - (6.6 if kind in ("mark", "why") else 0.0)) / (style.size * _POINT)
    if kind == "li":
        text, room = text.removeprefix(_BOX), room - _BOX_WIDTH
    lines = sum(_count_lines(line, room, style, widths) for line in re.split(r"<br[^>]*>", text))
    return lines * style.size * style.line * _POINT + style.above


def _is_hidden(tag: str, classes: str, extent: str) -> bool:
    """As sheet.css hides what an extent leaves out."""
    shown_in = {"some-more": ("brief", "terse"), "instead": ("bare",)}
    hidden_in = {"conditional": ("brief", "terse"), "extra": ("terse", "bare")}
    listed = tag == "li" and extent == "bare"
    return listed or extent not in shown_in.get(classes, EXTENTS) or extent in hidden_in.get(classes, ())


def _count_lines(text: str, room: float, style: _Style, widths: Widths) -> int:
    """How many lines a text takes, each as full as it goes; `room` is in sizes of a letter."""
    lines, filled = 1, 0.0
    for gap, wide in _measure_words(text, style.bold, style.spacing, widths):
        if not filled or filled + gap + wide <= room:
            filled += (gap if filled else 0.0) + wide
        else:
            lines, filled = lines + 1, wide
        # A word that is wider than the room is broken anywhere.
        over = max(0, ceil(filled / room) - 1)
        lines, filled = lines + over, filled - over * room
    return lines


@lru_cache(4096)
def _measure_words(text: str, bold: bool, spacing: float, widths: Widths) -> tuple[tuple[float, float], ...]:
    """The words of a text: how wide is the gap before each, and the word.

    Much stands on every sheet: so it is measured once.
    """
    strong, letters, advances = bold, "", [0.0]
    for part in _TAG.split(text.strip()):
        if part.startswith("<"):
            strong = bold or part == "<strong>" or (strong and part != "</strong>")
            continue
        part = unescape(part)
        letters += part
        table = widths.half_bold if strong else widths.normal
        advances += [table.get(letter, 0.0) + spacing for letter in part]
    ends = list(accumulate(advances))
    breaks = [(0, 0), *(found.span() for found in _BREAKS.finditer(letters))]
    starts = [*(start for start, _ in breaks[1:]), len(letters)]
    return tuple(
        (ends[end] - ends[start], ends[following] - ends[end])
        for (start, end), following in zip(breaks, starts, strict=True)
    )
