"""Disk and processes: write what changed, keep what is still good, swap the finished site in.

A published site is a folder of its own under build/versions, named after its content; `site` is a link to
one of them, changed in a single step (rename(2)). So visitors see one whole version or another, never half
of one, and a build that fails anywhere leaves what stands as it was.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from motcua.disk import File, say_refusal, sum_file, sum_files, write_changed, write_whole
from motcua.draw import draw_sheets, name_tools, sheet_key
from motcua.memory import Memory, make_key
from motcua.posters import Sheet
from motcua.protect import protect_pages
from motcua.render import CONFIG, pages_in_navigation, render_site

KEPT_VERSIONS: Final = 3

SUMS: Final = "SHA256SUMS"
"""The list of a version's files, as sha256sum reads it, headed by what drew the sheets."""


class PublishError(Exception):
    """Nothing was published; the message says in Vietnamese why, and what to do."""


@dataclass(frozen=True)
class Folders:
    """Where a build works: all of it below `root`, the project's folder."""

    root: Path

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def docs(self) -> Path:
        return self.build / "docs"

    @property
    def rendered(self) -> Path:
        return self.build / "rendered"

    @property
    def drawn(self) -> Path:
        return self.build / "drawn"

    @property
    def sheets(self) -> Path:
        """Drawn sheets by key: what need not be drawn again."""
        return self.build / "sheets"

    @property
    def memory(self) -> Path:
        """Filled-in templates by key: what need not be filled in again."""
        return self.build / "memory"

    @property
    def versions(self) -> Path:
        return self.build / "versions"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def templates(self) -> Path:
        return self.root / "templates"


@contextmanager
def alone(folders: Folders) -> Iterator[None]:
    """Hold the build folder for one build at a time.

    Raises PublishError when another build holds it, the folder cannot be written, or `site` is something
    else than a link of ours: better said before the work than after.
    """
    ours = folders.site.is_symlink() and str(folders.site.readlink()).startswith("build/versions/")
    if not ours and (folders.site.exists() or folders.site.is_symlink()):
        raise PublishError(f"{folders.site} không phải do chương trình này tạo ra. Đổi tên nó rồi chạy lại.")
    try:
        folders.build.mkdir(parents=True, exist_ok=True)
        lock = (folders.build / ".lock").open("w")
    except OSError as error:
        raise PublishError(f"Không ghi được vào thư mục {folders.build}. {say_refusal(error)}.") from error
    with lock:
        try:
            # A POSIX lock, which helpers that outlive a killed build do not inherit.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise PublishError(
                "Đang có một lần dựng khác chạy ở thư mục này. Chờ nó xong rồi chạy lại."
            ) from error
        yield


def draw_missing(
    sheets: Iterable[Sheet], folders: Folders, fonts: Path, report: Callable[[int, int], None]
) -> tuple[list[File], int]:
    """Draw the sheets that are not in the store yet; returns all sheets, and how many were drawn.

    `report` is told after each drawing how many of how many are done.
    """
    keys = {sheet: sheet_key(sheet, fonts) for sheet in sheets}
    memory = Memory(folders.sheets)
    drawn = {sheet: pdf for sheet, key in keys.items() if (pdf := memory.find(key))}
    missing = [sheet for sheet in keys if sheet not in drawn]
    for done, (sheet, pdf) in enumerate(draw_sheets(missing, fonts, workers=os.cpu_count() or 1), 1):
        memory.keep(sheet.path, keys[sheet], pdf)
        drawn[sheet] = pdf
        report(done, len(missing))
    memory.forget_others()
    return [(sheet.path, drawn[sheet]) for sheet in keys], len(missing)


def render_changed(folders: Folders, config: bytes, indexes: Iterable[File]) -> int:
    """Lay the site's pages out, and have MkDocs render those that are not remembered; returns how many.

    No page shows another, and the navigation holds a few fixed ones: so each can be rendered without the
    others, and comes out the same (the tests build at random and from nothing, and compare).
    """
    write_whole(folders.build / CONFIG, config)
    sources = sum_files(folders.docs)
    settings = [*sum_files(folders.templates / "theme").values()]
    settings += [sum_file(file) for file in (folders.root / CONFIG, folders.build / CONFIG)]
    keys = {name: make_key(settings, name, sources[name]) for name in sources if name.endswith(".md")}
    memory = Memory(folders.memory / "rendered")
    found = {name: html for name, key in keys.items() if (html := memory.find(key))}
    missing = keys.keys() - found.keys()
    frame_key = make_key(settings)
    frame = folders.build / "frames" / frame_key
    if missing or memory.find(frame_key) != _list_sums(sum_files(frame)):
        for name, html in _render(folders, {*missing, *pages_in_navigation(folders.root / CONFIG)}, frame):
            if name in missing:
                found[name] = html
                memory.keep(name, keys[name], html)
        memory.keep("frame", frame_key, _list_sums(sum_files(frame)))
    memory.forget_others()
    files: list[File] = [(_html_of(name), html) for name, html in found.items()]
    files += [(name, folders.docs / name) for name in sources if name not in keys]
    files += [(path.relative_to(frame).as_posix(), path) for path in frame.rglob("*") if path.is_file()]
    write_changed(folders.rendered, [*files, *indexes])
    return len(missing)


def _render(folders: Folders, names: Collection[str], frame: Path) -> Iterator[tuple[str, bytes]]:
    """Run MkDocs on these pages. What it makes besides, the same for whichever pages, becomes `frame`."""
    work = folders.build / "rendering"
    shutil.rmtree(work, ignore_errors=True)
    for name in names:
        write_whole(work / "docs" / name, folders.docs / name)
    render_site(folders.build / CONFIG, work / "docs", work / "site")
    protect_pages(work / "site")
    for name in names:
        html = work / "site" / _html_of(name)
        yield name, html.read_bytes()
        html.unlink()
    for partial in (work / "site").glob("sitemap.xml*"):
        partial.unlink()
    shutil.rmtree(frame.parent, ignore_errors=True)
    frame.parent.mkdir()
    (work / "site").rename(frame)
    shutil.rmtree(work)


def _list_sums(sums: Mapping[str, str]) -> bytes:
    """As sha256sum writes it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()


def _html_of(name: str) -> str:
    return f"{name.removesuffix('.md')}.html"


def publish(folders: Folders) -> tuple[Path, bool]:
    """Join rendered pages and sheets to one version and swing `site` to it.

    Returns the version's folder, and whether it is another than before.
    """
    version = _settle(folders)
    goal = os.path.relpath(version, folders.site.parent)
    changed = not (folders.site.is_symlink() and str(folders.site.readlink()) == goal)
    if changed:
        link = folders.build / ".site"
        link.unlink(missing_ok=True)
        link.symlink_to(goal)
        link.replace(folders.site)
        _forget_old(folders, version)
    return version, changed


def _settle(folders: Folders) -> Path:
    """The version of what was rendered and drawn, named after its list of sums; made if it is not there.

    A version that somebody changed by hand stays beside it.
    """
    sums = sum_files(folders.rendered, folders.drawn)
    listed = "".join(f"# {tool}\n" for tool in name_tools()).encode() + _list_sums(sums)
    own = hashlib.sha256(listed).hexdigest()
    whole = {**sums, SUMS: own}
    for name in chain([own[:16]], (f"{own[:16]}-{n}" for n in count(2))):
        version = folders.versions / name
        if not version.exists():
            draft = folders.versions / ".draft"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(folders.rendered, draft)
            shutil.copytree(folders.drawn, draft, dirs_exist_ok=True)
            write_whole(draft / SUMS, listed)
            draft.rename(version)
            break
        if sum_files(version) == whole:
            break
    # Which version is old is told by when it was last published, not by the age of the files in it.
    os.utime(version)
    return version


def _forget_old(folders: Folders, current: Path) -> None:
    versions = (p for p in folders.versions.iterdir() if p != current)
    newest_first = sorted(versions, key=lambda p: p.stat().st_mtime, reverse=True)
    for old in newest_first[KEPT_VERSIONS - 1 :]:
        shutil.rmtree(old)
