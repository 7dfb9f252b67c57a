"""The way out: what MkDocs renders, its successor Zensical renders from the same folder and settings."""

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import pytest

from motcua.directory import Directory
from tests.small import content_of, hrefs_of, read_page, text_of


@pytest.fixture(scope="module")
def zensical(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as Zensical renders them, from a copy of what a build hands to MkDocs."""
    root = tmp_path_factory.mktemp("zensical")
    shutil.copytree(built / "build/docs", root / "build/docs")
    shutil.copytree(built / "templates", root / "templates")
    shutil.copy2(built / "build/mkdocs.yml", root / "build")
    shutil.copy2(built / "mkdocs.yml", root)
    result = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "-f", str(root / "build/mkdocs.yml")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return root / "build/rendered"


def pages_in(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*.html")}


def test_zensical_makes_every_page(built: Path, zensical: Path) -> None:
    """Each page that MkDocs makes exists under the same address: printed codes outlive the tool."""
    assert pages_in(built / "build/rendered") - pages_in(zensical) == set()


def goals_of(page: Element, path: str) -> list[str]:
    """Where a reader comes to by the links of a page, however they are written."""
    return [urljoin(f"https://xa.example/{path}", href) for href in hrefs_of(page)]


def test_zensical_pages_say_the_same(built: Path, zensical: Path) -> None:
    """Each page has the same heading and the same words, whichever tool rendered it."""
    for path in sorted(pages_in(built / "build/rendered")):
        ours, theirs = (content_of(read_page(f / path)) for f in (built / "build/rendered", zensical))
        assert text_of(next(theirs.iter("h1"))) == text_of(next(ours.iter("h1"))), path
        assert text_of(theirs) == text_of(ours), path


def test_zensical_links_lead_to_the_same(built: Path, zensical: Path) -> None:
    """Each link leads where it led, whichever tool rendered the page."""
    for path in sorted(pages_in(built / "build/rendered")):
        ours, theirs = (content_of(read_page(f / path)) for f in (built / "build/rendered", zensical))
        assert goals_of(theirs, path) == goals_of(ours, path), path


def test_zensical_keeps_the_footer(built: Path, zensical: Path, directory: Directory) -> None:
    """The lines against fraud and the commune's number stand under every page there too."""
    for path in pages_in(built / "build/rendered"):
        text = text_of(read_page(zensical / path))
        assert "không hỏi mật khẩu, không hỏi mã OTP" in text, path
        assert f"Hỏi gì gọi {directory.commune.hotline}" in text, path


def test_zensical_carries_the_styles(zensical: Path) -> None:
    """The stylesheet and the icon of the site come along."""
    links = {e.get("href", "").removeprefix("./") for e in read_page(zensical / "index.html").iter("link")}
    assert {"assets/motcua.css", "assets/favicon.svg"} <= links
    assert (zensical / "assets/motcua.css").is_file()
    assert (zensical / "assets/favicon.svg").is_file()
