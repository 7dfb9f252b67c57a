"""The site in a real browser: at phone width, by finger, without scripts, without a word to other hosts."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect

from motcua.directory import Directory
from motcua.record import Procedure
from tests.conftest import run_build
from tests.small import BIRTH, make_hostile, make_small

BIRTH_CODE: Final = "1.001193"
WIDTHS: Final = (360, 320)
"""A cheap phone, and the narrowest that WCAG 2.2 asks for (criterion 1.4.10)."""

CASES: Final = "details[name=case]"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def serve_folder(folder: Path) -> Iterator[str]:
    """Give a folder out over HTTP as a plain web server does; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Where the site of the real records is served."""
    yield from serve_folder(built / "site")


def open_phone(
    browser: Browser,
    complaints: list[str],
    width: int = 360,
    scripts: bool = True,
    zone: str = "Asia/Ho_Chi_Minh",
) -> Page:
    """Open a phone's window that writes down what goes wrong in it."""
    context = browser.new_context(
        viewport={"width": width, "height": 740},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=scripts,
        timezone_id=zone,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()

    def watch(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:")):
            complaints.append(f"request to {request.url}")

    def refuse(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("request", watch)
    page.on("console", lambda m: complaints.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("dialog", refuse)
    return page


@pytest.fixture
def phone(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    page = open_phone(browser, complaints)
    yield page
    page.context.close()


@pytest.fixture
def plain_phone(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A phone whose scripts do not run."""
    page = open_phone(browser, complaints, scripts=False)
    yield page
    page.context.close()


def with_most_cases(directory: Directory) -> Procedure:
    return max(directory.procedures, key=lambda p: len(p.labelled_cases))


def longest(directory: Directory) -> Procedure:
    return max(directory.procedures, key=lambda p: len(p.model_dump_json()))


def test_one_walks_from_home_to_rating(
    address: str, phone: Page, complaints: list[str], directory: Directory
) -> None:
    """With taps alone one comes from the home page by a field to a procedure, and on to its rating page."""
    phone.goto(address)
    field = next(f for f in directory.vocabulary.fields if f.id == "ho-tich")
    phone.get_by_role("link", name=field.name).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(field.name)
    name = directory.by_code[BIRTH_CODE].name
    phone.get_by_role("link", name=name).first.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(name)
    expect(phone).to_have_url(f"{address}{BIRTH_CODE}/")
    phone.get_by_role("link", name="Cho ý kiến").tap()
    expect(phone).to_have_url(f"{address}{BIRTH_CODE}/5/")
    expect(phone.locator(".mc-levels li")).to_have_count(5)
    phone.get_by_role("link", name=name).tap()
    expect(phone).to_have_url(f"{address}{BIRTH_CODE}/")
    assert complaints == []


def test_the_four_answers_lead_to_their_sections(address: str, phone: Page, complaints: list[str]) -> None:
    """Each of the four questions, tapped, brings one to its whole answer."""
    phone.goto(f"{address}{BIRTH_CODE}/")
    for link in phone.locator(".mc-answers dt a").all():
        link.tap()
        section = phone.locator(str(link.get_attribute("href")))
        expect(section).to_be_in_viewport()
        expect(section.get_by_role("heading", level=2)).to_have_text(str(link.text_content()))
    assert complaints == []


def test_all_cases_open_without_scripts(address: str, plain_phone: Page, directory: Directory) -> None:
    """Where scripts do not run every case can still be opened, and shows its own papers."""
    procedure = with_most_cases(directory)
    plain_phone.goto(f"{address}{procedure.code}/")
    drawers = plain_phone.locator(CASES)
    expect(drawers).to_have_count(len(procedure.labelled_cases))
    for drawer, case in zip(drawers.all(), procedure.labelled_cases, strict=True):
        papers = drawer.locator(".mc-paper")
        expect(papers.first).to_be_hidden()
        drawer.locator("summary").tap()
        for index, paper in enumerate(case.papers):
            expect(papers.nth(index)).to_be_visible()
            expect(papers.nth(index)).to_contain_text(paper.name)


def test_all_texts_are_there_without_scripts(
    address: str, plain_phone: Page, phone: Page, directory: Directory
) -> None:
    """A page reads the same with and without scripts: only what a clock decides is written in later."""
    procedure = longest(directory)
    texts = []
    for page in (plain_phone, phone):
        page.goto(f"{address}{procedure.code}/")
        page.wait_for_load_state("networkidle")
        text = str(page.locator(".mc-page").text_content())
        for told in page.locator(".mc-told").all_text_contents():
            text = text.replace(told, "", 1)
        texts.append(" ".join(text.split()))
    assert texts[0] == texts[1]
    assert procedure.steps[-1] in texts[0]


def test_opening_a_case_closes_the_other(address: str, phone: Page, directory: Directory) -> None:
    """Of several cases one is open at a time, so that nobody brings the papers of two."""
    phone.goto(f"{address}{with_most_cases(directory).code}/")
    first, second = phone.locator(CASES).all()[:2]
    first.locator("summary").tap()
    expect(first).to_have_attribute("open", "")
    second.locator("summary").tap()
    expect(second).to_have_attribute("open", "")
    expect(first).not_to_have_attribute("open", "")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(
    width: int, address: str, browser: Browser, complaints: list[str], directory: Directory
) -> None:
    """At 360 and at 320 pixels every page fits the width, with all drawers open."""
    page = open_phone(browser, complaints, width)
    long = longest(directory).code
    cases = with_most_cases(directory).code
    for path in ("", f"{long}/", f"{cases}/", f"{BIRTH_CODE}/5/", "a-z/", "noi-nop/", "to-in/", "404.html"):
        page.goto(address + path)
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(STICKING_OUT, width) == [], path
    page.context.close()
    assert complaints == []


OPEN_ALL: Final = """
document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })
"""

STICKING_OUT: Final = """
width => [...document.querySelectorAll('.mc-page, .mc-page *, .mc-footer *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > width + 1 || box.left < -1);
}).map(e => e.outerHTML.slice(0, 80))
"""


def test_what_is_tapped_is_large_enough(address: str, phone: Page) -> None:
    """Tiles, buttons, cases and letters are at least 44 pixels high: for thick fingers."""
    for path in ("", f"{BIRTH_CODE}/", "a-z/"):
        phone.goto(address + path)
        low = phone.evaluate(TOO_LOW)
        assert low == [], path


TOO_LOW: Final = """
[...document.querySelectorAll(
  '.mc-tiles a, .mc-find:not([hidden]) input, .mc-button, .mc-actions a, .mc-place a, .mc-letters a, ' +
  '.mc-page summary'
)].map(e => [e.textContent.trim(), e.getBoundingClientRect().height]).filter(([, height]) => height < 44)
"""


def test_every_page_is_quiet(address: str, phone: Page, complaints: list[str], built: Path) -> None:
    """No page makes the browser complain, or asks another host for anything."""
    site = built / "site"
    for file in sorted(site.rglob("index.html")):
        phone.goto(address + file.parent.relative_to(site).as_posix().removeprefix(".") + "/")
    phone.wait_for_load_state("networkidle")
    assert complaints == []


def test_hostile_words_do_nothing(browser: Browser, complaints: list[str], tmp_path: Path) -> None:
    """Scripts and pictures typed into a record do not run, neither on a page nor in what a search finds."""
    root = make_hostile(make_small(tmp_path / "project"))
    result = run_build(root, "site")
    assert result.returncode == 0, result.stderr
    for address in serve_folder(root / "build/rendered"):
        page = open_phone(browser, complaints)
        page.goto(f"{address}{BIRTH}/")
        page.goto(address)
        page.locator("#mc-find-box").fill("ngoặc")
        expect(page.locator(".mc-found [role=option]").first).to_be_visible()
        expect(page.locator("img")).to_have_count(0)
        page.context.close()
    assert complaints == []
