"""Writing files so that each is there whole or not at all, and folders that hold exactly what they should."""

import errno
import filecmp
import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

Content = bytes | Path | Callable[[], bytes]
"""What stands in a file: the bytes themselves, the file that holds them, or what gets them when needed."""

File = tuple[str, Content]
"""A path below a folder, and what stands in it."""

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
    wanted: set[Path] = set()
    changed = 0
    # All of them are made before the first is written: a broken template leaves the folder as it was.
    for path, content in list(files):
        target = folder / path
        wanted.add(target)
        if not isinstance(content, bytes | Path):
            content = content()
        if not _holds(target, content):
            write_whole(target, content)
            changed += 1
    for stale in [p for p in folder.rglob("*") if p.is_file() and p not in wanted]:
        stale.unlink()
        changed += 1
    for empty in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(empty.iterdir()):
            empty.rmdir()
    return changed


def _holds(target: Path, content: bytes | Path) -> bool:
    if not target.is_file():
        return False
    if isinstance(content, Path):
        return filecmp.cmp(target, content, shallow=False)
    return target.stat().st_size == len(content) and target.read_bytes() == content


def sum_files(*folders: Path) -> dict[str, str]:
    """The SHA-256 of every file below the folders, by its path there, in the order of the paths."""
    found = {
        path.relative_to(folder).as_posix(): path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    return {name: sum_file(found[name]) for name in sorted(found)}


def sum_file(file: Path) -> str:
    """The SHA-256 of one file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
