"""Whole or not at all: whatever ends a build, and whenever, what is published is one whole version."""

import errno
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pypdfium2
import pytest

from tests.small import BIRTH, BIRTH_FILE, copy_built, edit, hold_tree, make_small
from tests.warm import Keeper

ENGLISH: Final = {os.strerror(number) for number in errno.errorcode}
"""What the system says of its refusals; staff are told in their own language."""


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory, keeper: Keeper) -> Path:
    """The small project, built. Do not write into it."""
    project = make_small(tmp_path_factory.mktemp("master") / "project")
    build(project, keeper)
    return project


@pytest.fixture
def project(master: Path, tmp_path: Path) -> Path:
    return copy_built(master, tmp_path / "project")


def build(project: Path, keeper: Keeper) -> None:
    result = keeper.build(project)
    assert result.returncode == 0, result.stdout + result.stderr


def build_from_nothing(project: Path, keeper: Keeper, folder: Path) -> dict[str, bytes | str]:
    """The site that a clean build makes of the same sources."""
    clean = shutil.copytree(project, folder, symlinks=True, ignore=shutil.ignore_patterns("build", "site"))
    build(clean, keeper)
    return hold_tree(clean / "site")


def assert_whole(site: Path) -> None:
    """A published site is a link to a version that holds exactly what its list of sums tells."""
    assert re.fullmatch(r"build/versions/[0-9a-f]{16}(-\d+)?", str(site.readlink()))
    lines = (site / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: own for own, _, name in (line.partition("  ") for line in lines if line[0] != "#")}
    held = {name: hashlib.sha256(content).hexdigest() for name, content in hold_bytes(site).items()}
    assert listed
    assert {name: own for name, own in held.items() if name != "SHA256SUMS"} == listed


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """What was added, taken away or changed."""
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def hold_bytes(folder: Path) -> dict[str, bytes]:
    return {name: held for name, held in hold_tree(folder).items() if isinstance(held, bytes)}


# Killed


PRICE: Final = re.compile(r"(\d+)\.000 đ")
TURN: Final = re.compile(r"Lần (\d+)\.")


def tell_in_record(project: Path, turn: int) -> None:
    """Write the number of a turn into what one page, three lists and two sheets show."""
    file = project / BIRTH_FILE
    text = re.sub(
        r"summary: .*", f"summary: Lần {turn}. Làm giấy khai sinh.", file.read_text(encoding="utf-8")
    )
    file.write_text(re.sub(r"amount: \d+000", f"amount: {turn}000", text), encoding="utf-8")


def tell_in_styles(project: Path, turn: int) -> None:
    """Write the number of a turn into what is published as it is."""
    styles = project / "templates/styles/site.css"
    text = styles.read_text(encoding="utf-8").partition("/* Lần")[0]
    styles.write_text(f"{text}/* Lần {turn}. */\n", encoding="utf-8")


def turns_of_record(site: Path) -> set[str]:
    """Every number of a turn that the pages and sheets of a site show."""
    pages = [site / page / "index.html" for page in (BIRTH, "a-z", "linh-vuc/ho-tich", "chuyen/em-be")]
    words = [page.read_text(encoding="utf-8") for page in pages]
    sheets = [site / f"posters/{BIRTH}.pdf", site / f"posters/thon-dong/{BIRTH}.pdf"]
    shown = [TURN.findall(text) for text in words]
    shown += [PRICE.findall(text) for text in (words[0], *map(read_sheet, sheets))]
    assert all(shown)
    return {number for numbers in shown for number in numbers}


def turns_of_styles(site: Path) -> set[str]:
    return set(TURN.findall((site / "assets/motcua.css").read_text(encoding="utf-8")))


def read_sheet(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return text


def measure_build(project: Path, keeper: Keeper) -> float:
    """How many seconds a build takes."""
    started = time.monotonic()
    build(project, keeper)
    return time.monotonic() - started


@pytest.mark.parametrize(
    ("kills", "tell", "turns_of"),
    [(16, tell_in_record, turns_of_record), (34, tell_in_styles, turns_of_styles)],
)
def test_killed_at_any_moment(
    kills: int,
    tell: Callable[[Path, int], None],
    turns_of: Callable[[Path], set[str]],
    project: Path,
    keeper: Keeper,
    tmp_path: Path,
) -> None:
    """Builds are killed at any moment, of all steps or of publishing alone: the site is old or new."""
    moments = random.Random(2026)
    tell(project, 100)
    duration = measure_build(project, keeper)
    killed = 0
    for turn in range(101, 101 + kills):
        before = (project / "site").readlink()
        tell(project, turn)
        running = keeper.start(project)
        # One in each part of the time, and a little beyond it, in a mixed order.
        time.sleep(duration * 1.05 * ((turn * 7) % kills + moments.random()) / kills)
        running.kill(alone=turn % 2 == 0)
        killed += running.wait().returncode == -signal.SIGKILL
        assert_whole(project / "site")
        assert (project / "site").readlink() == before or turns_of(project / "site") == {f"{turn}"}
    assert killed > kills // 3
    build(project, keeper)
    assert turns_of(project / "site") == {f"{100 + kills}"}
    assert hold_tree(project / "site") == build_from_nothing(project, keeper, tmp_path / "clean")


# A full disk


def assert_refused(result: subprocess.CompletedProcess[str]) -> None:
    """A build that could not go on said why in Vietnamese, without a page of code."""
    assert result.returncode == 1, result.stdout
    assert result.stderr.startswith("Chưa xong: ")
    assert "Trang bà con đang xem vẫn như cũ" in result.stderr
    assert "Traceback" not in result.stderr
    assert [words for words in ENGLISH if words in result.stderr] == []


def edit_styles(project: Path) -> None:
    """An edit after which nothing is rendered or drawn, only published."""
    edit(project / "templates/styles/site.css", "/*", "/* Mới. */ /*")


def edit_sheets(project: Path) -> None:
    edit(project / "templates/sheets/sheet.css", "13mm", "12mm")


def edit_record(project: Path) -> None:
    edit(project / BIRTH_FILE, "amount: 8000", "amount: 9000")


Edits = Callable[[Path], None]
LIMITS: Final[tuple[tuple[int, int, Edits | None], ...]] = (
    (6, 500_000, edit_styles),
    (5, 10_000, edit_sheets),
    (1, 600, edit_record),
    (3, 3_000, None),
    (4, 14_000, None),
)
"""In which step writing ends amid a file, where no file may have more bytes than this, after which edit."""


def test_files_may_not_grow(project: Path, keeper: Keeper, tmp_path: Path) -> None:
    """Where writing ends amid a file, in any step, the site stays; the next build is whole again."""
    before = hold_tree(project / "site")
    for step, limit, make in LIMITS:
        if make:
            make(project)
        result = keeper.build(project, largest_file=limit)
        assert_refused(result)
        assert steps_of(result) == step - 1
        assert hold_tree(project / "site") == before
    build(project, keeper)
    assert hold_tree(project / "site") == build_from_nothing(project, keeper, tmp_path / "clean")


def steps_of(result: subprocess.CompletedProcess[str]) -> int:
    """How many steps a build went through to their end."""
    return len(re.findall(r"^\d ", result.stdout, flags=re.M))


SMALL_DISK: Final = """\
set -e
disk=$1 project=$2 python=$3
mount -t tmpfs -o size=64m disk "$disk"
cp -a "$project" "$disk/project"
used=$(df --output=used -k "$disk" | tail -n 1)
mount -o remount,size=$((used + 2000))k "$disk"
"$python" "$disk/project/build.py" && status=0 || status=$?
cp -a "$disk/project" "$project/full"
mount -o remount,size=64m "$disk"
"$python" "$disk/project/build.py" > /dev/null
cp -a "$disk/project" "$project/roomy"
exit $status
"""
"""Builds on a disk with 2 MB of room left, then on the same with more; copies what each left."""


def test_a_full_disk(project: Path, keeper: Keeper, tmp_path: Path) -> None:
    """A disk that gets full while the new version is laid out: the old one stays, and room mends it."""
    (disk := tmp_path / "disk").mkdir()
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*unshare, "mount", "-t", "tmpfs", "disk", disk], check=False).returncode:
        pytest.skip("this machine lets us mount nothing")
    edit_styles(project)
    result = subprocess.run(
        [*unshare, "bash", "-c", SMALL_DISK, "bash", disk, project, sys.executable],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert_refused(result)
    assert "ổ đĩa hết chỗ" in result.stderr
    assert steps_of(result) == 5
    assert (project / "full/site").readlink() == (project / "site").readlink()
    assert hold_tree(project / "full/site") == hold_tree(project / "site")
    build(project, keeper)
    assert hold_tree(project / "roomy/site") == hold_tree(project / "site")


# What others left below build/


def test_a_file_in_the_place_of_a_folder(project: Path, keeper: Keeper) -> None:
    """A file where the build wants a folder is named and left alone, and the site stays."""
    edit_styles(project)
    goal, before = (project / "site").readlink(), hold_tree(project / "site")
    for folder in ("docs", "memory", "frames", "rendered", "sheets", "drawn", "versions"):
        place = project / "build" / folder
        kept = place.rename(place.with_name(f"{folder} (bản cũ)"))
        place.write_text("của tôi", encoding="utf-8")
        result = keeper.build(project)
        assert_refused(result)
        assert f"{place}: " in result.stderr
        assert place.read_text(encoding="utf-8") == "của tôi"
        place.unlink()
        kept.rename(place)
        assert (project / "site").readlink() == goal
        assert hold_tree(project / "site") == before


def halve(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scribble(content: bytes) -> bytes:
    return random.Random(len(content)).randbytes(min(len(content), 500))


def empty(_: bytes) -> bytes:
    return b""


DAMAGES: Final = (halve, scribble, empty)


def test_damaged_files_are_made_anew(project: Path, keeper: Keeper) -> None:
    """What a failing disk or a power cut leaves of files below build/ never reaches the site."""
    before = hold_tree(project / "site")
    folders = [folder for folder in (project / "build").iterdir() if folder.name != "versions"]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len(files) > 100
    for number, file in enumerate(files):
        file.write_bytes(DAMAGES[number % len(DAMAGES)](file.read_bytes()))
    build(project, keeper)
    assert differing(before, hold_tree(project / "site")) == []
