"""The sheets on paper: words into PDF/UA-1 with WeasyPrint, several at a time."""

import hashlib
import multiprocessing
import os
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from motcua.posters import Sheet

SIZES: Final = ("size-17", "size-16", "size-15", "size-14")
"""How large a sheet may be set; 14 pt is the least."""

EXTENTS: Final = ("full", "brief", "terse", "bare")
"""How much a sheet says: all; not papers that few need; no small print either; no list of papers."""

FONT_FOLDER: Final = "node_modules/@expo-google-fonts/source-sans-3"
FONTS: Final = ("400Regular/SourceSans3_400Regular.ttf", "600SemiBold/SourceSans3_600SemiBold.ttf")
"""Whole TTFs: split web fonts make WeasyPrint draw "Đăõĩ ợ ợế" for "Đăng ký kết hôn"."""


class SheetTooLongError(Exception):
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
    """Draw one sheet as PDF/UA-1: as much as fits on one page at 14 pt, then as large as that allows."""
    studio = _open_studio(fonts)

    @cache
    def lay_out(*classes: str) -> Any:
        return studio.lay_out(sheet.html.replace("@size@", " ".join(classes)))

    def fits(*classes: str) -> bool:
        return len(lay_out(*classes).pages) == 1

    extent = next((extent for extent in EXTENTS if fits(SIZES[-1], extent)), None)
    if extent is None:
        raise SheetTooLongError(
            f"{sheet.record}: tờ {sheet.path} không vừa một trang A4. "
            "Rút gọn tên, thời hạn hoặc các mức tiền."
        )
    size = SIZES[bisect_left(SIZES[:-1], True, key=lambda size: fits(size, extent))]
    pdf: bytes = lay_out(size, extent).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def sheet_key(sheet: Sheet, fonts: Path) -> str:
    """What decides every byte of a sheet's PDF: its words and styles, the fonts, and what draws them."""
    return hashlib.sha256(f"{sheet.html}\n{_tools(fonts)}".encode()).hexdigest()


def _end_with_parent() -> None:
    """Let a helper process end when the build that started it was killed."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


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
                if not url.startswith("data:image/svg+xml") and url not in allowed:
                    raise FatalURLFetchingError(f"{url[:80]}: a sheet draws only its own codes and fonts")
                return super().fetch(url, headers)

        self._weasyprint = weasyprint
        self._fetcher = Fetcher(allowed_protocols=("data", "file"))
        self._font_config = FontConfiguration()
        faces = (
            f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {name[:3]}; "
            f"src: url('{(fonts / name).resolve().as_uri()}'); }}"
            for name in FONTS
        )
        self._faces = weasyprint.CSS(
            string="".join(faces), font_config=self._font_config, url_fetcher=self._fetcher
        )

    def lay_out(self, html: str) -> Any:
        page = self._weasyprint.HTML(string=html, url_fetcher=self._fetcher, base_url="about:blank")
        return page.render(font_config=self._font_config, stylesheets=[self._faces])


@cache
def _open_studio(fonts: Path) -> _Studio:
    return _Studio(fonts)


@cache
def _tools(fonts: Path) -> str:
    files = [*(fonts / name for name in FONTS), Path(__file__)]
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return "\n".join((*digests, *name_tools()))


@cache
def name_tools() -> tuple[str, ...]:
    """What decides where each letter of a sheet stands, with versions.

    Pango and HarfBuzz come with the operating system, so the same words may be placed otherwise after an
    upgrade of it.
    """
    from weasyprint.text.ffi import ffi, harfbuzz, pango

    ffi.cdef("const char* hb_version_string(void);", override=True)
    number = pango.pango_version()
    pango_version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    packages = (f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools"))
    return (
        *packages,
        f"pango {pango_version}",
        f"harfbuzz {ffi.string(harfbuzz.hb_version_string()).decode()}",
    )
