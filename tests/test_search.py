"""The search finds what people mean, as they type it, by finger, keyboard and ear, and never breaks."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, expect

from motcua.directory import Directory
from motcua.search import INDEX, syllables
from tests.conftest import ROOT
from tests.test_browser import open_phone, serve_folder

BIRTH: Final = "1.001193"
WEDDING: Final = "1.000894"
DEATH: Final = "1.000656"
LODGING: Final = "1.004194"
SPLIT: Final = "1.010038"
COPY: Final = "2.000815"

BOX: Final = "#mc-find-box"
FOUND: Final = ".mc-found [role=option]"


@pytest.fixture(scope="module")
def scripts(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts and the index of the built site, in a folder where Node takes them for modules."""
    folder = tmp_path_factory.mktemp("search")
    for name in ("search-engine.js", "minisearch.js", "search.json"):
        shutil.copy2(built / "site/assets" / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def ask(scripts: Path, *queries: str, finished: bool = True) -> list[dict[str, Any]]:
    """What the search finds for each query; nothing may be written to the error channel."""
    result = subprocess.run(
        ["node", str(ROOT / "tests/ask.mjs"), str(scripts)],
        input=json.dumps([[query, finished] for query in queries]),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert result.stderr == ""
    answers: list[dict[str, Any]] = json.loads(result.stdout)
    return answers


def first(scripts: Path, *queries: str) -> list[str]:
    return [answer["found"][0] if answer["found"] else "" for answer in ask(scripts, *queries)]


ASKED: Final = {
    "giay ket hon": WEDDING,
    "bao tu": DEATH,
    "sao y cccd": COPY,
    "lam giay khai sihn": BIRTH,
    "KHAI SINH!!!": BIRTH,
    "ddawng kys keets hoon": WEDDING,
    "dang1 ky1 tam5 tru1": LODGING,
    "đăng kí kết hôn": WEDDING,
    "đăng ký kết hôn": WEDDING,
    "khaisinh": BIRTH,
    "cho em hỏi khai sinh cần giấy tờ gì ạ": BIRTH,
    "tách hộ": SPLIT,
    "tach ho khau": SPLIT,
    "1.010038": SPLIT,
    "mã 1.010038 là gì": SPLIT,
}


@pytest.mark.parametrize("query", ASKED)
def test_what_people_type_finds_what_they_mean(query: str, scripts: Path) -> None:
    """Without diacritics, with typos, with a keyboard that was off, in a whole question: found first."""
    assert first(scripts, query) == [ASKED[query]]


def test_letters_in_pieces_find_the_same(scripts: Path) -> None:
    """What a keyboard sends in pieces (NFD) finds what the composed letters find."""
    composed, apart = "đăng ký thường trú", "đăng ký thường trú"
    one, two = ask(scripts, composed, apart)
    assert one["found"] == two["found"] != []


def test_marks_count_where_they_are_typed(scripts: Path) -> None:
    """Who types the marks means them: the exactly marked word stands above the one that folds to the same."""
    (answer,) = ask(scripts, "đường")
    assert answer["found"][0] == "1.013274"


def test_every_name_finds_itself(scripts: Path, directory: Directory) -> None:
    """Each procedure is found by its own name, with and without diacritics, and by its official one."""
    names = [p.name for p in directory.listed]
    codes = [p.code for p in directory.listed]
    assert first(scripts, *names) == codes
    plain = ask(scripts, *(" ".join(syllables(name)) for name in names))
    assert [code in answer["found"][:2] for code, answer in zip(codes, plain, strict=True)] == [True] * len(
        codes
    )
    official = [(p.code, p.official_name) for p in directory.listed if p.official_name]
    answers = ask(scripts, *(name for _, name in official))
    missed = [
        code for (code, _), answer in zip(official, answers, strict=True) if code not in answer["found"][:3]
    ]
    assert missed == []


def test_every_other_name_finds_it(scripts: Path, directory: Directory) -> None:
    """Each way of asking that a record lists leads to it, within the first three."""
    asked = [(p.code, name) for p in directory.listed for name in p.also_known_as]
    answers = ask(scripts, *(" ".join(syllables(name)) for _, name in asked))
    missed = [pair for pair, answer in zip(asked, answers, strict=True) if pair[0] not in answer["found"][:3]]
    assert missed == []


def test_what_is_not_here_is_told(scripts: Path) -> None:
    """Who asks for something that is done elsewhere is not sent to the wrong thing."""
    answers = ask(scripts, "đổi bằng lái xe", "ly hon thuan tinh", "xyzzy qwrtp")
    assert [answer["found"] for answer in answers] == [[], [], []]


def test_a_begun_word_finds_already(scripts: Path) -> None:
    """While the last word is still being typed, what it may become is found."""
    (answer,) = ask(scripts, "khai si", finished=False)
    assert BIRTH in answer["found"][:3]


def test_the_index_folds_as_the_page_does(scripts: Path, directory: Directory) -> None:
    """Words are folded alike where the index is made and where it is looked through."""
    words = sorted({word for p in directory.listed for word in p.name.lower().split() if word.isalpha()})
    answers = ask(scripts, *words)
    assert [[a["folded"]] for a in answers] == [syllables(word) for word in words]


NASTY: Final = [
    "",
    " ",
    "???!!!",
    "a" * 10_000,
    "khai sinh " * 1_000,
    "<script>window.hit=1</script>",
    "'\"`${7*7}{{7*7}}",
    "👶👶👶",
    "\u200b\u202ekhai\u200d sinh",
    "출생신고 出生登记 тест",
    "\\.*+?^$()[]|",
    "\0",
    "__proto__ constructor",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=200), min_size=20, max_size=40))
def test_no_query_breaks_it(scripts: Path, queries: list[str]) -> None:
    """Whatever is typed or pasted, the search answers each of it, and does not hang."""
    asked = (*queries, *NASTY)
    assert len(ask(scripts, *asked, finished=False)) == len(asked)


def test_the_index_is_small(built: Path, directory: Directory) -> None:
    """At 405 procedures the index weighs at most 60 kB on the way: a weak network carries it in a second."""
    index = built / "site" / INDEX
    packed = subprocess.run(["gzip", "-6", "-c", str(index)], capture_output=True, check=True).stdout
    assert len(packed) * 405 / len(directory.listed) <= 60_000


# In a browser


@pytest.fixture
def page(address: str, browser: Browser, complaints: list[str]) -> Iterator[Page]:
    phone = open_phone(browser, complaints)
    phone.goto(address)
    yield phone
    phone.context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    yield from serve_folder(built / "site")


def test_answers_appear_while_typing(page: Page, directory: Directory) -> None:
    """Name, place, time and cost appear under the box, the words asked for marked, and a tap leads there."""
    page.locator(BOX).tap()
    page.locator(BOX).press_sequentially("giay ket hon")
    option = page.locator(FOUND).first
    expect(option.locator("strong")).to_have_text(directory.by_code[WEDDING].name)
    expect(option.locator("span")).to_contain_text("làm từ nhà được", ignore_case=True)
    assert option.locator("mark").all_text_contents() == ["kết", "hôn"]
    option.tap()
    page.wait_for_url(f"**/{WEDDING}/")


def test_a_keyboard_alone_is_enough(page: Page) -> None:
    """Arrow keys choose, Enter opens what is chosen, Escape closes: the combobox pattern."""
    box = page.locator(BOX)
    box.focus()
    box.press_sequentially("khai sinh")
    expect(page.locator(FOUND).nth(1)).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"{FOUND}[aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id") == "mc-found-1"
    page.keyboard.press("Escape")
    expect(page.locator(".mc-found")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially(" cho con")
    expect(page.locator(FOUND).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{BIRTH}/")


def test_a_link_can_ask(page: Page, address: str, directory: Directory) -> None:
    """An address with ?q= opens with the answers: a question can be sent in a message."""
    page.goto(f"{address}?q=bao+tu")
    expect(page.locator(f"{FOUND} strong").first).to_have_text(directory.by_code[DEATH].name)
    expect(page.locator(BOX)).to_have_value("bao tu")


def test_nothing_found_is_said_kindly(page: Page, directory: Directory) -> None:
    """Where nothing fits, the whole list and the telephone number are offered, never an empty page."""
    page.locator(BOX).fill("xyzzy qwrtp")
    status = page.locator("[role=status]")
    expect(status).to_contain_text('Chưa thấy việc nào khớp "xyzzy qwrtp"')
    expect(status.get_by_role("link", name="cả danh sách A–Z")).to_have_attribute(
        "href", re.compile("/a-z/$")
    )
    expect(status.get_by_role("link", name=directory.commune.hotline)).to_be_visible()


def test_every_page_can_ask(page: Page, address: str) -> None:
    """On every page, also a missing one, the glass in the header opens the box, ready to type, and finds."""
    for path in (f"{BIRTH}/", f"{BIRTH}/5/", "a-z/", "404.html"):
        page.goto(address + path)
        page.locator(".mc-find-opener").tap()
        expect(page.locator(BOX)).to_be_focused()
        page.locator(BOX).press_sequentially("tach ho")
        page.locator(FOUND).first.tap()
        page.wait_for_url(f"**/{SPLIT}/")


def test_the_index_waits_for_a_touch(page: Page, address: str) -> None:
    """Who only reads pays nothing for the search: its files are fetched when the box is touched."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "search" in url]
    page.locator(BOX).tap()
    page.locator(BOX).press_sequentially("tach ho")
    expect(page.locator(FOUND).first).to_be_visible()
    assert {url.rsplit("/", 1)[-1] for url in fetched if "search" in url} == {
        "search-engine.js", "minisearch.js", "search.json",
    }  # fmt: skip


def lose(how: str, route: Route) -> None:
    """Let the index not come at all, or come as this text."""
    if how == "abort":
        route.abort()
    else:
        route.fulfill(body=how)


def test_a_lost_index_is_no_dead_end(address: str, browser: Browser) -> None:
    """A lost or broken index is said so, with the list and the number; the next key tries again."""
    for broken in ("abort", '{"rows": [', "null"):
        phone = open_phone(browser, [])
        phone.route("**/search.json", partial(lose, broken))
        phone.goto(address)
        phone.locator(BOX).fill("tach ho")
        expect(phone.locator("[role=status]")).to_contain_text("Chưa tải được phần tìm")
        expect(phone.get_by_role("link", name="cả danh sách A–Z").first).to_be_visible()
        phone.unroute("**/search.json")
        phone.locator(BOX).fill("tach ho khau")
        expect(phone.locator(FOUND).first).to_be_visible()
        phone.context.close()


@pytest.mark.parametrize("query", NASTY[2:])
def test_nothing_typed_is_run(query: str, page: Page) -> None:
    """Whatever is pasted into the box stays text: nothing runs, nothing is drawn, the list is offered."""
    page.locator(BOX).fill(query)
    offered = page.locator(FOUND).or_(page.get_by_role("link", name="cả danh sách A–Z"))
    expect(offered.first).to_be_visible()
    assert page.evaluate("window.hit") is None
    expect(page.locator("#mc-find img, #mc-find script")).to_have_count(0)


def test_without_scripts_the_lists_stand_in(address: str, browser: Browser) -> None:
    """Where scripts do not run no dead box is shown: life events and the whole list are there."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#mc-find")).to_be_hidden()
    expect(page.locator(".mc-find-opener")).to_be_hidden()
    expect(page.locator(".mc-tiles a").first).to_be_visible()
    expect(page.get_by_role("link", name="Tất cả các việc, từ A đến Z").first).to_be_visible()
    context.close()
