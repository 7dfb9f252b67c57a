"""`make bench`: what the work costs, each as a ratio to a named baseline, medians of one run.

Machines differ and are noisy; ratios taken side by side are what can be compared over time. Projects of 405
and 1,620 procedures are the real records repeated, with their codes and names varied.
"""

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pydyf
import segno
import weasyprint
import yaml
from weasyprint.text.fonts import FontConfiguration

from bench.many import ROOT, make_project
from bench.search.compare import compare
from bench.search.speed import SLOWED, measure
from motcua import draw
from motcua.check import check_documents
from motcua.codes import draw_code
from motcua.draw import FONT_FOLDER, draw_sheet, draw_sheets
from motcua.fit import PAGE, SETTINGS, foretell_height
from motcua.links import Links
from motcua.load import read_documents
from motcua.memory import Memory
from motcua.posters import Sheet, compose_sheets

FONTS = ROOT / FONT_FOLDER
SMALL, LARGE = 405, 1620
"""The procedures of one large commune (Lương Sơn, 2025), and four times as many."""
RUNS = 5
RUNS_OF_THE_LONG = 3
CORES = 2


def main() -> None:
    """Measure and print; the members of a pair take turns so that a slow moment hits both."""
    with tempfile.TemporaryDirectory() as folder:
        small = make_project(Path(folder) / "small", SMALL)
        large = make_project(Path(folder) / "large", LARGE)
        say("ratio  at most  work / baseline (medians)")
        build(small)
        measure_pages(small)
        measure_edit(small)
        measure_nothing(small)
        measure_growth(small, large)
        measure_sheets(small)
    with tempfile.TemporaryDirectory() as folder:
        measure_search(Path(folder))


def measure_pages(small: Path) -> None:
    """The whole site's pages against MkDocs on the same pages, all of them in its navigation."""
    config = put_all_in_navigation(small)
    report(
        f"the site's pages at {SMALL} / mkdocs build of the same pages, all in nav: time",
        0.20,
        lambda: build_afresh(small, "site"),
        lambda: run_mkdocs(config, empty(small / "all-in-nav")),
        RUNS_OF_THE_LONG,
    )
    tell(
        f"the site's pages at {SMALL} / mkdocs build of the same pages, all in nav: size",
        0.12,
        weigh(small / "build" / "rendered"),
        weigh(small / "all-in-nav"),
        "MB",
    )


def measure_edit(small: Path) -> None:
    """One record edited, everything published again, against MkDocs alone on the folder of pages."""
    record = small / "procedures" / "ho-tich" / "khai-sinh.yml"
    texts = endless_edits(record)

    def edit_and_build() -> None:
        record.write_text(next(texts), encoding="utf-8")
        build(small)

    build(small)
    report(
        f"one record edited at {SMALL} / bare mkdocs build of the folder",
        1.3,
        edit_and_build,
        lambda: run_mkdocs(small / "build" / "mkdocs.yml", empty(small / "bare")),
        RUNS,
    )


def measure_nothing(small: Path) -> None:
    """A build in which nothing changed against one from nothing."""
    report(
        f"nothing changed at {SMALL} / the full build",
        0.05,
        lambda: build(small),
        lambda: build_afresh(small),
        RUNS_OF_THE_LONG,
        first_theirs=True,
    )


def measure_growth(small: Path, large: Path) -> None:
    """Four times as many procedures: time and memory."""
    report(
        f"the full site at {LARGE} / at {SMALL}: time",
        4.0,
        lambda: build_afresh(large),
        lambda: build_afresh(small),
        1,
    )
    tell(
        f"the full site at {LARGE} / at {SMALL}: peak memory",
        2.0,
        measure_memory(large),
        measure_memory(small),
        "MB",
    )


def measure_sheets(small: Path) -> None:
    """A4 sheets on two cores against a plain WeasyPrint program; and what the codes cost of a sheet."""
    sheets = [sheet for sheet in all_sheets(small) if sheet.path.count("/") == 1]
    plain = [(sheet, set_best(sheet)) for sheet in sheets]
    draw_sheet(sheets[0], FONTS)
    report(
        f"{len(sheets)} A4 sheets, {CORES} processes / a fresh WeasyPrint set-up each, same fonts",
        0.33,
        lambda: list(draw_sheets(sheets, FONTS, CORES)),
        lambda: [draw_plainly(sheet, words) for sheet, words in plain],
        RUNS_OF_THE_LONG,
    )
    some = sheets[:: len(sheets) // 20]
    report(
        "the codes of a sheet / the sheet",
        0.15,
        lambda: draw_codes_alone(some),
        lambda: [draw_sheet(sheet, FONTS) for sheet in some],
        RUNS,
    )


def measure_search(folder: Path) -> None:
    """The search: what it finds, beside two others; its size and speed."""
    root = make_project(folder / "real", len(list((ROOT / "procedures").glob("*/*.yml"))))
    build(root)
    say("")
    compare(root, folder)
    index = (root / "site" / "assets" / "search.json").read_bytes()
    documents = len(json.loads(index)["rows"])
    packed = len(gzip.compress(index, 6)) * SMALL / documents / 1000
    times = measure(root / "site", SMALL)
    say(f"search index at {SMALL}, gzip -6: {packed:.1f} kB (at most 60)")
    say(f"search at {SMALL}, processor slowed {SLOWED} times, in ms:")
    built, usual, slowest = times["build"], times["answer"], times["slowest"]
    say(f"  {built:.0f} to build the index (at most 150)")
    say(f"  {usual:.0f} for 19 of 20 answers to a key, {slowest:.0f} for the slowest (at most 100)")


def build(root: Path, *arguments: str) -> None:
    run([sys.executable, str(root / "build.py"), *arguments], root)


def build_afresh(root: Path, *arguments: str) -> None:
    put_away(root / "build")
    (root / "site").unlink(missing_ok=True)
    build(root, *arguments)


def empty(folder: Path) -> Path:
    put_away(folder)
    return folder


def put_away(folder: Path) -> None:
    """Move what was built out of the way. It is not deleted before the end: for a minute after that, ext4
    steps over each deleted file whenever a new one is made, which has doubled the time of the pages."""
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(dir=folder.parent.parent)) / folder.name)


def run_mkdocs(config: Path, target: Path) -> None:
    run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(target)], config.parent)


def run(command: list[str], root: Path) -> None:
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def put_all_in_navigation(root: Path) -> Path:
    """The configuration of the site, with every page in `nav`, in a file beside it."""
    settings = yaml.safe_load((root / "build" / "mkdocs.yml").read_text(encoding="utf-8"))
    docs = root / "build" / "docs"
    pages = sorted(page.relative_to(docs).as_posix() for page in docs.rglob("*.md"))
    settings["nav"] = [{page: page} for page in pages]
    # Beside build/, which is emptied between the runs.
    settings |= {
        "INHERIT": "mkdocs.yml",
        "docs_dir": "build/docs",
        "theme": {"custom_dir": "templates/theme"},
    }
    target = root / "all-in-nav.yml"
    target.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return target


def endless_edits(record: Path) -> Iterator[str]:
    """The text of a record with ever another summary."""
    text = record.read_text(encoding="utf-8")
    number = 0
    while True:
        number += 1
        yield text.replace("\nsummary: ", f"\nsummary: Lần {number}. ", 1)


def all_sheets(root: Path) -> list[Sheet]:
    directory = check_documents(read_documents(root))
    memory = Memory(root / "build" / "memory" / "sheets")
    return list(compose_sheets(directory, Links(directory.commune.website), root / "templates", memory))


def set_best(sheet: Sheet) -> str:
    """The words of a sheet in its best setting, which the plain program is given: it need not search."""
    widths = draw._read_widths(FONTS)
    choices = ((setting, draw._words(sheet, setting)) for setting in SETTINGS)
    return next(words for setting, words in choices if foretell_height(words, setting, widths) <= PAGE)


def draw_plainly(sheet: Sheet, words: str) -> bytes:
    """Draw as a plain program does, that opens fonts and styles for each sheet and has its codes as SVG."""
    for address in sheet.addresses:
        code = segno.make(address, error="q", boost_error=False, micro=False, mode="alphanumeric")
        words = words.replace(f'"qr:{address}"', f'"{code.svg_data_uri(border=4)}"')
    config = FontConfiguration()
    faces = (
        f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {name[:3]}; "
        f"src: url('{(FONTS / name).as_uri()}'); }}"
        for name in draw.FONTS
    )
    styles = weasyprint.CSS(string="".join(faces) + sheet.styles, font_config=config)
    page = weasyprint.HTML(string=words, base_url="about:blank")
    pdf: bytes = page.write_pdf(
        stylesheets=[styles], font_config=config, pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return pdf


def draw_codes_alone(sheets: list[Sheet]) -> None:
    """Make the codes of sheets and draw them, and nothing else."""
    for address in (address for sheet in sheets for address in sheet.addresses):
        draw.Picture(draw_code(address)).draw(Canvas(), 100.0, 100.0, None)


class Canvas(pydyf.Stream):  # type: ignore[misc]
    """A page of its own, with the one word of WeasyPrint's pages that a picture needs."""

    def transform(self, a: float, d: float) -> None:
        self.set_matrix(a, 0, 0, d, 0, 0)


def measure_memory(root: Path) -> float:
    """The most memory that one process of a full build held, in MB."""
    put_away(root / "build")
    (root / "site").unlink(missing_ok=True)
    script = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", script, sys.executable, str(root / "build.py")]
    result = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    unit = 1 if sys.platform == "darwin" else 1024
    return int(result.stdout) * unit / 1e6


def weigh(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def report(
    name: str,
    limit: float,
    work: Callable[[], object],
    baseline: Callable[[], object],
    runs: int,
    *,
    first_theirs: bool = False,
) -> None:
    pairs = []
    for _ in range(runs):
        # What finds something to compare with comes second.
        before = seconds(baseline) if first_theirs else None
        mine = seconds(work)
        pairs.append((mine, seconds(baseline) if before is None else before))
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    tell(name, limit, ours, theirs, "s", statistics.median(a / b for a, b in pairs))


def tell(name: str, limit: float, ours: float, theirs: float, unit: str, ratio: float | None = None) -> None:
    ratio = ours / theirs if ratio is None else ratio
    mark = "" if ratio <= limit else "  TOO MUCH"
    say(f"{ratio:5.2f}   {limit:5.2f}   {name} ({ours:.2f} {unit} / {theirs:.2f} {unit}){mark}")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
