"""The pages as documents: valid to the Nu HTML checker, and governed by a strict policy."""

import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import ROOT, run_build
from tests.small import edit, make_small, read_page
from tests.test_any_text import WATCH
from tests.test_browser import open_phone
from tests.test_records import EVERY_KEY

JAR: Final = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"

THEME: Final = files("material") / "templates"


# Valid


@dataclass(frozen=True)
class Fault:
    """An error of markup that is not ours, and the file of the theme that it comes from."""

    message: str
    markup: str
    file: str


AUTOCOMPLETE: Final = "Attribute “autocomplete” is only allowed"

FAULTS: Final = (
    Fault(AUTOCOMPLETE, 'type="checkbox" id="__drawer" autocomplete', "base.html"),
    Fault(AUTOCOMPLETE, 'type="checkbox" id="__search" autocomplete', "base.html"),
)

ARTEFACT: Final = re.compile(
    r"Resource violates Content Security Policy .*“(\.\./)*/?assets/[\w./-]+” blocked by “(script|style)-src”"
    r"|Inline script violates Content Security Policy"
)
"""What the checker says of files that it reads from a disk, where no address is the site's own."""

Message = dict[str, Any]


@pytest.fixture(scope="module")
def pages(built: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page of the small project with a record of every key, and the shortest and longest real ones."""
    root = make_small(tmp_path_factory.mktemp("valid") / "project")
    (root / "procedures/ho-tich/du-moi-muc.yml").write_text(EVERY_KEY, encoding="utf-8")
    edit(root / "posters/plan.yml", "villages:", '  - number: 3\n    procedure: "1.100004"\nvillages:')
    result = run_build(root, "site")
    assert result.returncode == 0, result.stderr
    real = sorted((built / "site").rglob("*.html"), key=lambda file: (file.stat().st_size, file))
    chosen = dict.fromkeys((*real[:3], *real[-6:], built / "site/index.html", built / "site/404.html"))
    return [*(root / "build/rendered").rglob("*.html"), *chosen]


@pytest.fixture(scope="module")
def messages(pages: list[Path]) -> list[Message]:
    """What the Nu HTML checker says of the pages."""
    result = subprocess.run(
        ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", *map(str, pages)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Message] = json.loads(result.stderr)["messages"]
    return found


def fault_of(message: Message) -> Fault | None:
    """The known fault that a message is about."""
    told, extract = message["message"], message.get("extract", "")
    return next((f for f in FAULTS if told.startswith(f.message) and f.markup in extract), None)


def test_the_checker_reads_every_page(pages: list[Path], messages: list[Message]) -> None:
    """No page is passed over: on each the checker finds the theme's own faults, once each."""
    for fault in FAULTS:
        found = [Path(unquote(urlsplit(m["url"]).path)) for m in messages if fault_of(m) == fault]
        assert sorted(found) == sorted(pages)


def test_pages_are_valid(messages: list[Message]) -> None:
    """Every kind of page is valid HTML, with every key of a record in use: no browser has to guess."""
    errors = [m for m in messages if m["type"] != "info" and fault_of(m) is None]
    assert [(m["url"], m["message"], m.get("extract")) for m in errors] == []


def test_the_checker_advises_nothing(messages: list[Message]) -> None:
    """Nor has the checker advice to give, but for a policy that it cannot judge in files on a disk."""
    advice = [m for m in messages if m["type"] == "info" and not ARTEFACT.match(m["message"])]
    assert [(m["url"], m["message"], m.get("extract")) for m in advice] == []
    # An inline script that runs must be let in even there: its hash knows nothing of addresses.
    scripts = {m["extract"].strip() for m in messages if m["message"].startswith("Inline script")}
    assert all(script.startswith('<script id="__config" type="application/json">') for script in scripts)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.markup)
def test_known_faults_are_the_themes(fault: Fault) -> None:
    """What is not valid stands word for word in a file of the theme, and in no template of ours."""
    assert (THEME / fault.file).read_text(encoding="utf-8").count(fault.markup) == 1
    for template in (ROOT / "templates").rglob("*.html"):
        assert fault.markup not in template.read_text(encoding="utf-8"), template.name


# Governed by a policy


GOVERNED: Final = frozenset({"script", "link", "style", "base", "img", "iframe", "object", "embed", "body"})
"""What a policy has a say in: it must stand before the first of them."""

DATA: Final = ("application/json", "application/ld+json")
"""Scripts that hold data and never run (HTML, 4.12.1)."""


def read_policy(page: Element) -> dict[str, list[str]]:
    """The policy of a page by directive. There is one, before all that it governs."""
    elements = list(page.iter())
    (place,) = [i for i, e in enumerate(elements) if e.get("http-equiv") == "Content-Security-Policy"]
    assert GOVERNED.isdisjoint(element.tag for element in elements[:place])
    parts = [part.split() for part in elements[place].get("content", "").split(";")]
    policy = {part[0]: part[1:] for part in parts}
    assert len(policy) == len(parts)
    return policy


def hashes_of(page: Element) -> set[str]:
    """The scripts that stand in a page and run, as CSP level 3 names them (2.3.1)."""
    scripts = [
        e.text or "" for e in page.iter("script") if e.get("src") is None and e.get("type") not in DATA
    ]
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}


@pytest.fixture(scope="module")
def read(built: Path) -> dict[str, Element]:
    """Every real page by its path."""
    site = built / "site"
    found = {file.relative_to(site).as_posix(): read_page(file) for file in site.rglob("*.html")}
    assert {"index.html", "404.html", "a-z/index.html", "1.001193/index.html"} < found.keys()
    return found


def test_every_page_has_its_policy(read: dict[str, Element]) -> None:
    """On every page a policy stands before all else: our own files, and the inline scripts of that page."""
    for path, page in read.items():
        policy, hashes = read_policy(page), hashes_of(page)
        assert hashes, path
        assert {directive: set(sources) for directive, sources in policy.items()} == {
            "default-src": {"'none'"},
            "script-src": {"'self'", *hashes},
            "style-src": {"'self'"},
            "img-src": {"'self'", "data:"},
            "connect-src": {"'self'"},
            "worker-src": {"'self'"},
            "manifest-src": {"'self'"},
            "base-uri": {"'none'"},
            "form-action": {"'self'"},
        }, path


def test_no_page_needs_a_weaker_policy(read: dict[str, Element]) -> None:
    """No page holds a style, a handler or a link that the policy would have to be weakened for."""
    for path, page in read.items():
        for element in page.iter():
            assert element.tag != "style", path
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")], path
            assert not element.get("href", "").startswith(("javascript:", "data:")), path


class _Lost(SimpleHTTPRequestHandler):
    """A web server that answers with the site's 404 page where it has no file."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Where the site of the real records is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Lost, directory=str(built / "site")))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


KINDS: Final = {
    "home": "",
    "list": "a-z/",
    "deep list": "linh-vuc/ho-tich/",
    "procedure": "1.001193/",
    "rating": "1.001193/5/",
    "lost": "khong-co",
    "lost deep below": "1.001193/5/4/3/",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_lets_the_theme_work(kind: str, address: str, browser: Browser) -> None:
    """At every depth, and where one is lost, the policy lets the theme's scripts run and its search find."""
    complaints: list[str] = []
    page = open_phone(browser, complaints)
    page.add_init_script(WATCH)
    answer = page.goto(address + KINDS[kind])
    assert answer is not None
    assert answer.status == (404 if kind.startswith("lost") else 200)
    # Made by the theme's inline script, and by its bundle.
    assert page.evaluate("typeof __md_get") == "function"
    expect(page.locator("html")).to_have_class(re.compile(r"\bjs\b"))
    page.locator(".mc-find-opener").tap()
    page.locator("#mc-find-box").press_sequentially("khai sinh")
    expect(page.locator(".mc-found [role=option]").first).to_be_visible()
    assert page.evaluate("window.broken") == []
    # A browser that is told 404 says so, and nothing else.
    assert [one for one in complaints if "status of 404" not in one] == []
    page.context.close()


BREAK_IN: Final = """
const script = document.createElement('script')
script.textContent = 'window.ran = 1'
document.body.append(script)
document.body.insertAdjacentHTML('beforeend',
  '<p id=done onclick="window.ran = 2" style="color: red"><img src="https://xau.example/x.png">')
document.getElementById('done').click()
"""


def test_the_policy_is_on(address: str, browser: Browser) -> None:
    """Were markup to come into a page after all, its script would not run and its picture not be fetched."""
    complaints: list[str] = []
    page = open_phone(browser, complaints)
    page.add_init_script(WATCH)
    page.goto(f"{address}1.001193/5/")
    page.evaluate(BREAK_IN)
    page.wait_for_function("window.broken.length >= 4")
    broken = {one.split()[0] for one in page.evaluate("window.broken")}
    assert broken == {"script-src-elem", "script-src-attr", "style-src-attr", "img-src"}
    assert page.evaluate("String(window.ran)") == "undefined"
    page.context.close()
