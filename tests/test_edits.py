"""An edit remakes what shows it and nothing else, and the outcome is that of a build from nothing."""

import random
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from motcua.check import check_documents
from motcua.draw import FONT_FOLDER, sheet_key
from motcua.links import Links
from motcua.load import read_documents
from motcua.memory import Memory
from motcua.pages import compose_pages
from motcua.posters import compose_sheets
from tests.conftest import ROOT
from tests.small import (
    BIRTH,
    BIRTH_FILE,
    LODGING,
    WITHDRAWN,
    WITHDRAWN_FILE,
    copy_built,
    edit,
    hold_tree,
    make_small,
)
from tests.twelve import NUMBERS, code_of, file_of, make_twelve, write_record
from tests.warm import Keeper

INDEXES: Final = {"sitemap.xml", "assets/search.json", "SHA256SUMS"}
"""What tells of all pages together, and is written anew with any of them."""

# What is made anew


@dataclass(frozen=True)
class Made:
    """What steps 3 and 5 make of a project: which pages were filled in anew, all pages, each sheet's key."""

    filled: tuple[str, ...]
    pages: dict[str, bytes]
    sheets: dict[str, str]


def make_all(project: Path, remembered: Path) -> Made:
    """Make the pages of a project, and all of its sheets that decides whether they are drawn."""
    directory = check_documents(read_documents(project))
    site, templates = Links(directory.commune.website), project / "templates"
    memory = Memory(remembered / "pages")
    made = compose_pages(directory, templates, memory)
    pages = {path: page for path, page in made if isinstance(page, bytes) and path.endswith(".md")}
    sheets = compose_sheets(directory, site, templates, Memory(remembered / "sheets"))
    keys = {sheet.path: sheet_key(sheet, ROOT / FONT_FOLDER) for sheet in sheets}
    return Made(tuple(memory.made), pages, keys)


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """What was added, taken away or changed."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@dataclass(frozen=True)
class Desk:
    """A project in a folder, what is remembered of its making, and what was made."""

    folder: Path
    made: Made

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def make(self) -> Made:
        return make_all(self.project, self.folder / "memory")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The twelve records, made. Do not write into it."""
    folder = tmp_path_factory.mktemp("master")
    project = make_twelve(folder / "project")
    return Desk(folder, make_all(project, folder / "memory"))


@pytest.fixture
def desk(master: Desk, tmp_path: Path) -> Desk:
    return Desk(copy_built(master.folder, tmp_path / "desk"), master.made)


@dataclass(frozen=True)
class Edit:
    """One edit, the pages that show it, and the sheets that do."""

    file: str
    old: str
    new: str
    pages: frozenset[str] = frozenset()
    sheets: frozenset[str] = frozenset()


def sources_of(pages: frozenset[str]) -> set[str]:
    return {f"{page}index.md" for page in pages}


def pages_of(*addresses: str) -> frozenset[str]:
    return frozenset(addresses)


def sheets_of(*names: str) -> frozenset[str]:
    return frozenset(f"posters/{name}.pdf" for name in names)


ACTIVE: Final = (BIRTH, LODGING, *map(code_of, NUMBERS))
LISTS: Final = pages_of(
    "a-z/", "qua-mang/", "trong-ngay/",
    "linh-vuc/ho-tich/", "linh-vuc/cu-tru/", "linh-vuc/dat-dai/",
    "chuyen/em-be/", "chuyen/chuyen-nha/", "chuyen/xe/",
)  # fmt: skip
RATINGS: Final = pages_of(*(f"{code}/5/" for code in (*ACTIVE, WITHDRAWN)))
EVERY_PAGE: Final = LISTS | RATINGS | pages_of("", "noi-nop/", "to-in/", *(page[:-2] for page in RATINGS))
EVERY_SHEET: Final = sheets_of(*ACTIVE, f"thon-dong/{BIRTH}", f"thon-tay/{LODGING}", f"thon-tay/{code_of(4)}")
BIRTH_SHEETS: Final = sheets_of(BIRTH, f"thon-dong/{BIRTH}")
BIRTH_LISTS: Final = pages_of("a-z/", "qua-mang/", "linh-vuc/ho-tich/", "chuyen/em-be/")
POLICE_SHEETS: Final = sheets_of(LODGING, f"thon-tay/{LODGING}", code_of(9))

EDITS: Final = {
    "a fee": Edit(BIRTH_FILE, "amount: 8000", "amount: 9000", pages_of(f"{BIRTH}/"), BIRTH_SHEETS),
    "a paper": Edit(file_of(3), "Đơn số 3", "Đơn có ảnh", pages_of(f"{code_of(3)}/"), sheets_of(code_of(3))),
    "a step, which no sheet shows": Edit(file_of(3), "Nộp đơn", "Đem đơn", pages_of(f"{code_of(3)}/")),
    "a summary, which lists show": Edit(
        file_of(2),
        "summary: Làm",
        "summary: Xin làm",
        pages_of(f"{code_of(2)}/", "a-z/", "linh-vuc/dat-dai/", "chuyen/xe/"),
    ),
    "a summary of what the home page names": Edit(
        BIRTH_FILE, "summary: Làm", "summary: Xin", BIRTH_LISTS | pages_of(f"{BIRTH}/")
    ),
    "a name that a related page says": Edit(
        file_of(1),
        "name: Việc số 1",
        "name: Việc thứ nhất",
        pages_of(
            f"{code_of(1)}/", f"{code_of(1)}/5/", f"{code_of(5)}/", "a-z/", "linh-vuc/dat-dai/", "to-in/"
        ),
        sheets_of(code_of(1)),
    ),
    "a name that the home page and a withdrawn page say": Edit(
        BIRTH_FILE,
        "name: Khai sinh thử",
        "name: Khai sinh cho con",
        BIRTH_LISTS | pages_of("", "to-in/", f"{BIRTH}/", f"{BIRTH}/5/", f"{WITHDRAWN}/"),
        BIRTH_SHEETS,
    ),
    "a withdrawn record": Edit(WITHDRAWN_FILE, "lối cũ", "lối xưa", pages_of(f"{WITHDRAWN}/")),
    "a remark and the order of lines": Edit(
        file_of(6), "fees:\n  - type: free", "# Xem lại\nfees: [{type: free}]"
    ),
    "the province's fee": Edit(
        "province.yml",
        "15000",
        "16000",
        pages_of(f"{code_of(4)}/"),
        sheets_of(code_of(4), f"thon-tay/{code_of(4)}"),
    ),
    "the number of a village's helper": Edit(
        "commune.yml", "0000 000 903", "0000 000 913", pages_of("noi-nop/"), sheets_of(f"thon-dong/{BIRTH}")
    ),
    "the name of a village's helper": Edit(
        "commune.yml",
        "Bác An",
        "Bác Ân",
        pages_of("noi-nop/", "to-in/"),
        sheets_of(f"thon-dong/{BIRTH}"),
    ),
    "the number of the police": Edit(
        "commune.yml",
        "0000 000 902",
        "0000 000 912",
        pages_of("", "noi-nop/", f"{LODGING}/", f"{code_of(9)}/"),
        POLICE_SHEETS,
    ),
    "a promise of the commune": Edit(
        "commune.yml",
        "ratings:",
        f'promises:\n  - procedure: "{code_of(7)}"\n    text: Xã hẹn trong ngày.\n'
        "    source:\n      name: Xã\n      date: 2026-11\nratings:",
        pages_of(f"{code_of(7)}/"),
    ),
    "what the commune shows first": Edit(
        "commune.yml", "chosen:\n", f'chosen:\n  - "{code_of(8)}"\n', pages_of("")
    ),
    "one more sheet for a village": Edit(
        "posters/plan.yml",
        "sheets: [1]",
        "sheets: [1, 3]",
        pages_of("to-in/"),
        sheets_of(f"thon-dong/{code_of(1)}"),
    ),
    "the number of a sheet": Edit(
        "posters/plan.yml", "number: 11", "number: 12", pages_of("to-in/"), sheets_of(code_of(9))
    ),
    "a page's template": Edit(
        "templates/pages/rating.html", 'class="mc-levels"', 'class="mc-levels mc-new"', RATINGS
    ),
    "the template of lists": Edit(
        "templates/pages/list.html", 'class="mc-page"', 'class="mc-page mc-new"', LISTS - {"a-z/"}
    ),
    "the template of sheets": Edit(
        "templates/sheets/sheet.html", 'class="foot"', 'class="foot new"', sheets=EVERY_SHEET
    ),
    "the styles of sheets": Edit("templates/sheets/sheet.css", "13mm", "12mm", sheets=EVERY_SHEET),
    "the styles of pages": Edit("templates/styles/site.css", "/*", "/* Mới. */ /*"),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_remakes_only_what_shows_it(what: str, desk: Desk) -> None:
    """After an edit the pages and sheets that show it are made anew, and no others."""
    one = EDITS[what]
    edit(desk.project / one.file, one.old, one.new)
    now = desk.make()
    assert sorted(now.filled) == sorted(one.pages)
    assert differing(desk.made.pages, now.pages) == sources_of(one.pages)
    assert differing(desk.made.sheets, now.sheets) == one.sheets


def test_a_part_that_pages_share(desk: Desk) -> None:
    """A piece that several templates draw in is renewed on all pages that show it; others stay."""
    edit(desk.project / "templates/pages/_parts.html", 'class="mc-list"', 'class="mc-list mc-new"')
    now = desk.make()
    assert differing(desk.made.pages, now.pages) == sources_of(LISTS)
    assert "to-in/" not in now.filled
    assert now.sheets == desk.made.sheets


def test_a_record_in_another_file(desk: Desk) -> None:
    """A record's file may be called anything: renamed, nothing is made anew."""
    file = desk.project / file_of(6)
    file.rename(file.with_name("ten-khac.yml"))
    now = desk.make()
    assert now.filled == ()
    assert (now.pages, now.sheets) == (desk.made.pages, desk.made.sheets)


# What a build makes of it


@dataclass(frozen=True)
class Told:
    """What a build said of its work, and the published files that it changed."""

    filled: int
    rendered: int
    drawn: int
    changed: set[str]


def build(project: Path, keeper: Keeper) -> Told:
    before = hold_tree(project / "site")
    result = keeper.build(project)
    assert result.returncode == 0, result.stderr
    changed = differing(before, hold_tree(project / "site")) - INDEXES
    filled, rendered, drawn = (
        int(found[1]) if (found := re.search(rf"{words} (\d+)", result.stdout)) else 0
        for words in ("viết lại", "dựng lại", "vẽ lại")
    )
    return Told(filled, rendered, drawn, changed)


def html_of(pages: frozenset[str]) -> set[str]:
    return {f"{page}index.html" for page in pages}


@pytest.fixture(scope="module")
def built_master(tmp_path_factory: pytest.TempPathFactory, keeper: Keeper) -> Path:
    """The twelve records, built. Do not write into it."""
    project = make_twelve(tmp_path_factory.mktemp("built") / "project")
    told = build(project, keeper)
    assert (told.filled, told.rendered, told.drawn) == (len(EVERY_PAGE), len(EVERY_PAGE), len(EVERY_SHEET))
    return project


@pytest.fixture
def built(built_master: Path, tmp_path: Path) -> Path:
    return copy_built(built_master, tmp_path / "project")


def test_records_and_local_values_are_built_alone(built: Path, keeper: Keeper) -> None:
    """Records, a fee of the province and a village's helper edited: what shows them is built, and no more."""
    edit(built / file_of(7), "Đơn số 7", "Đơn mới")
    edit(built / file_of(8), "name: Việc số 8", "name: Việc thứ tám")
    edit(built / "province.yml", "15000", "16000")
    edit(built / "commune.yml", "0000 000 903", "0000 000 913")
    own = pages_of(*(f"{code_of(number)}/" for number in (4, 7, 8)), f"{code_of(8)}/5/")
    pages = own | pages_of("a-z/", "linh-vuc/cu-tru/", "to-in/", "noi-nop/")
    sheets = sheets_of(*map(code_of, (4, 7, 8)), f"thon-tay/{code_of(4)}", f"thon-dong/{BIRTH}")
    assert build(built, keeper) == Told(len(pages), len(pages), len(sheets), html_of(pages) | sheets)


def test_a_template_and_a_style_edited_are_built_alone(built: Path, keeper: Keeper) -> None:
    """A page's template touches the pages made by it; the styles of pages touch no page at all."""
    edit(built / "templates/pages/rating.html", 'class="mc-levels"', 'class="mc-levels mc-new"')
    edit(built / "templates/styles/site.css", "/*", "/* Mới. */ /*")
    changed = html_of(RATINGS) | {"assets/motcua.css"}
    assert build(built, keeper) == Told(len(RATINGS), len(RATINGS), 0, changed)


def test_what_frames_every_page(built: Path, keeper: Keeper) -> None:
    """The footer touches every page, though no text is filled in anew, and no sheet."""
    edit(built / "templates/theme/partials/footer.html", "mc-footer__inner", "mc-footer__inner mc-new")
    changed = html_of(EVERY_PAGE) | {"404.html"}
    assert build(built, keeper) == Told(0, len(EVERY_PAGE), 0, changed)


# Any edits in any order


Step = Callable[[Path, random.Random], None]

SOURCES: Final = ("procedures", "posters", "templates", "commune.yml", "province.yml")


def replace(file: Path, pattern: str, text: str) -> None:
    """Write `text` for what matches in a file; something must."""
    old = file.read_text(encoding="utf-8")
    assert re.search(pattern, old), f"{pattern} is not in {file.name}"
    file.write_text(re.sub(pattern, text, old), encoding="utf-8")


def some_record(project: Path, chance: random.Random, having: str) -> Path:
    """A record whose text holds something."""
    records = sorted((project / "procedures").glob("*/*.yml"))
    return chance.choice([record for record in records if having in record.read_text(encoding="utf-8")])


def retell(project: Path, chance: random.Random) -> None:
    record = some_record(project, chance, "summary:")
    replace(record, r"(?m)^summary: .*", f"summary: Nói lại lần {chance.randrange(1000)}.")


def rename(project: Path, chance: random.Random) -> None:
    record = some_record(project, chance, "name:")
    replace(record, r"(?m)^name: .*", f"name: {chance.choice('AĐÔỨX')} việc {chance.randrange(1000)}")


def reprice(project: Path, chance: random.Random) -> None:
    fee = f"fees:\n  - type: priced\n    kind: fee\n    amount: {chance.randrange(1, 99)}000\n"
    replace(some_record(project, chance, "fees:"), r"fees:\n(  .*\n)+", fee)


def put_in_another_file(project: Path, chance: random.Random) -> None:
    record = some_record(project, chance, "code:")
    record.rename(record.with_stem(f"viec-{chance.randrange(1000, 9999)}"))


def move_to_another_field(project: Path, chance: random.Random) -> None:
    record = some_record(project, chance, "code:")
    field = chance.choice([one for one in ("ho-tich", "cu-tru", "dat-dai") if one != record.parent.name])
    replace(record, r"(?m)^field: .*", f"field: {field}")
    (project / "procedures" / field).mkdir(exist_ok=True)
    record.rename(project / "procedures" / field / record.name)


def add(project: Path, chance: random.Random) -> None:
    planned = (project / "posters/plan.yml").read_text(encoding="utf-8")
    write_record(project, chance.choice([number for number in NUMBERS if code_of(number) not in planned]))


def take_away(project: Path, chance: random.Random) -> None:
    """Delete a record that no other names, with its entry in the plan."""
    record = some_record(project, chance, 'code: "1.2')
    code = re.findall(r'(?m)^code: "(.*)"', record.read_text(encoding="utf-8"))[0]
    replace(project / "posters/plan.yml", rf'  - number: \d+\n    procedure: "{code}"\n', "")
    record.unlink()


def suspend(project: Path, chance: random.Random) -> None:
    replace(some_record(project, chance, 'code: "1.2'), r"(?m)^field:", "status: suspended\nfield:")


def hang_in_the_village(project: Path, chance: random.Random) -> None:
    replace(
        project / "posters/plan.yml", r"sheets: \[.*\]", f"sheets: [{chance.choice(('2', '1, 2', '2, 1'))}]"
    )


def call_the_helper(project: Path, chance: random.Random) -> None:
    replace(project / "commune.yml", r"0000 000 9.3", f"0000 000 9{chance.randrange(10)}3")


def call_the_commune(project: Path, chance: random.Random) -> None:
    replace(project / "commune.yml", r"(?m)^hotline: .*", f'hotline: "0000 000 8{chance.randrange(10, 99)}"')


def move_the_site(project: Path, chance: random.Random) -> None:
    replace(project / "commune.yml", r"website: .*", f"website: https://xathu{chance.randrange(99)}.example/")


def call_the_desk(project: Path, chance: random.Random) -> None:
    replace(project / "province.yml", r"desk_called: .*", f"desk_called: Quầy {chance.randrange(99)}")


def change_a_page(project: Path, chance: random.Random) -> None:
    pages = sorted((project / "templates/pages").glob("[a-z]*.html"))
    replace(chance.choice(pages), r'class="mc-page.*?"', f'class="mc-page mc-{chance.randrange(99)}"')


def change_the_parts(project: Path, chance: random.Random) -> None:
    parts = project / "templates/pages/_parts.html"
    replace(parts, r'class="mc-place( .*?)?"', f'class="mc-place mc-{chance.randrange(99)}"')


def change_the_frame(project: Path, chance: random.Random) -> None:
    footer = project / "templates/theme/partials/footer.html"
    replace(footer, r"mc-footer__inner.*?\"", f'mc-footer__inner mc-{chance.randrange(99)}"')


def change_the_styles(project: Path, chance: random.Random) -> None:
    replace(project / "templates/styles/site.css", r"\Z", f"/* {chance.randrange(99)} */\n")


def change_the_sheet(project: Path, chance: random.Random) -> None:
    replace(
        project / "templates/sheets/sheet.css",
        r"margin: 11mm .*?mm",
        f"margin: 11mm 12.{chance.randrange(9)}mm",
    )


def go_back(project: Path, chance: random.Random) -> None:
    """Take everything back to how it was after some build."""
    restore(chance.choice(sorted(project.parent.glob("state-*"))), project)


STEPS: Final[tuple[Step, ...]] = (
    retell, rename, reprice, put_in_another_file, move_to_another_field, add, take_away, suspend,
    hang_in_the_village, call_the_helper, call_the_commune, move_the_site, call_the_desk,
    change_a_page, change_the_parts, change_the_frame, change_the_styles, change_the_sheet, go_back, go_back,
)  # fmt: skip

ROUNDS: Final = 3
"""How often there is a build between the steps."""


def restore(source: Path, target: Path) -> None:
    """Make the sources in one folder those of another."""
    for name in SOURCES:
        if (source / name).is_dir():
            shutil.rmtree(target / name, ignore_errors=True)
            shutil.copytree(source / name, target / name)
        else:
            target.mkdir(exist_ok=True)
            shutil.copy2(source / name, target / name)


def build_from_nothing(project: Path, folder: Path, keeper: Keeper) -> dict[str, bytes | str]:
    """The site that a build from nothing makes of the same sources."""
    restore(project, folder)
    shutil.rmtree(folder / "build", ignore_errors=True)
    (folder / "site").unlink(missing_ok=True)
    build(folder, keeper)
    return hold_tree(folder / "site")


@pytest.mark.parametrize("seed", [1, 2])
def test_any_edits_in_any_order(seed: int, keeper: Keeper, tmp_path: Path) -> None:
    """However people edit, add, delete, rename and take back, the site is the one that its sources give."""
    chance = random.Random(seed)
    project, clean = (make_small(tmp_path / name) for name in ("project", "clean"))
    write_record(project, 1)
    build(project, keeper)
    steps = chance.sample(STEPS, len(STEPS))
    for round_ in range(ROUNDS):
        done = steps[round_::ROUNDS]
        restore(project, tmp_path / f"state-{round_}")
        for step in done:
            step(project, chance)
        build(project, keeper)
        names = ", ".join(step.__name__ for step in done)
        assert differing(hold_tree(project / "site"), build_from_nothing(project, clean, keeper)) == set(), (
            names
        )
