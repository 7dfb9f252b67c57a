"""The sheets on paper: words into PDF/UA-1 with WeasyPrint, several at a time."""

import ctypes
import hashlib
import multiprocessing
import os
import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from motcua.codes import QUIET_ZONE, PrintedCode, draw_code
from motcua.posters import Sheet

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

GUESSES: Final = ((1360, 17), (1500, 16), (1650, 15))
"""Up to how many letters of a sheet which size is tried first; measured on real procedures."""

GROWTH: Final = 1.8
"""With which power of its size a text grows: 2 if every line were full."""

FONT_FOLDER: Final = "node_modules/@expo-google-fonts/source-sans-3"
FONTS: Final = ("400Regular/SourceSans3_400Regular.ttf", "600SemiBold/SourceSans3_600SemiBold.ttf")
"""Whole TTFs: split web fonts make WeasyPrint draw "Đăõĩ ợ ợế" for "Đăng ký kết hôn"."""


class SheetError(Exception):
    """A sheet cannot be drawn; the message says which and why, in Vietnamese."""


class MissingLetterError(SheetError):
    """A sheet holds a letter that its fonts lack: it would come from whatever font happens to be there."""


class SheetTooLongError(SheetError):
    """A sheet does not fit on one page however small it is set; the message says which, in Vietnamese."""


def draw_sheets(sheets: Iterable[Sheet], fonts: Path, workers: int) -> Iterator[tuple[Sheet, bytes]]:
    """Draw sheets, `workers` at a time, in their order.

    Raises SheetTooLongError naming the sheet that does not fit on one page.
    """
    jobs = list(sheets)
    if len(jobs) < 2:
        yield from ((sheet, draw_sheet(sheet, fonts)) for sheet in jobs)
        return
    with ProcessPoolExecutor(min(workers, len(jobs)), initializer=_end_with_parent) as pool:
        yield from zip(jobs, pool.map(draw_sheet, jobs, [fonts] * len(jobs), chunksize=4), strict=True)


def draw_sheet(sheet: Sheet, fonts: Path) -> bytes:
    """Draw one sheet as PDF/UA-1, in the first of SETTINGS in which it fits on one page.

    A layout tells how high the sheet would be in other settings, so that one or two are enough.
    """
    strange = sorted(_letters_of(sheet) - _letters_in(fonts))
    if strange:
        raise MissingLetterError(
            f'{sheet.record}: tờ {sheet.path} có chữ "{strange[0]}" mà phông chữ của tờ in không có. '
            "Viết cách khác."
        )
    studio = _open_studio(fonts)
    images = {f"qr:{address}": Picture(draw_code(address)) for address in sheet.addresses}
    fitting: dict[Setting, Any] = {}
    tried: set[Setting] = set()
    setting: Setting | None = _guess(sheet)
    while setting:
        tried.add(setting)
        document = studio.lay_out(sheet, setting, images)
        if len(document.pages) == 1:
            fitting[setting] = document
        setting = _choose_next(_Heights(document, setting), fitting, tried)
    if not fitting:
        raise SheetTooLongError(
            f"{sheet.record}: tờ {sheet.path} không vừa một trang A4. "
            "Rút gọn tên, thời hạn hoặc các mức tiền."
        )
    best = min(fitting, key=SETTINGS.index)
    pdf: bytes = fitting[best].write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def _letters_of(sheet: Sheet) -> set[str]:
    """Every letter that is drawn on a sheet."""
    body = sheet.html.partition("<body")[2]
    return {c for c in unescape(re.sub(r"<[^>]*>", "", body)) if not c.isspace()}


@cache
def _letters_in(fonts: Path) -> frozenset[str]:
    """The letters that each of the fonts has."""
    from fontTools.ttLib import TTFont

    letters = (frozenset(map(chr, TTFont(fonts / name).getBestCmap())) for name in FONTS)
    return frozenset.intersection(*letters)


def _guess(sheet: Sheet) -> Setting:
    return "full", next((size for letters, size in GUESSES if sheet.letters <= letters), SIZES[-1])


def _choose_next(
    heights: "_Heights", fitting: Collection[Setting], tried: Collection[Setting]
) -> Setting | None:
    """The best setting not tried that may fit and is better than what fits.

    Something is left out only after all of it was tried in the smallest letters.
    """
    found = min(map(SETTINGS.index, fitting), default=len(SETTINGS))
    better = [setting for setting in SETTINGS[:found] if setting not in tried]
    likely = next((setting for setting in better if heights.may_fit(setting)), None)
    kept = EXTENTS.index(SETTINGS[found][0]) if fitting else len(EXTENTS)
    return likely or next(((e, SIZES[-1]) for e in EXTENTS[:kept] if (e, SIZES[-1]) in better), None)


class _Heights:
    """How high the parts of a laid-out sheet are, in CSS pixels, and would be in another setting."""

    def __init__(self, document: Any, setting: Setting) -> None:
        self.extent, self.size = setting
        self._parts: dict[str, float] = {}
        for number, page in enumerate(document.pages):
            self._add(page._page_box, first=number == 0)

    def _add(self, page_box: Any, *, first: bool) -> None:
        from weasyprint.formatting_structure.boxes import BlockBox

        for box in page_box.descendants():
            # Lines bear the class of the block that holds them, and would be counted twice.
            if isinstance(box, BlockBox) and box.element is not None:
                for name in (box.element.get("class") or "").split():
                    self._parts[name] = self._part(name) + box.margin_height()
                    if first and name == "columns":
                        self._parts["above"] = box.position_y - page_box.content_box_y()
        if first:
            self._parts["page"] = page_box.height

    def may_fit(self, setting: Setting) -> bool:
        """Whether the whole would be no higher than the page."""
        extent, size = setting
        steps = EXTENTS.index(extent) - EXTENTS.index(self.extent)
        if steps < 0 or (steps and extent in CUT_EXTENTS):
            return False  # what is not shown now has no height to be known
        answers = self._part("answers")
        if steps:
            answers -= self._part("conditional") if extent != "bare" else self._part("papers")
            answers -= self._part("extra") if extent in ("terse", "bare") else 0
        # Wider letters make more lines, and higher letters higher ones.
        answers *= float((size / self.size) ** GROWTH) * _line_height(size) / _line_height(self.size)
        whole = self._part("above") + max(answers, self._part("code-column")) + self._part("foot")
        return whole <= self._part("page")

    def _part(self, name: str) -> float:
        return self._parts.get(name, 0.0)


def _line_height(size: int) -> float:
    """As sheet.css has it."""
    return 1.14 if size == SIZES[-1] else 1.2


def sheet_key(sheet: Sheet, fonts: Path) -> str:
    """What decides every byte of a sheet's PDF: its words and styles, the fonts, and what draws them."""
    words = "\n".join((sheet.html, *sheet.cuts, sheet.styles, _tools(fonts)))
    return hashlib.sha256(words.encode()).hexdigest()


def _end_with_parent() -> None:
    """Let a helper process end when the build that started it was killed."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class Picture:
    """A code as WeasyPrint draws pictures: one path of rectangles, which no seam can cross.

    As SVG the two codes of a sheet took a fifth of its time.
    """

    def __init__(self, code: PrintedCode) -> None:
        self._code = code

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[float, float, float]:
        side = float(self._code.modules + 2 * QUIET_ZONE)
        return side, side, 1.0

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        side = self._code.modules + 2 * QUIET_ZONE
        stream.transform(a=width / side, d=height / side)
        stream.set_color_rgb(0, 0, 0)
        for column, row, length in self._code.runs:
            stream.rectangle(QUIET_ZONE + column, QUIET_ZONE + row, length, 1)
        stream.fill()


class _Studio:
    """WeasyPrint with its fonts opened once; nothing it draws may come from outside."""

    def __init__(self, fonts: Path) -> None:
        # Imported here: loading WeasyPrint takes longer than checking all records.
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher

        allowed = {(fonts / name).resolve().as_uri() for name in FONTS}

        class Fetcher(URLFetcher):  # type: ignore[misc]
            def fetch(self, url: str, headers: Any = None) -> Any:
                if url not in allowed:
                    raise FatalURLFetchingError(f"{url[:80]}: a sheet draws only its own codes and fonts")
                return super().fetch(url, headers)

        self._weasyprint = weasyprint
        self._fetcher = Fetcher(allowed_protocols=("file",))
        self._font_config = FontConfiguration()
        faces = (
            f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {name[:3]}; "
            f"src: url('{(fonts / name).resolve().as_uri()}'); }}"
            for name in FONTS
        )
        self._faces = weasyprint.CSS(
            string="".join(faces), font_config=self._font_config, url_fetcher=self._fetcher
        )

        self._styles: dict[str, Any] = {}

    def lay_out(self, sheet: Sheet, setting: Setting, images: Mapping[str, Any]) -> Any:
        """Lay a sheet out, with its pictures by their names."""
        extent, size = setting
        words = dict(zip(CUT_EXTENTS, sheet.cuts, strict=True)).get(extent, sheet.html)
        shown = "bare" if extent in CUT_EXTENTS else extent
        html = words.replace('class="@setting@"', f'class="size-{size} {shown}"', 1)
        page = self._weasyprint.HTML(string=html, url_fetcher=self._fetcher, base_url="about:blank")
        return page.render(
            font_config=self._font_config,
            stylesheets=[self._faces, self._compile(sheet.styles)],
            cache=dict(images),
        )

    def _compile(self, styles: str) -> Any:
        if styles not in self._styles:
            self._styles[styles] = self._weasyprint.CSS(
                string=styles, font_config=self._font_config, url_fetcher=self._fetcher
            )
        return self._styles[styles]


@cache
def _open_studio(fonts: Path) -> _Studio:
    return _Studio(fonts)


@cache
def _tools(fonts: Path) -> str:
    here = Path(__file__)
    files = [*(fonts / name for name in FONTS), here, here.with_name("codes.py")]
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return "\n".join((*digests, *name_tools()))


@cache
def name_tools() -> tuple[str, ...]:
    """What decides where each letter of a sheet stands, with versions.

    Pango and HarfBuzz come with the operating system, so the same words may be placed otherwise after an
    upgrade of it.
    """
    # Asked of the libraries themselves: loading WeasyPrint takes longer than all of a build in which
    # nothing changed.
    pango = _open_library("pango-1.0")
    harfbuzz = _open_library("harfbuzz")
    pango.pango_version_string.restype = harfbuzz.hb_version_string.restype = ctypes.c_char_p
    packages = (f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools", "segno"))
    return (
        *packages,
        f"pango {pango.pango_version_string().decode()}",
        f"harfbuzz {harfbuzz.hb_version_string().decode()}",
    )


def _open_library(name: str) -> ctypes.CDLL:
    """Open a library by the names that WeasyPrint opens it by."""
    for file in (f"lib{name}.so.0", f"lib{name}.0.dylib", f"lib{name}-0.dll"):
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    raise OSError(f"không tìm thấy thư viện {name}, WeasyPrint cần nó để vẽ chữ")
