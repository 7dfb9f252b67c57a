"""The sheets on paper: words into PDF/UA-1 with WeasyPrint, several at a time."""

import ctypes
import gc
import hashlib
import multiprocessing
import os
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from html import unescape
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from motcua.codes import QUIET_ZONE, PrintedCode, draw_code
from motcua.fit import CUT_EXTENTS, PAGE, SETTINGS, Setting, Widths, foretell_height, look_of
from motcua.posters import Sheet

MARGIN_OF_ERROR: Final = 0.1
"""In mm: what is foretold this close to the page's end may be wrong by rounding."""

AHEAD: Final = 4
"""How many sheets are ready for each worker: enough that none waits."""

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
    """Draw sheets, `workers` at a time, in their order; no more of them are held than are being drawn.

    Raises SheetTooLongError naming the sheet that does not fit on one page.
    """
    coming = iter(sheets)
    first = list(islice(coming, 2))
    if len(first) < 2:
        yield from ((sheet, draw_sheet(sheet, fonts)) for sheet in first)
        return
    with ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:
        begun: deque[tuple[Sheet, Future[bytes]]] = deque()
        for sheet in chain(first, coming):
            begun.append((sheet, pool.submit(_work, sheet, fonts)))
            if len(begun) > AHEAD * workers:
                done, drawing = begun.popleft()
                yield done, drawing.result()
        yield from ((done, drawing.result()) for done, drawing in begun)


def draw_sheet(sheet: Sheet, fonts: Path) -> bytes:
    """Draw one sheet as PDF/UA-1, in the first of SETTINGS in which it fits on one page.

    Which that is, is foretold; what came of it tells whether the foretelling can be trusted.
    """
    widths = _read_widths(fonts)
    strange = sorted(_letters_of(sheet) - (widths.normal.keys() & widths.half_bold.keys()))
    if strange:
        raise MissingLetterError(
            f'{sheet.record}: tờ {sheet.path} có chữ "{strange[0]}" mà phông chữ của tờ in không có. '
            "Viết cách khác."
        )
    try:
        document = _find_best(sheet, widths, _open_studio(fonts))
        pdf: bytes | None = document and document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    except OSError:
        raise
    # WeasyPrint can trip over a template in any way; whatever it is, it is told with the sheet.
    except Exception as error:
        raise SheetError(
            f"{sheet.path}: không vẽ được ({type(error).__name__}: {error}). "
            "Xem lại sheet.html và sheet.css trong templates/sheets."
        ) from error
    if pdf is None:
        raise SheetTooLongError(
            f"{sheet.record}: tờ {sheet.path} không vừa một trang A4. "
            "Rút gọn tên, thời hạn hoặc các mức tiền."
        )
    return pdf


def _find_best(sheet: Sheet, widths: Widths, studio: "_Studio") -> Any:
    """The layout in the first of SETTINGS in which all of it is on one page, or None where none is."""
    images = {f"qr:{address}": Picture(draw_code(address)) for address in sheet.addresses}

    @cache
    def foretell(setting: Setting) -> float:
        return foretell_height(_words(sheet, setting), setting, widths)

    left, found, off = list(SETTINGS), None, 0.0
    while left:
        likely = next((setting for setting in left if foretell(setting) + off <= PAGE), None)
        if likely is None and found is not None:
            break
        setting = likely or left[0]
        document = studio.lay_out(_words(sheet, setting), sheet.styles, images)
        if len(document.pages) == 1:
            found, off = document, _measure_height(document) - foretell(setting)
            left = left[: left.index(setting)]
        else:
            off = max(off, PAGE - foretell(setting) + MARGIN_OF_ERROR)
            left.remove(setting)
    return found


def _words(sheet: Sheet, setting: Setting) -> str:
    """The HTML of a sheet in a setting."""
    words = dict(zip(CUT_EXTENTS, sheet.cuts, strict=True)).get(setting[0], sheet.html)
    extent, size = look_of(setting)
    return words.replace('class="@setting@"', f'class="size-{size} {extent}"', 1)


def _measure_height(document: Any) -> float:
    """How far down a sheet of one page reaches, in mm."""
    from weasyprint.formatting_structure.boxes import BlockBox

    page = document.pages[0]._page_box
    blocks = (box for box in page.descendants() if isinstance(box, BlockBox) and box.element_tag != "html")
    lowest = max(box.position_y + box.margin_height() for box in blocks)
    return float(lowest - page.content_box_y()) * 25.4 / 96


def _letters_of(sheet: Sheet) -> set[str]:
    """Every letter that is drawn on a sheet."""
    body = sheet.html.partition("<body")[2]
    return {c for c in unescape(re.sub(r"<[^>]*>", "", body)) if not c.isspace()}


@cache
def _read_widths(fonts: Path) -> Widths:
    """How wide the letters of the fonts are."""
    from fontTools.ttLib import TTFont

    def read(name: str) -> dict[str, float]:
        font = TTFont(fonts / name)
        advances, unit = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): advances[glyph][0] / unit for code, glyph in font.getBestCmap().items()}

    return Widths(*map(read, FONTS))


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


def _work(sheet: Sheet, fonts: Path) -> bytes:
    """Draw one of many sheets in a helper process."""
    _settle_in(fonts)
    pdf = draw_sheet(sheet, fonts)
    gc.collect(0)
    return pdf


@cache
def _settle_in(fonts: Path) -> None:
    """Look for garbage after each sheet only: what is there now stays, and of a sheet nothing does.

    To look through all of it a dozen times a sheet, as Python would, takes a tenth of the time.
    """
    _open_studio(fonts)
    gc.freeze()
    gc.disable()


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
        runs = (
            f"{QUIET_ZONE + column} {QUIET_ZONE + row} {length} 1 re"
            for column, row, length in self._code.runs
        )
        # Written at once, not by a call for each of several hundred.
        stream.stream.append("\n".join(runs).encode())
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

        class Page(weasyprint.HTML):  # type: ignore[misc]
            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                # sheet.css tells all.
                return []

        self._weasyprint, self._page = weasyprint, Page
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

    def lay_out(self, words: str, styles: str, images: Mapping[str, Any]) -> Any:
        """Lay a sheet out, with its pictures by their names."""
        page = self._page(string=words, url_fetcher=self._fetcher, base_url="about:blank")
        return page.render(
            font_config=self._font_config,
            stylesheets=[self._faces, self._compile(styles)],
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
    files = [*(fonts / name for name in FONTS), here, *map(here.with_name, ("codes.py", "fit.py"))]
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
