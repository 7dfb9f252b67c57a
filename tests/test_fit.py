"""What is foretold of a sheet's height, held against WeasyPrint's own layout of the real sheets."""

from dataclasses import replace
from typing import Any, Final

import pytest

from motcua import draw
from motcua.codes import draw_code
from motcua.directory import Directory
from motcua.draw import FONT_FOLDER, Picture, draw_sheet
from motcua.fit import PAGE, SETTINGS, Setting, foretell_height
from motcua.links import Links
from motcua.memory import Memory
from motcua.posters import Sheet, compose_sheets
from tests.conftest import ROOT

FONTS: Final = ROOT / FONT_FOLDER
VILLAGE: Final = "thon-dong"

LINE: Final = 7.2
"""The highest line, in mm: where a word fills a line to the last hair, rounding may put it on the next."""


@pytest.fixture(scope="module")
def sheets(directory: Directory, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sheet, ...]:
    """The general sheets of all real records, and those of one village."""
    memory = Memory(tmp_path_factory.mktemp("memory"))
    composed = compose_sheets(directory, Links(directory.commune.website), ROOT / "templates", memory)
    return tuple(sheet for sheet in composed if sheet.path.count("/") == 1 or VILLAGE in sheet.path)


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of every layout that is made."""
    made: list[str] = []
    studio = draw._open_studio(FONTS)
    really = studio.lay_out

    def lay_out(words: str, *others: Any) -> Any:
        made.append(words)
        return really(words, *others)

    monkeypatch.setattr(studio, "lay_out", lay_out)
    return made


def lay_out(sheet: Sheet, setting: Setting) -> float | None:
    """How far down a sheet reaches in a setting, in mm; None where it takes more than one page."""
    images = {f"qr:{address}": Picture(draw_code(address)) for address in sheet.addresses}
    document = draw._open_studio(FONTS).lay_out(draw._words(sheet, setting), sheet.styles, images)
    return draw._measure_height(document) if len(document.pages) == 1 else None


def foretell(sheet: Sheet, setting: Setting) -> float:
    return foretell_height(draw._words(sheet, setting), setting, draw._read_widths(FONTS))


@pytest.mark.parametrize("setting", [("full", 14), ("brief", 15), ("bare", 16)])
def test_the_height_is_foretold(setting: Setting, sheets: tuple[Sheet, ...]) -> None:
    """Measures and breaks of lines are those of sheet.css and of WeasyPrint, to a fifth of a millimetre."""
    apart = []
    for sheet in sheets:
        told, real = foretell(sheet, setting), lay_out(sheet, setting)
        assert real is None or abs(told - real) < LINE, sheet.path
        assert real is not None or told > PAGE - LINE, sheet.path
        if real is not None and abs(told - real) > 0.2:
            apart.append(sheet.path)
    assert len(apart) <= len(sheets) // 30, apart


def test_a_sheet_is_laid_out_once(sheets: tuple[Sheet, ...], laid_out: list[str]) -> None:
    """Real sheets are drawn at once in the setting that turns out to be the best."""
    for sheet in sheets:
        draw_sheet(sheet, FONTS)
    assert len(laid_out) <= 1.05 * len(sheets)


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (".answers p { margin-top: 0.4mm; }", ".answers p { margin-top: 2.4mm; }"),
        (".answers p { margin-top: 0.4mm; }", ".answers p { margin-top: 0; }"),
        ("h1.short { font-size: 28pt; }", "h1.short { font-size: 60pt; }"),
        (".foot { clear: both;", ".foot { clear: both; margin-top: 20mm;"),
    ],
    ids=["wider", "narrower", "a larger name", "a lower foot"],
)
def test_other_styles_only_cost_time(
    rule: str, other: str, sheets: tuple[Sheet, ...], laid_out: list[str]
) -> None:
    """A designer changes measures and tells nobody: each sheet is still set as large and full as it goes."""
    for sheet in sheets[:40:8]:
        assert rule in sheet.styles
        changed = replace(sheet, styles=sheet.styles.replace(rule, other))
        laid_out.clear()
        draw_sheet(changed, FONTS)
        tried = [s for s in SETTINGS if draw._words(changed, s) in laid_out]
        best = next(s for s in SETTINGS if lay_out(changed, s) is not None)
        assert next(s for s in tried if lay_out(changed, s) is not None) == best


def test_a_sheet_that_never_fits_is_told(sheets: tuple[Sheet, ...]) -> None:
    """Where nothing helps, each setting having been tried, the record is named."""
    with pytest.raises(draw.SheetTooLongError, match=sheets[0].record):
        draw_sheet(replace(sheets[0], styles=f"{sheets[0].styles} .commune {{ margin-top: 280mm; }}"), FONTS)
