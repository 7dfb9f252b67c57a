"""What stands published: whole versions, swapped in one step, made again only where something changed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import run_build
from tests.small import (
    BIRTH_FILE,
    LODGING,
    LODGING_FILE,
    WITHDRAWN_FILE,
    copy_built,
    edit,
    hold_tree,
    make_small,
)

Published = tuple[str, dict[str, bytes | str]]


def hold_site(project: Path) -> Published:
    """The published site: where the link leads, and every byte behind it."""
    held = hold_tree(project / "site")
    assert held
    return str((project / "site").readlink()), held


def times_in(*folders: Path) -> dict[Path, int]:
    """When each file was last written."""
    return {p: p.stat().st_mtime_ns for folder in folders for p in folder.rglob("*") if p.is_file()}


def build(project: Path) -> str:
    """Build and publish; returns what was told."""
    result = run_build(project)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, built, in a folder as people name folders. Do not write into it."""
    root = make_small(tmp_path_factory.mktemp("master") / "Một cửa (bản 1)")
    build(root)
    return root


@pytest.fixture
def project(master: Path, tmp_path: Path) -> Path:
    return copy_built(master, tmp_path / "Một cửa (bản 1)")


# What fails leaves the site alone

MISTAKES = {
    "a record": (LODGING_FILE, "unit: same_day", "unit: someday"),
    "the commune": ("commune.yml", 'hotline: "0000 000 900"', "hotline: máy bàn"),
    "the plan": ("posters/plan.yml", "- number: 2", "- number: 1"),
    "a template": ("templates/pages/procedure.html", "{{ procedure.name }}", "{{ procedure.nam }}"),
    "a sheet": ("templates/sheets/sheet.html", "{{ procedure.name }}", "{{ procedure.nam }}"),
}


@pytest.mark.parametrize("where", MISTAKES)
def test_a_failed_build_publishes_nothing(where: str, project: Path) -> None:
    """After a mistake anywhere the published site is, byte for byte, the one before."""
    before = hold_site(project)
    edit(project / MISTAKES[where][0], *MISTAKES[where][1:])
    edit(project / BIRTH_FILE, "summary: Làm giấy", "summary: Xin giấy")
    result = run_build(project)
    assert result.returncode == 1
    assert result.stderr
    assert hold_site(project) == before


def test_a_sheet_too_long_publishes_nothing(project: Path) -> None:
    """A procedure that cannot be said on one page of paper stops the build, by name, and the site stays."""
    before = hold_site(project)
    endless = "Trung tâm phục vụ " * 300
    edit(project / "province.yml", "desk_called: Trung tâm", f"desk_called: {endless}")
    result = run_build(project)
    assert result.returncode == 1
    assert f"posters/{LODGING}.pdf" in result.stderr
    assert "không vừa một trang A4" in result.stderr
    assert hold_site(project) == before


def test_a_full_disk_publishes_nothing(project: Path) -> None:
    """When writing fails half-way the site stays, and the next build on a roomy disk is whole."""
    before = hold_site(project)
    edit(project / LODGING_FILE, "Thẻ căn cước", "Thẻ căn cước mới")
    result = subprocess.run(
        ["prlimit", "--fsize=9000", sys.executable, str(project / "build.py")],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert hold_site(project) == before
    build(project)
    assert (project / f"site/posters/{LODGING}.pdf").read_bytes().rstrip().endswith(b"%%EOF")


# Nothing is made twice


def add_note(project: Path) -> str:
    """Build after an edit that nothing shows; returns what was told."""
    file = project / BIRTH_FILE
    file.write_text(f"# ghi chú\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    return build(project)


def test_a_second_build_makes_nothing(project: Path) -> None:
    """Where nothing changed nothing is written, rendered, drawn or published again, and the log says so."""
    made = [project / "build" / name for name in ("docs", "rendered", "sheets", "drawn", "versions")]
    before, site = times_in(*made), hold_site(project)
    told = build(project)
    assert times_in(*made) == before
    assert hold_site(project) == site
    assert "Không có gì đổi" in told
    assert str(project / "site/index.html") in told


def test_an_edit_that_changes_nothing_makes_nothing(project: Path) -> None:
    """A note written into a record for colleagues touches no page and no sheet."""
    made = [project / "build" / name for name in ("docs", "rendered", "sheets", "drawn", "versions")]
    before, site = times_in(*made), hold_site(project)
    told = add_note(project)
    assert times_in(*made) == before
    assert hold_site(project) == site
    assert "0 tệp đổi" in told
    assert "không có gì đổi" in told
    assert "3 tờ, vẽ lại 0" in told
    assert "như cũ" in told


def test_an_edit_remakes_only_its_own(project: Path) -> None:
    """A fee changed in one record redraws that record's sheets and its page, and no other."""
    docs, sheets = project / "build/docs", project / "build/sheets"
    before, others = times_in(docs, sheets), hold_tree(project / "site/posters")
    edit(project / LODGING_FILE, "type: free", "type: priced\n    amount: 7000")
    told = build(project)
    after = times_in(docs, sheets)
    changed = {p for p in after if after[p] != before.get(p)}
    pages = [p.relative_to(docs).as_posix() for p in changed if p.is_relative_to(docs) and p.suffix == ".md"]
    assert [page for page in pages if not page.startswith(LODGING)] == []
    assert len(pages) == 1
    assert len([p for p in changed if p.is_relative_to(sheets)]) == 1
    assert "3 tờ, vẽ lại 1" in told
    now = hold_tree(project / "site/posters")
    assert {name for name in now if now[name] != others[name]} == {f"{LODGING}.pdf"}
    assert "7.000 đ" in (project / f"site/{LODGING}/index.html").read_text(encoding="utf-8")


def test_an_edit_to_a_village_remakes_its_sheets(project: Path) -> None:
    """A new helper's number redraws the sheets of that village only."""
    before = hold_tree(project / "site/posters")
    edit(project / "commune.yml", "0000 000 903", "0000 000 913")
    assert "vẽ lại 1" in build(project)
    now = hold_tree(project / "site/posters")
    assert {name for name in now if now[name] != before[name]} == {"thon-dong/1.100001.pdf"}


def test_what_is_gone_is_gone(project: Path) -> None:
    """A record taken out leaves no page, no sheet and no stored drawing behind."""
    (project / LODGING_FILE).unlink()
    edit(project / "posters/plan.yml", '  - number: 2\n    procedure: "1.100002"\n', "")
    build(project)
    assert not list((project / "site").rglob(f"*{LODGING}*"))
    assert not list((project / "build/docs").rglob(f"*{LODGING}*"))
    assert len(list((project / "build/sheets").iterdir())) == 2


def test_a_damaged_store_is_mended(project: Path) -> None:
    """Whatever somebody deletes below build/, the next build makes the same site again."""
    before = hold_site(project)
    for victim in ("docs/index.md", "rendered/index.html", "drawn/posters/1.100001.pdf"):
        (project / "build" / victim).unlink()
    for store in (project / "build/sheets", *(project / "build/memory").iterdir()):
        next(store.iterdir()).unlink()
    shutil.rmtree(project / "build/frames")
    add_note(project)
    assert hold_site(project) == before


def test_a_touched_version_is_replaced(project: Path) -> None:
    """A page changed by hand in the published folder is no longer published after the next build."""
    before = hold_tree(project / "site")
    (project / "site/index.html").write_text("đè lên", encoding="utf-8")
    build(project)
    assert hold_tree(project / "site") == before


# Versions


def test_the_site_is_a_link_to_a_version(master: Path) -> None:
    """What a web server gives out is one link to one whole folder, wherever the project is moved to."""
    goal = str((master / "site").readlink())
    assert re.fullmatch(r"build/versions/[0-9a-f]{16}", goal)
    assert (master / goal / "index.html").is_file()
    assert (master / goal / "posters/1.100001.pdf").is_file()


def test_the_old_version_stays(project: Path) -> None:
    """The version before is still there, whole, so that going back is one link."""
    goal, held = hold_site(project)
    edit(project / BIRTH_FILE, "summary: Làm giấy", "summary: Xin giấy")
    build(project)
    assert hold_site(project)[0] != goal
    assert hold_tree(project / goal) == held


def test_going_back_gives_the_same_version(project: Path) -> None:
    """An edit taken back publishes the very version of before, for a version is named after its content."""
    before = hold_site(project)
    edit(project / BIRTH_FILE, "summary: Làm giấy", "summary: Xin giấy")
    build(project)
    edit(project / BIRTH_FILE, "summary: Xin giấy", "summary: Làm giấy")
    build(project)
    assert hold_site(project) == before


def test_old_versions_do_not_pile_up(project: Path) -> None:
    """After many builds three versions are kept, the published one among them."""
    for number in range(5):
        edit(project / BIRTH_FILE, "summary: ", f"summary: Lần {number}. ")
        build(project)
    kept = [p.name for p in (project / "build/versions").iterdir()]
    assert len(kept) == 3
    assert (project / "site").readlink().name in kept


def test_the_same_input_gives_the_same_site(master: Path, tmp_path: Path) -> None:
    """Another machine, folder or day makes the same site, every PDF included."""
    other = make_small(tmp_path / "nơi khác")
    build(other)
    assert hold_site(other) == hold_site(master)


def test_a_folder_named_site_is_not_ours(project: Path) -> None:
    """Where "site" is somebody's own folder the build says so and touches nothing in it."""
    (project / "site").unlink()
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("trang cũ của xã", encoding="utf-8")
    edit(project / BIRTH_FILE, "summary: Làm giấy", "summary: Xin giấy")
    versions = hold_tree(project / "build/versions")
    result = run_build(project)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert str(project / "site") in result.stderr
    assert "Đổi tên nó rồi chạy lại" in result.stderr
    assert hold_tree(project / "site") == {"index.html": "trang cũ của xã".encode()}
    assert hold_tree(project / "build/versions") == versions


def test_a_link_that_is_not_ours_is_left_alone(project: Path, tmp_path: Path) -> None:
    """Where "site" is a link to somewhere else the build does not take it over."""
    elsewhere = tmp_path / "trang cũ"
    elsewhere.mkdir()
    (project / "site").unlink()
    (project / "site").symlink_to(elsewhere)
    result = run_build(project)
    assert result.returncode == 1
    assert str(project / "site") in result.stderr
    assert (project / "site").readlink() == elsewhere


def test_everything_published_can_be_read_by_a_server(project: Path) -> None:
    """Files and folders of the site are open to the web server's own user, as the umask lets them be."""
    edit(project / WITHDRAWN_FILE, "theo lối cũ", "theo lối xưa")
    result = subprocess.run(
        [sys.executable, str(project / "build.py")],
        cwd=project,
        capture_output=True,
        umask=0o022,
        check=False,
    )
    assert result.returncode == 0
    closed = [p for p in (project / "site").rglob("*") if p.stat().st_mode & 0o044 != 0o044]
    assert closed == []
