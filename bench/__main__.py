"""`make bench`: what the work costs, each as a ratio to a named baseline, medians of one run.

Machines differ and are noisy; ratios taken side by side are what can be compared over time.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from motcua.check import check_documents
from motcua.codes import draw_code
from motcua.draw import FONT_FOLDER, draw_sheet
from motcua.links import Links
from motcua.load import read_documents
from motcua.memory import Memory
from motcua.posters import Sheet, compose_sheets

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / FONT_FOLDER
PARTS = ("procedures", "posters", "templates", "motcua")
FILES = ("build.py", "mkdocs.yml", "province.yml", "commune.yml")
RUNS = 5


def main() -> None:
    """Measure and print; the pairs take turns so that a slow moment hits both."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder) / "project")
        run([sys.executable, str(root / "build.py")], root)
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(root / "build" / "mkdocs.yml")]
        mkdocs += ["-d", str(root / "bare")]
        print(f"{RUNS} pairs each, medians; ratio = work / baseline")
        report(
            "nothing changed / full build",
            lambda: run([sys.executable, str(root / "build.py")], root),
            lambda: run_from_nothing(root),
        )
        report(
            "pages of the full build / bare `mkdocs build` of them",
            lambda: run_from_nothing(root, "site"),
            lambda: run(mkdocs, root),
        )
    sheets = [s for s in all_sheets() if s.path.count("/") == 1]
    draw_sheet(sheets[0], FONTS)
    report(
        f"{len(sheets)} sheets, fonts opened once / a fresh WeasyPrint set-up each",
        lambda: [draw_sheet(sheet, FONTS) for sheet in sheets],
        lambda: [draw_afresh(sheet) for sheet in sheets],
        runs=3,
    )
    address = "HTTPS://XAHOABINH.EXAMPLE/1.001193/"
    report(
        "two codes / one sheet",
        lambda: [draw_code.__wrapped__(address + x) for x in ("", "5/")],
        lambda: draw_sheet(sheets[0], FONTS),
    )


def copy_project(target: Path) -> Path:
    target.mkdir()
    for part in PARTS:
        shutil.copytree(ROOT / part, target / part)
    for name in FILES:
        shutil.copy2(ROOT / name, target / name)
    (target / "node_modules").symlink_to(ROOT / "node_modules")
    return target


def run(command: list[str], root: Path) -> None:
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_from_nothing(root: Path, *arguments: str) -> None:
    shutil.rmtree(root / "build", ignore_errors=True)
    run([sys.executable, str(root / "build.py"), *arguments], root)


def all_sheets() -> list[Sheet]:
    directory = check_documents(read_documents(ROOT))
    memory = Memory(ROOT / "build" / "memory" / "sheets")
    return list(compose_sheets(directory, Links(directory.commune.website), ROOT / "templates", memory))


def draw_afresh(sheet: Sheet) -> bytes:
    """Draw with nothing shared: what a program does that opens WeasyPrint for each document."""
    from motcua.draw import _open_studio

    _open_studio.cache_clear()
    return draw_sheet(sheet, FONTS)


def report(name: str, work: Callable[[], object], baseline: Callable[[], object], runs: int = RUNS) -> None:
    pairs = [(seconds(work), seconds(baseline)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{ratio:6.2f}  {name}  ({ours:.3f} s / {theirs:.3f} s)", flush=True)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
