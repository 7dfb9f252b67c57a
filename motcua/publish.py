"""Disk and processes: write what changed, keep what is still good, swap the finished site in.

A published site is a folder of its own under build/versions, named after its content; `site` is a link to
one of them, changed in a single step (rename(2)). So visitors see one whole version or another, never half
of one, and a build that fails anywhere leaves what stands as it was.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from motcua.disk import File, list_files, say_refusal, sum_file, sum_files, write_changed, write_whole
from motcua.draw import draw_sheets, name_tools, sheet_key
from motcua.memory import Memory, make_key
from motcua.posters import Sheet
from motcua.render import CONFIG, pages_in_navigation, render_site

KEPT_VERSIONS: Final = 3

AT_ONCE: Final = 1000
"""How many pages MkDocs is shown in one run: it holds them all to its end."""

DRAFT: Final = ".draft"
"""A version while it is made."""

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
    def sums(self) -> Path:
        """The file of what is known of the files' sums."""
        return self.build / "sums"

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


def sum_inputs(folders: Folders) -> str:
    """One key for everything that decides the site: what people write, what npm brought, and the program."""
    root = folders.root
    written = [sum_files(root / part) for part in ("procedures", "posters", "templates")]
    single = [*sorted(root.glob("*.yml")), root / "build.py", root / "node_modules/.package-lock.json"]
    return make_key(written, {file.name: sum_file(file) for file in single if file.is_file()}, name_tools())


def find_standing(folders: Folders, inputs: str) -> Path | None:
    """The published version, where it was made of these inputs and is whole: then nothing is to be done."""
    held = Memory(folders.memory / "whole").find(inputs)
    version = folders.versions / (held or b"-").decode()
    if not folders.site.is_symlink() or folders.site.resolve() != version.resolve():
        return None
    sums = sum_files(version)
    own = sums.pop(SUMS, "")
    return version if hashlib.sha256(_tell_sums(sums)).hexdigest() == own else None


def note_standing(folders: Folders, inputs: str, version: Path) -> None:
    """Remember of which inputs the published version was made."""
    memory = Memory(folders.memory / "whole")
    memory.keep("site", inputs, version.name.encode())
    memory.forget_others()


def draw_missing(
    sheets: Iterable[Sheet], folders: Folders, fonts: Path, report: Callable[[int], None]
) -> tuple[list[File], int]:
    """Draw the sheets that are not in the store yet; returns all sheets, and how many were drawn.

    `report` is told after each drawing how many sheets are there.
    """
    memory = Memory(folders.sheets)
    keys: dict[str, str] = {}
    position: dict[Sheet, int] = {}

    def missing() -> Iterator[Sheet]:
        for sheet in sheets:
            keys[sheet.path] = sheet_key(sheet, fonts)
            if memory.find_file(keys[sheet.path]) is None:
                position[sheet] = len(keys)
                yield sheet

    for sheet, pdf in draw_sheets(missing(), fonts, workers=os.cpu_count() or 1):
        memory.keep(sheet.path, keys[sheet.path], pdf)
        report(position.pop(sheet))
    memory.forget_others()
    return [(path, memory.file_of(key)) for path, key in keys.items()], len(memory.made)


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
    missing = sorted(name for name, key in keys.items() if memory.find_file(key) is None)
    frame_key = make_key(settings)
    frame = folders.build / "frames" / frame_key
    if missing or memory.find(frame_key) != _list_sums(sum_files(frame)):

        def take(name: str, html: str) -> None:
            if name in missing:
                memory.keep(name, keys[name], html.encode())

        _render(folders, missing, frame, take)
        memory.keep("frame", frame_key, _list_sums(sum_files(frame)))
    memory.forget_others()
    files: list[File] = [(_html_of(name), memory.file_of(key)) for name, key in keys.items()]
    files += [(name, folders.docs / name) for name in sources if name not in keys]
    files += [(name, Path(file)) for name, file in list_files(frame).items()]
    write_changed(folders.rendered, [*files, *indexes])
    return len(missing)


def _render(folders: Folders, names: Sequence[str], frame: Path, take: Callable[[str, str], None]) -> None:
    """Run MkDocs on these pages. What it makes besides, the same for whichever pages, becomes `frame`."""
    draft = folders.build / "rendering"
    always = pages_in_navigation(folders.root / CONFIG)
    for start in range(0, max(len(names), 1), AT_ONCE):
        wanted = {*names[start : start + AT_ONCE], *always}
        render_site(folders.build / CONFIG, folders.docs, draft, folders.build / "compiled", wanted, take)
    shutil.rmtree(frame.parent, ignore_errors=True)
    frame.parent.mkdir()
    draft.rename(frame)


def _tell_sums(sums: Mapping[str, str]) -> bytes:
    """What stands in the list of a version's files."""
    return "".join(f"# {tool}\n" for tool in name_tools()).encode() + _list_sums(sums)


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
    for old in _older_versions(folders)[KEPT_VERSIONS - 1 :]:
        shutil.rmtree(old)
    return version, changed


def _settle(folders: Folders) -> Path:
    """The version of what was rendered and drawn, named after its list of sums; made if it is not there.

    A version that somebody changed by hand stays beside it.
    """
    sums = sum_files(folders.rendered, folders.drawn)
    listed = _tell_sums(sums)
    own = hashlib.sha256(listed).hexdigest()
    whole = {**sums, SUMS: own}
    for name in chain([own[:16]], (f"{own[:16]}-{n}" for n in count(2))):
        version = folders.versions / name
        if not version.exists():
            draft = folders.versions / DRAFT
            oldest = _older_versions(folders)[KEPT_VERSIONS - 2 :]
            if oldest and not draft.exists():
                # It would be forgotten anyway, and most of its files are those of the new one.
                oldest[-1].rename(draft)
            files: list[File] = [
                (name, Path(file))
                for part in (folders.rendered, folders.drawn)
                for name, file in list_files(part).items()
            ]
            write_changed(draft, [*files, (SUMS, listed)])
            draft.rename(version)
            break
        if sum_files(version) == whole:
            break
    # Which version is old is told by when it was last published, not by the age of the files in it.
    os.utime(version)
    return version


def _older_versions(folders: Folders) -> list[Path]:
    """The versions besides the published one, the newest first."""
    current = folders.site.resolve()
    others = (p for p in folders.versions.glob("*") if p != current and p.name != DRAFT)
    return sorted(others, key=lambda version: version.stat().st_mtime, reverse=True)
