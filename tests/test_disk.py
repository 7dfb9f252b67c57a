"""Files on disk: each there whole or not at all, and folders that hold exactly what they should."""

import hashlib
import marshal
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from motcua.disk import File, remember_sums, sum_file, sum_files, write_changed, write_whole
from tests.conftest import ROOT
from tests.small import hold_tree


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file whose content is to be copied."""
    file = tmp_path / "source.pdf"
    file.write_bytes(b"drawn")
    return file


def test_a_folder_holds_what_was_asked_for(tmp_path: Path, source: Path) -> None:
    """Bytes are written, files copied; what belongs to neither is gone, with the folders it leaves empty."""
    folder = tmp_path / "out"
    write_changed(folder, [("old/deep/er.html", b"old"), ("stays.html", b"same")])
    files: list[File] = [("stays.html", b"same"), ("a/new.html", b"new"), ("a/b/sheet.pdf", source)]
    assert write_changed(folder, files) == 3
    assert hold_tree(folder) == {"stays.html": b"same", "a/new.html": b"new", "a/b/sheet.pdf": b"drawn"}
    assert not (folder / "old").exists()
    assert source.read_bytes() == b"drawn"


def test_what_is_the_same_is_left_alone(tmp_path: Path, source: Path) -> None:
    """A file that would come out the same is not touched, so that nothing after it is done again."""
    folder = tmp_path / "out"
    files: list[File] = [("sheet.pdf", source), ("page.html", b"page")]
    assert write_changed(folder, files) == 2
    for name, _ in files:
        os.utime(folder / name, (1, 1))
    assert write_changed(folder, files) == 0
    assert {(folder / name).stat().st_mtime for name, _ in files} == {1}


def test_a_change_is_seen_in_the_content(tmp_path: Path, source: Path) -> None:
    """A file of the same length and the same time, but another content, is written."""
    folder = tmp_path / "out"
    write_changed(folder, [("sheet.pdf", source), ("page.html", b"page")])
    source.write_bytes(b"DRAWN")
    for file in (source, folder / "sheet.pdf"):
        os.utime(file, (1, 1))
    assert write_changed(folder, [("sheet.pdf", source), ("page.html", b"PAGE")]) == 2
    assert hold_tree(folder) == {"sheet.pdf": b"DRAWN", "page.html": b"PAGE"}


def test_a_failure_on_the_way_changes_nothing(tmp_path: Path) -> None:
    """When a later page cannot be made, the folder is still the one before."""
    folder = tmp_path / "out"
    write_changed(folder, [("page.html", b"old")])

    def broken() -> Iterator[File]:
        yield "page.html", b"new"
        raise ValueError("a template is broken")

    with pytest.raises(ValueError, match="a template is broken"):
        write_changed(folder, broken())
    assert hold_tree(folder) == {"page.html": b"old"}


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """What cannot be copied to its end leaves the file of before, and no file where none was."""
    target = tmp_path / "page.html"
    write_whole(target, b"old")
    with pytest.raises(FileNotFoundError):
        write_whole(target, tmp_path / "missing")
    assert target.read_bytes() == b"old"
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "deep/new.html", tmp_path / "missing")
    assert not (tmp_path / "deep/new.html").exists()


def test_sums_are_of_all_files_in_order(tmp_path: Path) -> None:
    """The list of sums is the same for the same files, in whatever order a disk lists them."""
    (tmp_path / "one").mkdir()
    write_changed(tmp_path / "two", [("z.html", b""), ("a/b.html", b"b"), ("a.html", b"a")])
    sums = sum_files(tmp_path / "one", tmp_path / "two")
    assert list(sums) == ["a.html", "a/b.html", "z.html"]
    # The SHA-256 of nothing (FIPS 180-4).
    assert sums["z.html"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


ASK_SUM: Final = """
import sys
from pathlib import Path
from motcua.disk import remember_sums, sum_file
with remember_sums(Path(sys.argv[2])):
    print(sum_file(Path(sys.argv[1])))
"""


def ask_sum(file: Path, store: Path) -> str:
    """The sum of a file as another process tells it, which knows no more than what the store holds."""
    command = [sys.executable, "-B", "-c", ASK_SUM, str(file), str(store)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_a_change_that_leaves_size_and_time_is_seen(tmp_path: Path) -> None:
    """Whoever changes a file and sets its time back is found out: what is published has the sums it tells."""
    file, store = tmp_path / "page.html", tmp_path / "sums"
    file.write_bytes(b"before")
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    time.sleep(0.1)  # so that it counts as settled
    before = ask_sum(file, store)
    assert before == sum_file(file) == ask_sum(file, store)
    file.write_bytes(b"behind")
    os.utime(file, ns=times)
    assert ask_sum(file, store) == hashlib.sha256(b"behind").hexdigest() == sum_file(file)


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    """The store does not grow with every file that once was there."""
    file, store = tmp_path / "page.html", tmp_path / "sums"
    file.write_bytes(b"page")
    time.sleep(0.1)  # so that it counts as settled
    ask_sum(file, store)
    assert str(file) in marshal.loads(store.read_bytes())
    file.unlink()
    with remember_sums(store):
        pass
    assert str(file) not in marshal.loads(store.read_bytes())


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\xfb\x01", b"{}", b"\xe9\x05\x00\x00\x00"])
def test_a_damaged_store_of_sums_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    """Whatever stands in the store, the sums are right."""
    file, store = tmp_path / "page.html", tmp_path / "sums"
    file.write_bytes(b"page")
    store.write_bytes(damage)
    assert ask_sum(file, store) == hashlib.sha256(b"page").hexdigest()
    with remember_sums(store):
        assert sum_file(file) == hashlib.sha256(b"page").hexdigest()
