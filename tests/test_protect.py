"""The content security policy: on every page, before all that it governs, for just the page's scripts."""

import base64
import hashlib
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from motcua.protect import MARK, UnprotectedPageError, protect_page
from tests.small import read_page, text_of

META: Final = f'<meta http-equiv="Content-Security-Policy" content="{MARK}">'
PAGE: Final = (
    f'<!doctype html><html><head><meta charset="utf-8">{META}{{head}}</head><body>{{body}}</body></html>'
)


def protect(folder: Path, html: str, name: str = "index.html") -> Element:
    """The page after its policy was put in."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(protect_page(html, name), encoding="utf-8")
    return read_page(file)


def sources_of(page: Element, directive: str = "script-src") -> list[str]:
    """What a directive of the page's policy lets in."""
    (policy,) = [e.get("content", "") for e in page.iter("meta") if e.get("http-equiv")]
    (found,) = [part.split()[1:] for part in policy.split("; ") if part.split()[0] == directive]
    return found


def hash_of(script: str) -> str:
    """As CSP level 3 writes it (2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_nothing_comes_from_elsewhere(tmp_path: Path) -> None:
    """A page without scripts of its own lets in files of the site, and nothing else."""
    page = protect(tmp_path, PAGE.format(head="", body="<p>chào</p>"))
    assert sources_of(page) == ["'self'"]
    assert sources_of(page, "default-src") == ["'none'"]
    assert sources_of(page, "style-src") == ["'self'"]
    assert sources_of(page, "base-uri") == ["'none'"]


scripts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=40).filter(
    # What ends a script, and what lets it go on behind its end (HTML, 13.2.5.4).
    lambda text: "</script" not in text.lower() and "<!--" not in text
)


@given(st.lists(scripts, max_size=4))
@example(["var a = '<script>' && \"</p>\"", "x\n\ty &amp; ☐ ế", "", "var a = '<script>' && \"</p>\""])
@example(["\u2028\u2029\ufeff", MARK])
@settings(max_examples=100, deadline=None, derandomize=True)
def test_each_inline_script_is_let_in(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Whatever the theme's inline scripts say, each runs, and no script but these."""
    written = "".join(f"<script>{text}</script>" for text in texts)
    page = protect(tmp_path_factory.mktemp("page"), PAGE.format(head=written, body="<p>chào</p>"))
    assert [e.text or "" for e in page.iter("script")] == texts
    allowed = sources_of(page)
    assert allowed[0] == "'self'"
    assert sorted(allowed[1:]) == sorted({hash_of(text) for text in texts})


@pytest.mark.parametrize(
    ("attributes", "counts"),
    [
        ("", True),
        (' type="module"', True),
        (" async", True),
        (' type="application/json"', False),
        (" id=__config type=application/json", False),
        (" type='application/ld+json'", False),
        (' src="bundle.js"', False),
        (' async src="bundle.js"', False),
    ],
)
def test_only_what_runs_in_the_page_is_counted(attributes: str, counts: bool, tmp_path: Path) -> None:
    """Blocks of data, and scripts in files of their own, need no leave and are given none."""
    for tag in ("script", "SCRIPT"):
        page = protect(tmp_path, PAGE.format(head="", body=f"<{tag}{attributes}>chạy()</{tag}>"))
        assert sources_of(page)[1:] == ([hash_of("chạy()")] if counts else [])


def test_each_page_has_a_policy_of_its_own(tmp_path: Path) -> None:
    """Pages at another depth, whose scripts differ, let in their own scripts and not each other's."""
    shallow = PAGE.format(head="<script>go('.')</script>", body="")
    top = protect(tmp_path, shallow)
    deep = protect(tmp_path, shallow.replace("'.'", "'../..'"), "1.001193/5/index.html")
    assert sources_of(top)[1:] == [hash_of("go('.')")]
    assert sources_of(deep)[1:] == [hash_of("go('../..')")]


def test_a_text_that_looks_like_the_mark_stays(tmp_path: Path) -> None:
    """The policy is put in once: words of a record are shown as typed."""
    page = protect(tmp_path, PAGE.format(head="", body=f"<p>viết {MARK} ở đây</p>"))
    assert text_of(page) == f"viết {MARK} ở đây"
    assert sources_of(page) == ["'self'"]


@pytest.mark.parametrize(
    "html",
    [
        PAGE.replace(META, ""),
        PAGE.replace(META, "<script>sớm()</script>" + META),
        PAGE.replace(META, '<link rel="stylesheet" href="a.css">' + META),
        PAGE.replace(META, '<BASE href="/">' + META),
        "",
    ],
    ids=["no policy", "a script first", "a style first", "a base first", "an empty page"],
)
def test_a_page_that_it_would_not_govern_is_refused(html: str, tmp_path: Path) -> None:
    """A page without a policy, or with something that comes before it, stops the build, by name."""
    with pytest.raises(UnprotectedPageError, match=r"^1\.001193/index\.html: .*main\.html"):
        protect(tmp_path, html.format(head="", body="") if html else html, "1.001193/index.html")
