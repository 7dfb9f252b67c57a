"""Same input, same bytes: wherever, whenever and by whomever the site is built, and a list that proves it."""

import ctypes
import locale
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from motcua.draw import FONT_FOLDER, FONTS
from motcua.pages import MINISEARCH
from tests.small import hold_tree
from tests.twelve import make_twelve

SUMS: Final = "SHA256SUMS"
NUMBERS: Final = range(1, 6)

WEST: Final = {"TZ": "WEST12", "LC_ALL": "C", "PYTHONHASHSEED": "1", "HOME": "/nonexistent"}
EAST: Final = {"TZ": "EAST-14", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "86400"}
"""26 hours apart, so the day is another at every hour."""

LOCALES: Final = ("vi_VN.UTF-8", "C.UTF-8", "POSIX")

LATER: Final = 400 * 86_400 + 12_345
"""By how many seconds the second builder's clock is ahead."""

CLOCK: Final = f"""\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {{
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, now);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += {LATER};
  return result;
}}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {{
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}}

time_t time(time_t *now) {{
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now) *now = exact.tv_sec;
  return exact.tv_sec;
}}
"""


def first_locale() -> str:
    """The first of LOCALES that this machine has."""
    kept = locale.setlocale(locale.LC_ALL)
    for name in LOCALES:
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_ALL, kept)
        return name
    raise AssertionError("POSIX is everywhere")


def build_as(project: Path, surroundings: Mapping[str, str], umask: int) -> None:
    """Build as somebody with these settings."""
    result = subprocess.run(
        [sys.executable, str(project / "build.py")],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **surroundings},
        umask=umask,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def another_day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings under which programs see a clock that is more than a year ahead; none without a compiler."""
    compiler = shutil.which("cc")
    if not compiler or not sys.platform.startswith("linux"):
        return {}
    folder = tmp_path_factory.mktemp("clock")
    (folder / "clock.c").write_text(CLOCK, encoding="ascii")
    library = folder / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, folder / "clock.c", "-ldl"], check=True)
    return {"LD_PRELOAD": str(library)}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight records, built in the west. Do not write into it."""
    project = make_twelve(tmp_path_factory.mktemp("here") / "motcua", NUMBERS)
    build_as(project, WEST, umask=0o022)
    return project


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, another_day: dict[str, str]) -> Iterator[Path]:
    """The same project, built in the east, another day, with packages of its own in a folder hard to name.

    Where there is one it lies on another file system, which lists files in another order.
    """
    memory = Path("/dev/shm")
    base = memory if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("there")
    with tempfile.TemporaryDirectory(dir=base) as folder:
        project = make_twelve(Path(folder) / "Một cửa xã Nghĩa Ðường (bản 2) & 100% 'mới'", NUMBERS)
        own_packages(project)
        for source in project.rglob("*.*"):
            os.utime(source, (1_000_000_000, 1_000_000_000))
        build_as(project, EAST | {"LC_ALL": first_locale()} | another_day, umask=0o077)
        yield project


def own_packages(project: Path) -> None:
    """Put copies of what a build reads there in the place of the link to the packages."""
    packages = project / "node_modules"
    source = packages.resolve().parent
    packages.unlink()
    for name in (MINISEARCH, *(f"{FONT_FOLDER}/{font}" for font in FONTS)):
        target = project / name
        target.parent.mkdir(parents=True)
        shutil.copyfile(source / name, target)


def test_two_builders_make_the_same_bytes(here: Path, there: Path) -> None:
    """Folder, time zone, language, day and rights of who builds change no byte of the site, PDFs included."""
    ours, theirs = hold_tree(here / "site"), hold_tree(there / "site")
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert len([name for name in ours if name.endswith(".pdf")]) == 10
    assert (here / "site").readlink() == (there / "site").readlink()


def read_clock(surroundings: Mapping[str, str]) -> tuple[int, float]:
    """The year, and the seconds since 1970, that a program with these settings sees."""
    ask = [sys.executable, "-c", "import datetime, time; print(datetime.date.today().year, time.time())"]
    result = subprocess.run(ask, capture_output=True, text=True, check=True, env=os.environ | surroundings)
    year, seconds = result.stdout.split()
    return int(year), float(seconds)


def test_the_second_builder_lived_on_another_day(another_day: dict[str, str]) -> None:
    """What the comparison rests on: programs really saw another year, day and hour there."""
    if not another_day:
        pytest.skip("no C compiler to turn the clock with")
    (year, second), (other_year, other_second) = read_clock({}), read_clock(another_day)
    assert other_year > year
    assert 0 <= other_second - second - LATER < 60


@pytest.mark.parametrize("place", ["here", "there"])
def test_the_list_of_sums_holds(place: str, request: pytest.FixtureRequest) -> None:
    """`sha256sum -c SHA256SUMS` in the published folder finds every file that it lists, as listed."""
    project: Path = request.getfixturevalue(place)
    result = subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS],
        cwd=project / "site",
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    found = [line.removesuffix(": OK") for line in result.stdout.splitlines()]
    assert found == sorted(found)
    assert set(found) == hold_tree(project / "site").keys() - {SUMS}


def read_header(project: Path) -> dict[str, str]:
    """The versions that the list of sums names, by the names of the tools."""
    lines = (project / "site" / SUMS).read_text(encoding="ascii").splitlines()
    return dict(line.removeprefix("# ").split(" ") for line in lines if line.startswith("#"))


def mapped_libraries() -> dict[str, Path]:
    """The files of Pango and HarfBuzz that this process draws with, once WeasyPrint is loaded."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    found = re.findall(r"(/\S*/lib(pango|harfbuzz)(?:-1\.0)?\.so\S*)", maps)
    return {name: Path(file) for file, name in found}


def test_the_list_names_what_placed_the_letters(here: Path) -> None:
    """Its header names the versions of Pango and HarfBuzz that WeasyPrint has loaded."""
    if not Path("/proc/self/maps").exists():
        pytest.skip("only Linux tells which libraries a process holds")
    from weasyprint.text.ffi import pango

    header, libraries = read_header(here), mapped_libraries()
    major, minor = divmod(pango.pango_version(), 10_000)
    assert header["pango"] == f"{major}.{minor // 100}.{minor % 100}"
    numbers = [ctypes.c_uint() for _ in range(3)]
    ctypes.CDLL(str(libraries["harfbuzz"])).hb_version(*map(ctypes.byref, numbers))
    assert header["harfbuzz"] == ".".join(str(number.value) for number in numbers)
    assert header.keys() >= {"weasyprint", "pydyf", "fonttools", "segno"}
