"""Reads a drawn sheet back: as a phone reads its codes, a screen reader its text, tired eyes its letters.

Nothing here knows what was meant to be drawn: all of it starts from the PDF. Places on a page are in points
(1/72 inch) from its upper left corner.
"""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, partial
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import pdfplumber
import pypdfium2
import pytesseract
import zxingcpp
from pdfminer.pdftypes import resolve1
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat
from pypdfium2 import raw
from pyzbar import pyzbar

MM: Final = 72 / 25.4
"""One millimetre in points."""

QUIET_ZONE: Final = 4
"""ISO/IEC 18004, 6.3.8: so many modules around a code stay white."""

SIGNS: Final = "☐→"
"""Signs that are no letters: tesseract was taught letters only, so they are painted over before it reads."""

TEXT_TAGS: Final = frozenset({"P", "H1", "H2", "LI", "Figure"})

COLUMNS: Final = ("page_num", "left", "top", "width", "height", "text")
"""What is taken from tesseract's table."""

WHITE_FRAME: Final = 40
"""Pixels of white around what tesseract looks at: at the very edge it sees nothing."""

Char = dict[str, Any]
Node = dict[str, Any]
Word = tuple[float, float, str]
"""The middle of a word on the page, and the word."""


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def scaled(self, by: float) -> "Box":
        return Box(self.left * by, self.top * by, self.right * by, self.bottom * by)

    def corners(self) -> tuple[float, float, float, float]:
        return (self.left, self.top, self.right, self.bottom)

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all of them."""
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


@dataclass(frozen=True)
class Paragraph:
    """A heading, a paragraph, an item of a list; or a picture (tag "Figure") and the text that stands for it.

    Paragraphs that follow one another in one part of the sheet have the same `column`. `lines` are its lines
    as boxes, `sizes` the sizes of its letters in points, `signs` where SIGNS stand in it.
    """

    tag: str
    text: str
    column: int
    lines: tuple[Box, ...] = ()
    sizes: frozenset[float] = frozenset()
    signs: tuple[Box, ...] = ()

    @property
    def size(self) -> float:
        return max(self.sizes)


@dataclass(frozen=True)
class Code:
    """A QR code as zxing-cpp found it; `box` reaches from its first module to its last."""

    text: str
    version: int
    level: str
    box: Box

    @property
    def modules(self) -> int:
        """ISO/IEC 18004, 6.3.1: version 1 has 21 modules a side, each further version 4 more."""
        return 17 + 4 * self.version


class DrawnSheet:
    """One PDF of one page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        content = path.read_bytes()
        self._parsed = pdfplumber.open(BytesIO(content))
        self._page = self._parsed.pages[0]
        self._drawn = pypdfium2.PdfDocument(content)

    def __str__(self) -> str:
        return "/".join(self.path.parts[-2:])

    @property
    def pages(self) -> int:
        return len(self._parsed.pages)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        return float(self._page.width) / MM, float(self._page.height) / MM

    @property
    def title(self) -> str:
        return str(self._parsed.metadata.get("Title", ""))

    @property
    def catalog(self) -> dict[str, Any]:
        """What the PDF says about itself (ISO 32000-1, 7.7.2)."""
        return {key: resolve1(value) for key, value in self._parsed.doc.catalog.items()}

    @property
    def metadata(self) -> str:
        """Its XMP metadata, where PDF/UA makes its claim (ISO 14289-1, 5)."""
        stream = self.catalog.get("Metadata")
        return bytes(stream.get_data()).decode() if stream else ""

    @cached_property
    def chars(self) -> list[Char]:
        return list(self._page.chars)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its text and pictures, in the order and under the tags by which a screen reader reads them."""
        by_mark: dict[int, list[Char]] = {}
        for char in self.chars:
            by_mark.setdefault(char["mcid"], []).append(char)
        return tuple(_read_paragraph(node, column, by_mark) for node, column in self._texts())

    @property
    def untagged(self) -> str:
        """Text that is drawn and that no paragraph holds."""
        tagged = {mark for node, _ in self._texts() for mark in _marks(node)}
        return "".join(c["text"] for c in self.chars if c["mcid"] not in tagged).strip()

    @cached_property
    def letters(self) -> str:
        """All letters drawn, in no certain order: much sooner had than its paragraphs."""
        return "".join(self._drawn[0].get_textpage().get_text_bounded().split())

    def _texts(self) -> list[tuple[Node, int]]:
        return [found for top in self._page.structure_tree for found in _find_texts(top, 0)]

    def texts(self, tag: str) -> list[str]:
        return [p.text for p in self.paragraphs if p.tag == tag]

    def rasterise(self, dpi: int) -> Image.Image:
        """The page as a printer gets it."""
        image: Image.Image = self._drawn[0].render(scale=dpi / 72).to_pil()
        return image.convert("RGB")

    def fonts(self) -> set[tuple[str, bool]]:
        """Every font that draws a letter: its name, and whether the PDF carries it along."""
        pieces = self._drawn[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15)
        fonts = [piece.get_font() for piece in pieces]
        return {(font.get_base_name(), font.is_embedded) for font in fonts}

    def inked_lines(self) -> dict[float, list[Box]]:
        """The ink of every letter as a box, by the height at which its line stands."""
        text = self._drawn[0].get_textpage()
        height = float(self._page.height)
        lines: dict[float, list[Box]] = {}
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            x, y = c_double(), c_double()
            raw.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
            if right > left and top > bottom:
                box = Box(left, height - top, right, height - bottom)
                lines.setdefault(round(height - y.value, 1), []).append(box)
        return lines


def _find_texts(node: Node, column: int) -> Iterator[tuple[Node, int]]:
    """The nodes of the structure tree that are paragraphs, each with a number for the part it is in."""
    if node["type"] in TEXT_TAGS:
        yield node, column
        return
    inside = column if node["type"] == "L" else id(node)
    for child in node.get("children", ()):
        yield from _find_texts(child, inside)


def _marks(node: Node) -> Iterator[int]:
    yield from node.get("mcids", ())
    for child in node.get("children", ()):
        yield from _marks(child)


def _read_paragraph(node: Node, column: int, by_mark: dict[int, list[Char]]) -> Paragraph:
    if node["type"] == "Figure":
        return Paragraph("Figure", node.get("alt_text", ""), column)
    chars = [char for mark in _marks(node) for char in by_mark.get(mark, ())]
    # "matrix" ends in the place where the letter stands: letters of one height stand on one line.
    lines = [list(line) for _, line in groupby(chars, key=lambda c: round(c["matrix"][5]))]
    text = " ".join("".join(c["text"] for c in line) for line in lines)
    return Paragraph(
        node["type"],
        " ".join(text.split()),
        column,
        tuple(around([_box_of(c) for c in line]) for line in lines),
        frozenset(round(c["size"], 1) for c in chars),
        tuple(_box_of(c) for c in chars if c["text"] in SIGNS),
    )


def _box_of(char: Char) -> Box:
    return Box(char["x0"], char["top"], char["x1"], char["bottom"])


def read_codes(image: Image.Image) -> list[Code]:
    """The QR codes that zxing-cpp finds, as they follow down the page; boxes are in pixels."""
    codes = []
    for found in zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        version = int(cast(dict[str, str], found.extra)["Version"])
        codes.append(Code(found.text, version, found.ec_level, _box_of_code(found.position)))
    return sorted(codes, key=lambda code: code.box.top)


def _box_of_code(place: zxingcpp.Position) -> Box:
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return around([Box(p.x, p.y, p.x, p.y) for p in corners])


def read_codes_with_zbar(image: Image.Image) -> list[str]:
    """What zbar reads from the QR codes it finds."""
    return sorted(f.data.decode() for f in pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE]))


def measure_code(image: Image.Image, code: Code, dpi: int) -> tuple[float, bool]:
    """The width of one module in mm, and whether the quiet zone around the code is white."""
    module = code.box.width / code.modules
    # One pixel less on each side: a text that touches the zone from outside is still outside.
    zone = code.box.grown(QUIET_ZONE * module - 1)
    dark = image.convert("L").crop(_whole(zone)).point(lambda grey: 255 if grey < 250 else 0)
    found = dark.getbbox()
    assert found is not None, f"nothing is drawn where {code.text} was read"
    ink = Box(*found)
    white_margin = min(ink.left, ink.top, dark.width - ink.right, dark.height - ink.bottom)
    return ink.width / code.modules / dpi * 25.4, white_margin >= QUIET_ZONE * module - 3


def colours_of_code(image: Image.Image, code: Code) -> set[tuple[int, ...]]:
    """The colours in the middle of its modules."""
    step = code.box.width / code.modules
    middles = [step * (index + 0.5) for index in range(code.modules)]
    return {
        _as_colour(image.getpixel((int(code.box.left + x), int(code.box.top + y))))
        for x in middles
        for y in middles
    }


def _as_colour(pixel: float | tuple[int, ...] | None) -> tuple[int, ...]:
    assert isinstance(pixel, tuple)
    return pixel


def _whole(box: Box) -> tuple[int, int, int, int]:
    return (round(box.left), round(box.top), round(box.right), round(box.bottom))


def find_margins(image: Image.Image, dpi: int) -> Box:
    """How far in mm the ink keeps away from each edge of the page."""
    ink = ImageChops.invert(image.convert("L")).getbbox()
    assert ink is not None, "the page is empty"
    left, top, right, bottom = ink
    return Box(left, top, image.width - right, image.height - bottom).scaled(25.4 / dpi)


def ink_share(image: Image.Image) -> float:
    """Which share of the page a black-and-white printer blackens."""
    return 1 - ImageStat.Stat(image.convert("L")).mean[0] / 255


def photocopy(image: Image.Image) -> Image.Image:
    """The page as a worn copier hands it back: a little askew, blurred, nothing but black and white."""
    askew = image.convert("L").rotate(0.8, Image.Resampling.BICUBIC, fillcolor=255)
    blurred = askew.filter(ImageFilter.GaussianBlur(1.2))
    return blurred.point(lambda grey: 255 if grey > 150 else 0)


@dataclass(frozen=True)
class Reading:
    """What OCR made of one sheet: each paragraph as it stands in the PDF, and as it was seen."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def share(self) -> float:
        """Share of the characters read right; each one missed, added or changed counts against it."""
        wrong = sum(count_edits(printed, seen) for printed, seen in self.pairs)
        return 1 - wrong / sum(len(printed) for printed, _ in self.pairs)

    @staticmethod
    def share_of(pair: tuple[str, str]) -> float:
        """The same for one paragraph."""
        return 1 - count_edits(*pair) / len(pair[0])

    def letters(self) -> Iterator[tuple[str, bool]]:
        """Each letter that stands in the PDF, and whether it was seen as itself."""
        for printed, seen in self.pairs:
            matched = SequenceMatcher(None, printed, seen, autojunk=False).get_matching_blocks()
            right = {block.a + step for block in matched for step in range(block.size)}
            yield from ((letter, place in right) for place, letter in enumerate(printed) if letter != " ")

    @property
    def misread(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.pairs if pair[0] != pair[1])


def read_by_eye(path: Path, dpi: int = 200) -> Reading:
    """Have tesseract read the picture of a sheet.

    It looks twice, at the page and at each column for itself, and the better reading of a paragraph counts:
    where it loses a line among columns or beside large letters, that is no fault of the letters.
    """
    sheet = DrawnSheet(path)
    paragraphs = [p for p in sheet.paragraphs if p.lines]
    image = sheet.rasterise(dpi).convert("L")
    _paint_over(image, dpi, [sign for p in paragraphs for sign in p.signs])
    page = Box(0, 0, image.width * 72 / dpi, image.height * 72 / dpi)
    on_page, *in_columns = _spot_words(image, dpi, [page, *_find_columns(paragraphs)])
    first = _arrange(on_page, paragraphs)
    second = _arrange([word for column in in_columns for word in column], paragraphs)
    printed = [_letters(p.text) for p in paragraphs]
    looks = zip(printed, first, second, strict=True)
    return Reading(tuple((text, min(seen, key=partial(count_edits, text))) for text, *seen in looks))


def _paint_over(image: Image.Image, dpi: int, signs: Sequence[Box]) -> None:
    brush = ImageDraw.Draw(image)
    codes = [code.box.grown(2) for code in read_codes(image)]
    for box in (*codes, *(sign.grown(1).scaled(dpi / 72) for sign in signs)):
        brush.rectangle(box.corners(), fill=255)


def _find_columns(paragraphs: Sequence[Paragraph]) -> list[Box]:
    """Where paragraphs of about one size stand below one another."""
    columns: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        above = columns[-1][-1] if columns else None
        if above and above.column == paragraph.column and 2 / 3 <= above.size / paragraph.size <= 3 / 2:
            columns[-1].append(paragraph)
        else:
            columns.append([paragraph])
    return [around([line for p in column for line in p.lines]).grown(4) for column in columns]


def _spot_words(image: Image.Image, dpi: int, boxes: Sequence[Box]) -> list[list[Word]]:
    """The words that tesseract sees in each of some parts of a page."""
    # One thread for one picture: sheets are read side by side, and more threads only wait for each other.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    words: list[list[Word]] = [[] for _ in boxes]
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{index}.png") for index in range(len(boxes))]
        for file, box in zip(files, boxes, strict=True):
            ImageOps.expand(image.crop(_whole(box.scaled(dpi / 72))), WHITE_FRAME, fill=255).save(file)
        names = Path(folder, "files.txt")
        names.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        # 11 takes every line on its own, so that columns side by side do not run into one another.
        table = pytesseract.image_to_data(
            str(names), "vie", f"--psm 11 --dpi {dpi}", output_type=pytesseract.Output.DICT
        )
    for page, left, top, width, height, text in zip(*(table[name] for name in COLUMNS), strict=True):
        if text.strip():
            x = (left + width / 2 - WHITE_FRAME) / dpi * 72 + boxes[page - 1].left
            y = (top + height / 2 - WHITE_FRAME) / dpi * 72 + boxes[page - 1].top
            words[page - 1].append((x, y, text))
    return words


def _arrange(words: Sequence[Word], paragraphs: Sequence[Paragraph]) -> list[str]:
    """The words as they stand in the lines of each paragraph."""
    lines = [[line.grown(1) for line in p.lines] for p in paragraphs]
    return [_letters(" ".join(_words_on(line, words) for line in of_one)) for of_one in lines]


def _words_on(line: Box, words: Sequence[Word]) -> str:
    return " ".join(text for _, text in sorted((x, text) for x, y, text in words if line.holds(x, y)))


def _letters(text: str) -> str:
    """The text as it is compared: without SIGNS, white space folded, and with one kind of dash.

    tesseract knows the hyphen only, and takes the raised dot and the longer dashes for it.
    """
    plain = unicodedata.normalize("NFC", text).translate({ord(dash): "-" for dash in "–—·"})
    return " ".join("".join(c for c in plain if c not in SIGNS).split())


def count_edits(printed: str, seen: str) -> int:
    """How many characters must be added, dropped or changed to turn one into the other."""
    row = list(range(len(seen) + 1))
    for i, wanted in enumerate(printed, 1):
        before, row[0] = row[0], i
        for j, got in enumerate(seen, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (wanted != got))
    return row[-1]
