"""Any size: the longest of everything at once, next to nothing, one record, 405 and 3,000 of them.

Pages are measured in a browser at 320 pixels, sheets as they stand in the PDF. All that is long is made up.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import pdfplumber
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from bench.many import make_project
from motcua.check import check_documents
from motcua.directory import Directory
from motcua.draw import FONT_FOLDER, SheetTooLongError, draw_sheet
from motcua.links import Links
from motcua.load import read_documents
from motcua.memory import Memory
from motcua.pages import compose_pages
from motcua.phrases import cut
from motcua.place import Commune
from motcua.posters import Sheet, compose_sheets
from motcua.record import Procedure
from tests.conftest import ROOT, run_build
from tests.extreme import (
    ALL,
    COMMUNE,
    EMPTY,
    LONG_WORD,
    NAME,
    NAMED,
    RECORDS,
    UNBROKEN,
    VILLAGES,
    Value,
    empty_project,
    make_extreme,
    make_record,
    say,
    texts_of,
    write_plan,
)
from tests.reading import (
    MM,
    QUIET_ZONE,
    DrawnSheet,
    Paragraph,
    measure_code,
    read_codes,
    read_codes_with_zbar,
)
from tests.small import BIRTH_FILE, FILES, edit, read_page, text_of
from tests.test_browser import OPEN_ALL, open_phone, serve_folder

NARROW: Final = 320
"""CSS pixels: the narrowest phone (WCAG 2.2, criterion 1.4.10)."""

PATHS: Final = (
    *("", "a-z/", "trong-ngay/", "qua-mang/", "noi-nop/", "to-in/", "linh-vuc/ho-tich/", "chuyen/em-be/"),
    *(f"{code}/" for code in RECORDS),
    *(f"{ALL}/5/", f"{UNBROKEN}/5/", "404.html"),
)
"""Every kind of page."""


def fold(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def extreme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of all extremes, its pages built through the door. Do not write into it."""
    project = make_extreme(tmp_path_factory.mktemp("extreme") / "project")
    result = run_build(project, "site")
    assert result.returncode == 0, result.stdout + result.stderr
    return project


def test_the_extremes_are_extreme() -> None:
    """The trial is as hard as life: what is promised of any size is tried at that size, all of it at once."""
    record = RECORDS[ALL]
    assert len(NAME) == 919
    assert [len(case["papers"]) for case in record["documents"]] == [5] * 20
    assert max(map(len, record["steps"])) >= 4_700
    assert (len(record["channels"]), len(record["processing_time"]), len(record["fees"])) == (9, 12, 12)
    assert min(len(part["when"]) for part in (*record["processing_time"], *record["fees"])) >= 90
    assert len(VILLAGES) == 40
    assert set(RECORDS[EMPTY]) == {"name", "summary", "channels"}


# Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(extreme: Path) -> Iterator[str]:
    yield from serve_folder(extreme / "build/rendered")


@pytest.fixture(params=[16, 32], ids=["letters as they are", "letters twice as large"])
def letters(request: pytest.FixtureRequest) -> int:
    """How many pixels high the owner of the phone has letters set; 16 is what browsers come with."""
    return int(request.param)


@pytest.fixture
def phone(browser: Browser, letters: int) -> Iterator[Page]:
    """The narrowest phone; it watches for nothing but what it shows."""
    page = open_phone(browser, [], NARROW)
    sizes = {"fontSizes": {"standard": letters, "fixed": letters}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    yield page
    page.context.close()


FIND_FAULTS: Final = """
([width, least]) => {
  const faults = [], boxes = [];
  const note = (what, text) => faults.push(`${what}: ${text.trim().replace(/\\s+/g, ' ').slice(0, 60)}`);
  const place = (box, text, band) => {
    const middle = (box.top + box.bottom) / 2, half = band ? band / 2 : box.height / 2 - 1;
    boxes.push({left: box.left + 1, right: box.right - 1, top: middle - half, bottom: middle + half, text});
    if (box.left < -1 || box.right > width + 1) note('beside the screen', text);
  };
  const look = (node, element, top) => {
    const size = parseFloat(getComputedStyle(element).fontSize), range = document.createRange();
    range.selectNodeContents(node);
    if (size < least) note(`${size} pixels high`, node.data);
    for (const box of range.getClientRects()) {
      // Letters without their ascenders and descenders: lines set close to one another share those.
      place(box, node.data, size * 0.7);
      for (let around = element; around !== top; around = around.parentElement) {
        const edge = around.getBoundingClientRect();
        if (getComputedStyle(around).overflow !== 'visible' &&
            (box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1)) {
          note('clipped', node.data);
        }
      }
    }
  };
  for (const top of document.querySelectorAll('.mc-page, .mc-footer')) {
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && element.checkVisibility()) look(walker.currentNode, element, top);
    }
    for (const icon of top.querySelectorAll('svg')) place(icon.getBoundingClientRect(), 'a picture', 0);
  }
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((upper, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next].top < upper.bottom; next++) {
      const lower = boxes[next];
      if (upper.left < lower.right && lower.left < upper.right) {
        note('one on the other', `${upper.text.trim().slice(0, 25)} / ${lower.text}`);
      }
    }
  });
  return [...new Set(faults)];
}
"""


def open_whole(phone: Page, address: str) -> None:
    """Go to a page and open every drawer on it."""
    phone.goto(address)
    phone.evaluate(OPEN_ALL)


def test_pages_stay_readable_on_the_narrowest_phone(address: str, phone: Page, letters: int) -> None:
    """However long its texts, no page scrolls sideways at 320 pixels, none of it is cut off, covered or tiny;
    nor on the phone of somebody who has set all letters twice as large."""
    faults = {}
    for path in PATHS:
        open_whole(phone, address + path)
        found = phone.evaluate(FIND_FAULTS, [NARROW, letters])
        width = phone.evaluate("document.documentElement.scrollWidth")
        if found or width > NARROW:
            faults[path] = [f"{width} pixels wide", *found[:8]]
    assert faults == {}


@pytest.mark.parametrize("letters", [16], indirect=True)
@pytest.mark.parametrize("code", RECORDS)
def test_a_page_holds_all_texts_of_its_record(code: str, address: str, phone: Page) -> None:
    """However much a record says, all of it stands on its page, the name of 919 letters as its heading."""
    open_whole(phone, f"{address}{code}/")
    shown = fold(phone.locator(".mc-page").inner_text()).casefold()
    # Of a withdrawn record the page tells no more than that it is gone; it has nothing else to tell.
    assert [text for text in texts_of(make_record(code)) if fold(text).casefold() not in shown] == []
    assert fold(phone.locator("h1").inner_text()) == RECORDS[code]["name"]


@pytest.mark.parametrize("letters", [16], indirect=True)
def test_all_of_a_large_commune_is_told(address: str, phone: Page) -> None:
    """Forty villages, their helpers, and the longest names and addresses of houses stand there whole."""
    for path, wanted in (
        ("noi-nop/", [COMMUNE["places"], VILLAGES]),
        ("to-in/", VILLAGES),
        (f"{ALL}/", COMMUNE["promises"]),
        (f"{ALL}/5/", [COMMUNE["complaints"], COMMUNE["ratings"]]),
    ):
        phone.goto(address + path)
        shown = fold(phone.locator(".mc-page").inner_text())
        texts = [text for text in texts_of(wanted) if not re.fullmatch(r"[\d :]+", text)]
        assert [text for text in texts if fold(text) not in shown] == [], path


# Sheets -----------------------------------------------------------------------------------------------------

DPI: Final = 150
"""What a cheap office printer still resolves."""

SHORTENED: Final = "Tờ này rút gọn, chỗ có dấu … chưa hết: quét mã xem đầy đủ trên trang."

MARGIN: Final = 10 * MM

QUESTIONS: Final = ("Mang gì theo?", "Nộp ở đâu, lúc nào?", "Bao lâu thì xong?", "Hết bao nhiêu tiền?")

WEEKDAYS: Final = ("Thứ ", "Chủ nhật")


@dataclass(frozen=True)
class Drawn:
    """A sheet of the extreme project, and whose it is."""

    code: str
    sheet: DrawnSheet

    @cached_property
    def texts(self) -> list[Paragraph]:
        return [p for p in self.sheet.paragraphs if p.lines]

    @property
    def name(self) -> str:
        return str(RECORDS[self.code]["name"])

    @property
    def shortened(self) -> bool:
        return any(p.text == SHORTENED for p in self.texts)

    def below(self, question: str) -> list[str]:
        """The lines of one of the four answers."""
        following = list(self.sheet.paragraphs)
        while following.pop(0).text != question:
            pass
        lines = takewhile(lambda p: p.tag not in ("H2", "Figure"), following)
        return [p.text for p in lines if p.text != SHORTENED]


@pytest.fixture(scope="module")
def drawn(extreme: Path) -> list[Drawn]:
    """Every sheet of the extremes, and of the villages the first and the last."""
    result = run_build(extreme, "posters")
    assert result.returncode == 0, result.stdout + result.stderr
    folder = extreme / "build/drawn/posters"
    assert len(list(folder.rglob("*.pdf"))) == len(RECORDS) - 1 + len(VILLAGES)
    villages = [VILLAGES[0]["id"], VILLAGES[-1]["id"]]
    files = [*folder.glob("*.pdf"), *(file for name in villages for file in folder.glob(f"{name}/*.pdf"))]
    return [Drawn(file.stem, DrawnSheet(file)) for file in sorted(files)]


def test_a_sheet_stays_one_page_however_much_there_is_to_say(drawn: list[Drawn]) -> None:
    """The longest record still prints on one A4 page: no line past the margins, none on another."""
    for one in drawn:
        assert one.sheet.pages == 1, str(one.sheet)
        assert [round(side) for side in one.sheet.size] == [210, 297], str(one.sheet)
        assert list(find_misplaced(one)) == [], str(one.sheet)


def find_misplaced(one: Drawn) -> Iterator[str]:
    """Lines that reach past the margins of 10 mm, and lines that lie on one another."""
    width, height = (side * MM for side in one.sheet.size)
    lines = [(line, p.text) for p in one.texts for line in p.lines]
    for line, text in lines:
        if min(line.left, line.top, width - line.right, height - line.bottom) < MARGIN:
            yield f"past the margin: {text}"
    for index, (line, text) in enumerate(lines):
        for other, below in lines[index + 1 :]:
            if line.grown(-0.5).meets(other.grown(-0.5)):
                yield f"one on the other: {text} / {below}"


def test_the_codes_of_a_crowded_sheet_scan(drawn: list[Drawn]) -> None:
    """However crowded a sheet, both its codes are read by both readers, and no text comes near them."""
    host = COMMUNE["website"].upper()
    for one in drawn:
        image = one.sheet.rasterise(DPI)
        codes = read_codes(image)
        wanted = [f"{host}{one.code}/", f"{host}{one.code}/5/"]
        assert sorted(code.text for code in codes) == wanted, str(one.sheet)
        assert read_codes_with_zbar(image) == wanted, str(one.sheet)
        for code in codes:
            box = code.box.scaled(72 / DPI)
            zone = box.grown(QUIET_ZONE * box.width / code.modules)
            near = [p.text for p in one.texts for line in p.lines if line.meets(zone)]
            assert near == [], str(one.sheet)
            assert measure_code(image, code, DPI)[1], str(one.sheet)


def test_letters_do_not_shrink_below_what_is_readable(drawn: list[Drawn]) -> None:
    """However much there is to say, letters stay at 14 points, in the small print at 12."""
    for one in drawn:
        for paragraph in one.texts:
            small = paragraph.text.startswith(("Tờ số ", "Tên xã, số máy"))
            assert min(paragraph.sizes) >= (12 if small else 14), f"{one.sheet}: {paragraph.text}"


def test_the_name_begins_the_heading(drawn: list[Drawn]) -> None:
    """Also a sheet for the longest name begins with it; what is left of it is so much that one knows it."""
    for one in drawn:
        (heading,) = one.sheet.texts("H1")
        # A word that runs over the end of a line comes in pieces from the PDF.
        kept, name = ("".join(text.split()) for text in (heading.removesuffix("…"), one.name))
        assert name.startswith(kept), str(one.sheet)
        assert len(kept) >= min(len(name), 90), str(one.sheet)
        assert one.sheet.title.startswith(one.name), str(one.sheet)


def test_a_shortened_sheet_says_so(drawn: list[Drawn]) -> None:
    """Whoever reads a shortened sheet is told that there is more and where; no other sheet has a "…"."""
    for one in drawn:
        marked = [p.text for p in one.texts if "…" in p.text and p.text != SHORTENED]
        assert bool(marked) == one.shortened, str(one.sheet)
    assert {one.code for one in drawn if one.shortened} == {ALL, NAMED, UNBROKEN}


def test_texts_are_cut_between_words(extreme: Path, drawn: list[Drawn]) -> None:
    """Before each "…" stands a whole word, one that the page of the record or of the houses has."""
    for one in drawn:
        pages = (extreme / f"build/rendered/{path}/index.html" for path in (one.code, "noi-nop"))
        words = {word for page in pages for word in _words_of(text_of(read_page(page)))}
        for paragraph in one.texts:
            for kept in paragraph.text.split("…")[:-1]:
                last = _words_of(kept)[-1:] if paragraph.text != SHORTENED else []
                assert set(last) <= words, f"{one.sheet}: {paragraph.text}"


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_no_item_is_left_out_in_silence(drawn: list[Drawn]) -> None:
    """Where a sheet has room for the first fees, terms, hours only, a "…" says that these are not all."""
    record = RECORDS[ALL]
    house = COMMUNE["places"]["one_stop_desk"]
    for one in drawn:
        if one.code != ALL:
            continue
        where = [p for p in one.below(QUESTIONS[1]) if "quét mã" not in p]
        for lines, of_record in (
            ([line for line in where if line.startswith(WEEKDAYS)], house["hours"]),
            ([line for line in where if line.startswith("Hoặc ")], list(COMMUNE["places"])[1:]),
            ([line for line in where if line.startswith("Phải tự đến")], record["must_appear"]),
            (one.below(QUESTIONS[2]), record["processing_time"]),
            (one.below(QUESTIONS[3]), record["fees"]),
        ):
            assert 0 < len(lines) < len(of_record), f"{one.sheet}: {lines}"
            assert lines[-1].endswith("…"), f"{one.sheet}: {lines}"


# How a sheet gives way --------------------------------------------------------------------------------------

CODE: Final = "1.100001"

EXTENTS: Final = ("all", "without papers that few need", "without small print", "without papers", "cut")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    """A checked place with one village and one procedure, in whose stead others are put."""
    project = empty_project(tmp_path_factory.mktemp("small") / "project")
    (project / BIRTH_FILE).parent.mkdir()
    (project / BIRTH_FILE).write_text(FILES[BIRTH_FILE], encoding="utf-8")
    write_plan(project, [CODE], [{"village": "thon-dong", "sheets": ["1"]}])
    return check_documents(read_documents(project))


def compose(place: Directory, record: Value, memory: Path) -> list[Sheet]:
    """The sheets of one made-up record: the general one and that of the village."""
    whole = {"code": CODE, "summary": "Việc thử.", "field": "ho-tich"}
    source = {"name": "Cổng Dịch vụ công quốc gia", "retrieved": "2026-06"}
    procedure = Procedure.model_validate({**whole, "source": source, **record})
    directory = replace(place, procedures=(procedure,))
    site = Links(place.commune.website)
    return list(compose_sheets(directory, site, ROOT / "templates", Memory(memory)))


def draw(sheet: Sheet) -> bytes:
    return draw_sheet(sheet, ROOT / FONT_FOLDER)


LADDER: Final[Value] = {
    "name": "Hỗ trợ mai táng",
    "channels": [
        {"type": "in_person", "place": "one_stop_desk", "jurisdiction": "Xã nơi người mất ở lần cuối"}
    ],
    "who_may_submit": [{"who": "Con, cháu", "needs": "Giấy ủy quyền"}],
    "processing_time": [{"unit": "working_day", "amount": "5"}],
    "fees": [{"type": "free"}],
    "documents": [
        {
            "papers": [
                {"name": "Giấy số 1"},
                {"name": "Giấy số 2 của Ủy ban nơi mất", "when": "Người mất ở xã khác chuyển về"},
                {"name": "Giấy số 3 của Ủy ban nơi mất", "when": "Người mất chưa có giấy tờ"},
            ]
        }
    ],
}


def test_a_sheet_gives_way_in_order(small: Directory, tmp_path: Path) -> None:
    """The more there is to say, the smaller the letters, down to 14 points; only then papers that few need
    are left out, then the small print, then the list of papers, and only at last texts are cut."""
    steps = []
    for length in range(1, 1_000, 60):
        sheet = compose(small, {**LADDER, "deadline": say(1_000)[:length].strip()}, tmp_path)[0]
        steps.append(read_setting(sheet))
    extents = [EXTENTS.index(extent) for extent, _ in steps]
    assert extents == sorted(extents), steps
    assert set(extents) == set(range(len(EXTENTS))), steps
    whole = [size for extent, size in steps if extent == "all"]
    assert whole == sorted(whole, reverse=True), steps
    assert set(whole) == {17, 16, 15, 14}, steps


def read_setting(sheet: Sheet) -> tuple[str, float]:
    """How much of a sheet is said, and in what size, as one sees it on paper."""
    with pdfplumber.open(BytesIO(draw(sheet))) as pdf:
        (page,) = pdf.pages
        text = fold(page.extract_text())
        words = page.extract_words(extra_attrs=["size"])
    size = next(round(word["size"], 1) for word in words if word["text"] == "Hỏi:")
    papers = text.count("Giấy số")
    if papers:
        small_print = "Nhờ người đi thay" in text
        return EXTENTS[0 if papers == 3 else 1 if small_print else 2], size
    return EXTENTS[4 if SHORTENED in text else 3], size


@pytest.mark.parametrize("many", [8, 12])
def test_many_short_lines_fit_as_well(many: int, small: Directory, tmp_path: Path) -> None:
    """A few short terms and fees are high on paper though they have few letters: they fit on a page too."""
    short = [f"Khu vực {number}" for number in range(1, many + 1)]
    record = {
        **LADDER,
        "must_appear": [{"who": who} for who in ("Bố", "Mẹ", "Con", "Ông")],
        "processing_time": [{"unit": "day", "amount": "5", "when": when} for when in short],
        "fees": [{"type": "priced", "amount": "5000", "when": when} for when in short],
        "documents": [],
    }
    for sheet in compose(small, record, tmp_path):
        assert count_pages(draw(sheet)) == 1


def count_pages(pdf: bytes) -> int:
    with pdfplumber.open(BytesIO(pdf)) as drawn:
        return len(drawn.pages)


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of up to `most` letters, in words, or in one single word."""
    # Half of them short, so that among all of one record some extremes stand beside ordinary texts.
    lengths = st.one_of(st.integers(1, 40), st.integers(1, most))
    sentences = st.builds(
        lambda length, first: say(length, first)[:length].strip(), lengths, st.integers(0, 7)
    )
    return st.one_of(sentences, lengths.map(lambda length: (LONG_WORD * 50)[:length]))


def lists(of: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(of, max_size=most)


WAYS_IN: Final = st.sampled_from(["in_person", "online", "post", "phone"])

RANDOM_RECORDS: Final = st.fixed_dictionaries(
    {
        "name": texts(919),
        "channels": st.lists(
            st.one_of(
                st.fixed_dictionaries(
                    {
                        "type": st.just("in_person"),
                        "place": st.sampled_from(list(COMMUNE["places"])),
                        "jurisdiction": texts(150),
                    }
                ),
                st.fixed_dictionaries(
                    {"type": st.sampled_from(["online", "post", "phone"]), "when": texts(150)}
                ),
            ),
            min_size=1,
            max_size=9,
        ),
        "must_appear": lists(st.fixed_dictionaries({"who": texts(150), "when": texts(150)}), 4),
        "processing_time": lists(
            st.one_of(
                st.fixed_dictionaries(
                    {
                        "unit": st.just("day"),
                        "amount": st.just("30"),
                        "when": texts(150),
                        "channels": lists(WAYS_IN, 4),
                        "cutoff": st.just("15:00"),
                    }
                ),
                st.fixed_dictionaries(
                    {"unit": st.just("unstated"), "stated": texts(150), "stage": texts(150)}
                ),
            ),
            4,
        ),
        "fees": lists(
            st.one_of(
                st.fixed_dictionaries(
                    {
                        "type": st.just("priced"),
                        "amount": st.just("12345678"),
                        "per": texts(150),
                        "when": texts(150),
                        "channels": lists(WAYS_IN, 4),
                        "exempt": lists(texts(150), 3),
                    }
                ),
                st.fixed_dictionaries({"type": st.just("set_by_province"), "when": texts(150)}),
            ),
            4,
        ),
        "documents": lists(
            st.fixed_dictionaries(
                {
                    "papers": st.lists(
                        st.fixed_dictionaries({"name": texts(150)}, optional={"when": texts(150)}),
                        min_size=1,
                        max_size=5,
                    )
                }
            ),
            1,
        ),
    },
    optional={"deadline": texts(1_000), "effective_from": st.just("2026-12-01")},
)
"""Records in which everything that a sheet shows is of any length."""


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    # To make a failing example smaller would take minutes.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(record=RANDOM_RECORDS, house=texts(200), helper=texts(200), desk=st.sampled_from([20, 20, 20, 2_000]))
def test_any_record_fits_on_one_page(
    small: Directory,
    tmp_path_factory: pytest.TempPathFactory,
    record: Value,
    house: str,
    helper: str,
    desk: int,
) -> None:
    """Whatever stands in a record, and however long houses and helpers are called, the sheet is one page.

    What the province calls its desks stands in a sentence that is never cut: if that is endless the sheet is
    refused, and still never becomes two pages.
    """
    place = rename(small, house, helper, say(desk)[:desk])
    for sheet in compose(place, record, tmp_path_factory.mktemp("memory"))[1:]:
        try:
            assert count_pages(draw(sheet)) == 1
        except SheetTooLongError:
            assert desk > 20


def rename(place: Directory, house: str, helper: str, desk: str) -> Directory:
    """The place with other names: of its houses and where they are, its village and helper, its desks."""
    houses = {role: {**one, "name": house, "address": house} for role, one in COMMUNE["places"].items()}
    village = {"id": "thon-dong", "name": helper, "helper": {"name": helper, "phone": "0000 000 903"}}
    commune = Commune.model_validate(
        {**COMMUNE, "promises": [], "chosen": [], "places": houses, "villages": [village]}
    )
    return replace(place, commune=commune, province=place.province.model_copy(update={"desk_called": desk}))


# Cutting ----------------------------------------------------------------------------------------------------

PIECES: Final = st.lists(
    st.text(st.sampled_from("aâbđêhnôpưxỵ"), min_size=1, max_size=14).flatmap(
        lambda word: st.sampled_from(
            [word, f"{word},", f"{word};", f"{word}.", f"{word}!", f"{word}?", f"({word})"]
        )
    ),
    max_size=30,
).map(" ".join)
"""Texts as the check lets them in: words with marks, one space between them."""


@settings(max_examples=500, deadline=None, derandomize=True)
@given(text=PIECES, length=st.integers(1, 200))
@example(text="Nộp. Rồi về", length=6)
@example(text="hợp", length=1)
def test_a_text_is_cut_where_a_word_ends(text: str, length: int) -> None:
    """A cut text is short enough, begins as the whole does, ends where a word or a sentence ends, bears "…"
    and says so only once; a text that is short enough is left alone."""
    short = cut(text, length)
    if len(text) <= length:
        assert short == text
        return
    assert short.endswith("…")
    kept = short[:-1].rstrip()
    assert len(kept) <= length
    assert text.startswith(kept)
    # All kept words are whole: only of a single word that is too long the beginning is kept.
    if len(text.split()[0]) <= length:
        rest = text[len(kept) :]
        assert not (kept[-1:].isalnum() and rest[:1].isalnum())
    else:
        assert kept == text[:length]
    assert kept or not text[:length].strip(" ,;:–-")
    assert cut(short, length) == short


@given(text=PIECES)
def test_no_limit_cuts_nothing(text: str) -> None:
    """Where nothing has to give way nothing is cut."""
    assert cut(text, 0) == text


# How many ---------------------------------------------------------------------------------------------------


def write_records(project: Path, many: int) -> list[str]:
    """Write `many` short records, half of them of each of two fields and half to be handed in online too;
    gives their codes."""
    codes = [f"2.{number:06d}" for number in range(many)]
    for number, code in enumerate(codes):
        field = ("ho-tich", "cu-tru")[number % 2]
        file = project / f"procedures/{field}/viec-{number}.yml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(make_short(code, field, number), encoding="utf-8")
    edit(project / "commune.yml", '"1.100001"', f'"{codes[0]}"')
    write_plan(project, codes)
    return codes


def make_short(code: str, field: str, number: int) -> str:
    return (
        f'code: "{code}"\nname: {"AĐKXY"[number % 5]} việc số {number}\nsummary: Việc nghĩ ra.\n'
        f"field: {field}\nchannels:\n  - type: in_person\n    place: one_stop_desk\n"
        + ("  - type: online\n" if number % 2 else "")
        + "source:\n  name: Cổng Dịch vụ công quốc gia\n  retrieved: 2026-06\n"
    )


def test_a_project_of_one_record_builds(tmp_path: Path) -> None:
    """A commune that begins with a single procedure gets its site and its sheet."""
    project = empty_project(tmp_path / "project")
    (code,) = write_records(project, 1)
    result = run_build(project)
    assert result.returncode == 0, result.stderr
    for path in ("index.html", "a-z/index.html", f"{code}/index.html", f"posters/{code}.pdf"):
        assert (project / "site" / path).is_file(), path


@dataclass(frozen=True)
class Composed:
    """What was composed of many records: how many letters each page has, how many words all sheets."""

    codes: list[str]
    lists: dict[str, list[str]]
    """The codes to which the pages of lists lead, in their order."""
    sizes: dict[str, int]
    sheets: list[str]


def compose_many(project: Path, many: int) -> Composed:
    """Everything but MkDocs and drawing, of `many` records."""
    codes = write_records(empty_project(project), many)
    directory = check_documents(read_documents(project))
    site, templates = Links(directory.commune.website), project / "templates"
    lists, sizes = {}, {}
    for path, content in compose_pages(directory, templates, Memory(project / "pages")):
        if not path.endswith(".md"):
            continue
        assert isinstance(content, bytes)
        sizes[path] = len(content)
        if not path.startswith("2."):
            lists[path] = re.findall(r'<a href=\\"(?:\.\./)*(\d\.\d{6})/\\"', content.decode())
    sheets = compose_sheets(directory, site, templates, Memory(project / "sheets"))
    return Composed(codes, lists, sizes, [sheet.path for sheet in sheets])


@pytest.fixture(scope="module")
def growth(tmp_path_factory: pytest.TempPathFactory) -> tuple[Composed, Composed]:
    """A commune's whole desk, 405 records, and a whole country's, 3,000."""
    folder = tmp_path_factory.mktemp("growth")
    return compose_many(folder / "405", 405), compose_many(folder / "3000", 3_000)


def test_lists_hold_each_of_many_once(growth: tuple[Composed, Composed]) -> None:
    """In a list of 405 or of 3,000 every procedure stands once, under its letter, field and way."""
    for many in growth:
        assert sorted(many.lists["a-z/index.md"]) == many.codes
        assert sorted(many.lists["qua-mang/index.md"]) == many.codes[1::2]
        assert sorted(many.lists["linh-vuc/ho-tich/index.md"]) == many.codes[::2]
        assert sorted(many.lists["linh-vuc/cu-tru/index.md"]) == many.codes[1::2]
        assert sorted(many.sheets) == [f"posters/{code}.pdf" for code in many.codes]


def test_work_grows_no_faster_than_records(growth: tuple[Composed, Composed]) -> None:
    """Seven times as many procedures make seven times as long lists, and not one page of a procedure longer:
    nothing lists everything on every page."""
    few, many = growth
    entries = [sum(map(len, composed.lists.values())) / len(composed.codes) for composed in growth]
    assert entries[1] <= entries[0] * 1.01
    assert len(many.sizes) - len(few.sizes) == 2 * (len(many.codes) - len(few.codes))
    for path in ("index.md", f"{few.codes[1]}/index.md", f"{few.codes[1]}/5/index.md"):
        assert many.sizes[path] <= few.sizes[path] + 20, path


MEMORY: Final = 1_000_000_000
"""Bytes of address space; with 3,000 real records less than half of it is used."""


def test_the_check_of_3_000_real_records_ends(tmp_path: Path) -> None:
    """Also where a whole country's procedures lie in one folder the check comes to its end, within memory."""
    project = make_project(tmp_path / "project", 3_000)
    result = subprocess.run(
        ["prlimit", f"--as={MEMORY}", sys.executable, str(project / "build.py"), "check"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    assert "Đã soát 3000 thủ tục, không có lỗi." in result.stdout
