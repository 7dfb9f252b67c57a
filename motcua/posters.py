"""The sheets: one A4 page a procedure, composed from the same answers as its page.

Composing (words into HTML) and drawing (HTML into a PDF) are two steps: a sheet whose HTML is the same as
last time need not be drawn again.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from motcua import links
from motcua.answers import answer
from motcua.codes import draw_code
from motcua.directory import Directory
from motcua.pages import fill_template, make_environment
from motcua.place import Village
from motcua.record import Procedure

MAIN_MODULE: Final = 1.8
RATING_MODULE: Final = 1.0
"""Width of one module in mm. Read from 335 times as far away: 60 cm and 33 cm."""

SIZES: Final = ("size-22", "size-20", "size-18", "size-17", "size-16", "size-15", "size-14", "brief", "bare")
"""How large a sheet is set: the largest that fits on one page is taken. "brief" leaves out papers that few need, "bare" the whole list."""

FONT_FOLDER: Final = "node_modules/@expo-google-fonts/source-sans-3"
FONTS: Final = ("400Regular/SourceSans3_400Regular.ttf", "700Bold/SourceSans3_700Bold.ttf")
"""Whole TTFs: split web fonts make WeasyPrint draw "Đăõĩ ợ ợế" for "Đăng ký kết hôn"."""


class SheetTooLongError(Exception):
    """A sheet does not fit on one page however closely it is set."""


@dataclass(frozen=True)
class Sheet:
    """A sheet in words. `html` holds the mark @size@ where the way of setting is put in."""

    path: str
    html: str

    def key(self, fonts: Path) -> str:
        """What decides every byte of the PDF: the words, the styles, the fonts and the tool."""
        digest = hashlib.sha256(self.html.encode())
        digest.update(_tools(fonts).encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Band:
    """Why a sheet must not hang yet, in large letters and in small."""

    mark: str
    reasons: tuple[str, ...]


def compose_sheets(directory: Directory, site: links.Links, templates: Path) -> Iterator[Sheet]:
    """Write the words of every sheet: one for the desk a procedure, and one for each village of the plan."""
    environment = make_environment(templates / "sheets")
    styles = (templates / "sheets" / "sheet.css").read_text(encoding="utf-8")

    def compose(procedure: Procedure, village: Village | None) -> Sheet:
        html = fill_template(
            environment,
            "sheet.html",
            styles=styles,
            procedure=procedure,
            village=village,
            answers=answer(directory, procedure),
            band=find_band(directory, site, procedure),
            main=draw_code(site.printed(links.procedure(procedure.code))),
            rating=draw_code(site.printed(links.rating(procedure.code))),
            main_module=MAIN_MODULE,
            rating_module=RATING_MODULE,
            number=directory.sheet_numbers[procedure.code],
            commune=directory.commune,
            site=site,
        )
        return Sheet(links.sheet(procedure.code, village.id if village else None), html)

    for procedure in directory.listed:
        yield compose(procedure, None)
    for village, procedures in directory.village_sheets():
        for procedure in procedures:
            yield compose(procedure, village)


def find_band(directory: Directory, site: links.Links, procedure: Procedure) -> Band | None:
    """Say why a sheet must not hang yet, or None where it may."""
    reasons = []
    if not site.is_real:
        reasons.append(("BẢN NHÁP", "chưa có địa chỉ trang thật"))
    if directory.commune.sample or directory.province.sample:
        reasons.append(("BẢN MẪU", f"tên {directory.commune.called}, số máy là ví dụ"))
    if procedure.verified is None:
        reasons.append(("CHƯA SOÁT", f"chờ cán bộ kiểm tra: {procedure.name}"))
    if not reasons:
        return None
    sample = next((mark for mark, _ in reasons if mark == "BẢN MẪU"), reasons[0][0])
    return Band(f"{sample} · CHƯA DÁN", tuple(why for _, why in reasons))


def draw_sheets(sheets: Iterable[Sheet], fonts: Path, workers: int = 2) -> Iterator[tuple[Sheet, bytes]]:
    """Draw sheets in parallel, in their order.

    Raises SheetTooLongError naming the sheet that does not fit on one page.
    """
    jobs = list(sheets)
    if len(jobs) <= 1 or workers <= 1:
        for sheet in jobs:
            yield sheet, draw_sheet(sheet, fonts)
        return
    with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        yield from zip(jobs, pool.map(draw_sheet, jobs, [fonts] * len(jobs), chunksize=4), strict=True)


def draw_sheet(sheet: Sheet, fonts: Path) -> bytes:
    """Draw one sheet as PDF/UA-1, set as large as fits on one page."""
    studio = _open_studio(fonts)

    def lay_out(size: str) -> Any:
        return studio.lay_out(sheet.html.replace("@size@", size))

    fitting = bisect_left(SIZES, True, key=lambda size: len(lay_out(size).pages) == 1)
    if fitting == len(SIZES):
        raise SheetTooLongError(sheet.path)
    pdf: bytes = lay_out(SIZES[fitting]).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


class _Studio:
    """WeasyPrint with its fonts opened once; nothing it draws may come from outside."""

    def __init__(self, fonts: Path) -> None:
        # Imported here: loading WeasyPrint takes longer than checking all records.
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        class Fetcher(weasyprint.urls.URLFetcher):
            def fetch(self, url: str, headers: Any = None) -> Any:
                allowed = {(fonts / name).resolve().as_uri() for name in FONTS}
                if not url.startswith("data:image/svg+xml") and url not in allowed:
                    raise weasyprint.urls.FatalURLFetchingError(f"{url[:80]}: a sheet draws only its own codes and fonts")
                return super().fetch(url, headers)

        self._weasyprint = weasyprint
        self._fetcher = Fetcher(allowed_protocols=("data", "file"))
        self._font_config = FontConfiguration()
        self._faces = weasyprint.CSS(
            string="".join(
                f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {name[:3]}; "
                f"src: url('{(fonts / name).resolve().as_uri()}'); }}"
                for name in FONTS
            ),
            font_config=self._font_config,
            url_fetcher=self._fetcher,
        )

    def lay_out(self, html: str) -> Any:
        page = self._weasyprint.HTML(string=html, url_fetcher=self._fetcher, base_url="about:blank")
        return page.render(font_config=self._font_config, stylesheets=[self._faces])


@cache
def _open_studio(fonts: Path) -> _Studio:
    return _Studio(fonts)


@cache
def _tools(fonts: Path) -> str:
    shapes = [hashlib.sha256((fonts / name).read_bytes()).hexdigest() for name in FONTS]
    packages = [f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools")]
    return "\n".join((*shapes, *packages, _text_libraries()))


def _text_libraries() -> str:
    """The version of the libraries that place the letters; they come with the operating system."""
    from weasyprint.text.ffi import pango

    return f"pango {pango.pango_version()}"
