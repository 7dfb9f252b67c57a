"""Writing files so that each is there whole or not at all, and folders that hold exactly what they should."""

import errno
import hashlib
import marshal
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

File = tuple[str, bytes | Path]
"""A path below a folder, and what stands in it: the bytes themselves, or the file that holds them."""

_Stamp = tuple[int, int, int, int]
"""Inode, size, and when content and state of a file last changed, in ns."""

_GRAIN: Final = 50_000_000
"""In ns: two changes closer than this may bear the same time."""

_seen: dict[str, tuple[_Stamp, str]] = {}
"""Sums of files by their paths, as they were at a stamp."""

REFUSALS: Final = {
    errno.ENOSPC: "ổ đĩa hết chỗ. Xóa bớt rồi chạy lại",
    errno.EDQUOT: "hết chỗ được dùng trên đĩa. Xóa bớt rồi chạy lại",
    errno.EFBIG: "tệp lớn quá mức máy cho phép",
    errno.EACCES: "không được phép đọc hay ghi ở đây",
    errno.EPERM: "không được phép đọc hay ghi ở đây",
    errno.EROFS: "chỗ này chỉ đọc được, không ghi được",
    errno.EEXIST: "ở đây đang có một tệp khác. Đổi tên tệp đó rồi chạy lại",
    errno.ENOTDIR: "ở đây đang có một tệp, không phải thư mục. Đổi tên tệp đó rồi chạy lại",
    errno.EISDIR: "ở đây đang có một thư mục, không phải tệp. Đổi tên thư mục đó rồi chạy lại",
    errno.ENOENT: "không thấy tệp hay thư mục này",
}
"""What the system says of its refusals, in the words of staff."""


def say_refusal(error: OSError) -> str:
    """What the system refused and why, in Vietnamese; what it seldom says is told by its number."""
    # Of a copy that failed it is the target that matters.
    named = error.filename2 or error.filename
    place = Path(named) if isinstance(named, str) else None
    if place and error.errno == errno.ENOTDIR:
        # The system names what it could not reach; what stands in the way is somewhere above.
        place = next((above for above in place.parents if above.is_file()), place)
    why = REFUSALS.get(error.errno or 0, "máy từ chối" + (f" (mã lỗi {error.errno})" if error.errno else ""))
    if isinstance(error, shutil.Error):
        why = "máy không chép được tệp, có thể ổ đĩa hết chỗ. Xóa bớt rồi chạy lại"
    return f"{place}: {why}" if place else why


def write_whole(target: Path, content: bytes | Path) -> None:
    """Write a file so that it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    if isinstance(content, Path):
        shutil.copyfile(content, draft)
    else:
        draft.write_bytes(content)
    draft.replace(target)


def write_changed(folder: Path, files: Iterable[File]) -> int:
    """Make `folder` hold exactly `files`; returns how many were written or removed."""
    wanted: set[str] = set()
    changed = 0
    # All of them are made before the first is written: a broken template leaves the folder as it was.
    for path, content in list(files):
        target = folder / path
        wanted.add(path)
        if not _holds(target, content):
            write_whole(target, content)
            changed += 1
    for name, file in list_files(folder).items():
        if name not in wanted:
            Path(file).unlink()
            changed += 1
    for top, _, _ in os.walk(folder, topdown=False):
        # Asked anew: what stood in it may be gone by now.
        if next(Path(top).iterdir(), None) is None:
            Path(top).rmdir()
    return changed


def _holds(target: Path, content: bytes | Path) -> bool:
    if not target.is_file():
        return False
    own = sum_file(content) if isinstance(content, Path) else hashlib.sha256(content).hexdigest()
    return sum_file(target) == own


def list_files(folder: Path) -> dict[str, str]:
    """Every file below a folder: its path there, with forward slashes, and where it lies."""
    start = len(str(folder)) + 1
    files = (f"{top}/{name}" for top, _, names in os.walk(folder) for name in names)
    return {file[start:]: file for file in files}


def sum_files(*folders: Path) -> dict[str, str]:
    """The SHA-256 of every file below the folders, by its path there, in the order of the paths."""
    found = {name: file for folder in folders for name, file in list_files(folder).items()}
    return {name: sum_file(found[name]) for name in sorted(found)}


def sum_file(file: Path | str) -> str:
    """The SHA-256 of one file. It is read only if it changed since it was last asked for."""
    stamp = _read_stamp(file)
    then, known = _seen.get(str(file), (None, ""))
    if then != stamp:
        with Path(file).open("rb") as content:
            known = hashlib.file_digest(content, "sha256").hexdigest()
        _seen[str(file)] = stamp, known
    return known


def _read_stamp(file: Path | str) -> _Stamp:
    state = os.stat(file)  # noqa: PTH116 - asked of ten thousand files, and a Path for each takes longer
    return state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


@contextmanager
def remember_sums(store: Path) -> Iterator[None]:
    """Know the sums of the last time, and keep those of this time for the next, in the file `store`."""
    # The first time there is none; if it is damaged all is summed anew.
    with suppress(OSError, ValueError, EOFError, TypeError):
        _seen.update(marshal.loads(store.read_bytes()))
    yield
    # What changed just now may change once more and bear the same time.
    settled = time.time_ns() - _GRAIN
    kept = {
        file: (stamp, own)
        for file, (stamp, own) in _seen.items()
        if max(stamp[2:]) < settled and os.path.exists(file)  # noqa: PTH110 - as below
    }
    write_whole(store, marshal.dumps(kept))
