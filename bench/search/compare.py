"""How often three searches find what people asked for: ours, Material's own, Pagefind; on the same pages.

The queries were written by somebody who was shown only situations. Besides the site's procedures the index
under test holds the names of some 250 that are not there.
"""

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import yaml
from markupsafe import escape
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
CODE: Final = re.compile(r"(\d\.\d{6})/")

Search = Callable[[str], list[str]]
"""From a query to the codes found, the best first."""


def compare(project: Path, work: Path) -> None:
    """Print, for both halves of the queries, what each search finds on the built project."""
    queries = json.loads((HERE / "queries.json").read_text(encoding="utf-8"))
    print("search     half   asked  first  in three  no answer  told so")
    for half, tally in run_ours(project / "site").items():
        tell("ours", half, tally)
    for name, prepare, page_search in (
        ("Material", build_with_material, search_in_material),
        ("Pagefind", build_with_pagefind, search_in_pagefind),
    ):
        site = prepare(project, work / name)
        with serving(site) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page()
            page.goto(address)
            search = partial(page_search, page)
            search("khai sinh")  # what is loaded at the first word is loaded now
            for half in ("tune", "held"):
                tell(name, half, count((q for q in queries if q["half"] == half), search))
            browser.close()


def tell(name: str, half: str, tally: dict[str, int]) -> None:
    asked, none = tally["asked"], tally["none"]
    shares = (
        f"{tally['first'] / asked:5.0%}  {tally['three'] / asked:8.0%}  {none:9}  {tally['told'] / none:7.0%}"
    )
    print(f"{name:9}  {half:5}  {asked:5}  {shares}", flush=True)


def count(queries: Iterable[dict[str, Any]], search: Search) -> dict[str, int]:
    tally = dict.fromkeys(("asked", "first", "three", "none", "told"), 0)
    for query in queries:
        found = search(query["query"])
        if query["codes"]:
            tally["asked"] += 1
            tally["first"] += bool(found) and found[0] in query["codes"]
            tally["three"] += any(code in query["codes"] for code in found[:3])
        else:
            tally["none"] += 1
            tally["told"] += not found
    return tally


def run_ours(site: Path) -> dict[str, dict[str, int]]:
    command = ["node", str(HERE / "evaluate.mjs"), str(site)]
    result = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    tallies: dict[str, dict[str, int]] = json.loads(result.stdout)
    return tallies


def distractors() -> list[dict[str, str]]:
    names: list[dict[str, str]] = json.loads((HERE / "distractors.json").read_text(encoding="utf-8"))
    return names


def build_with_material(project: Path, work: Path) -> Path:
    """The same pages with their text where Material's search plugin looks for it."""
    docs = work / "docs"
    for page in (project / "build" / "docs").rglob("*.md"):
        head = yaml.safe_load(page.read_text(encoding="utf-8").split("---")[1])
        target = docs / page.relative_to(project / "build" / "docs")
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = "search:\n  exclude: true\n" if not CODE.fullmatch(f"{target.parent.name}/") else ""
        target.write_text(
            f"---\ntitle: {json.dumps(head['title'])}\n{aside}---\n\n{head['body']}\n", encoding="utf-8"
        )
    for one in distractors():
        target = docs / one["code"] / "index.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: {json.dumps(one['name'])}\n---\n", encoding="utf-8")
    settings = {
        "site_name": "Material",
        "docs_dir": str(docs),
        "site_dir": str(work / "site"),
        "theme": {"name": "material", "language": "vi", "font": False},
        "plugins": ["search"],
        "nav": [{"Trang đầu": "index.md"}],
    }
    config = work / "mkdocs.yml"
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)])
    return work / "site"


def search_in_material(page: Page, query: str) -> list[str]:
    page.evaluate("document.getElementById('__search').checked = true")
    box = page.locator("input.md-search__input")
    for text in ("", query):
        box.fill(text)
        # Material listens to keys, not to what they change.
        box.dispatch_event("keyup")
        page.wait_for_timeout(300 if text else 50)
    links = page.locator(".md-search-result__item > a.md-search-result__link")
    return codes_in(link.get_attribute("href") or "" for link in links.all()[:5])


def build_with_pagefind(project: Path, work: Path) -> Path:
    """The rendered pages, of which Pagefind makes an index of its own."""
    site = work / "site"
    shutil.copytree(project / "build" / "rendered", site)
    for one in distractors():
        target = site / one["code"] / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        name = escape(one["name"])
        target.write_text(
            f'<!doctype html><html lang="vi"><title>{name}</title><h1>{name}</h1></html>', encoding="utf-8"
        )
    for rating in site.glob("*/5/index.html"):
        rating.unlink()
    run([str(ROOT / "node_modules" / ".bin" / "pagefind"), "--site", str(site)])
    return site


def search_in_pagefind(page: Page, query: str) -> list[str]:
    script = """async query => {
      const pagefind = await import("/pagefind/pagefind.js")
      const {results} = await pagefind.search(query)
      return (await Promise.all(results.slice(0, 8).map(result => result.data()))).map(data => data.url)
    }"""
    return codes_in(page.evaluate(script, query))


def codes_in(addresses: Iterable[str]) -> list[str]:
    """The codes of procedures in these addresses, each once."""
    return list(dict.fromkeys(found[1] for address in addresses if (found := CODE.search(address))))


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=quiet)


def run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
