"""The door: its commands, what it says, and how it leaves when something is wrong."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import run_build
from tests.small import BIRTH_FILE, LODGING_FILE, copy_built, edit, hold_tree, make_small

COMMANDS: Final = ("all", "check", "site", "posters", "serve")
PROBLEM: Final = re.compile(r"^[\w./-]+:\d+:\d+: \S.*$")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, never built. Do not write into it."""
    return make_small(tmp_path_factory.mktemp("fresh") / "project")


@pytest.fixture
def project(fresh: Path, tmp_path: Path) -> Path:
    return copy_built(fresh, tmp_path / "project")


# Commands


def test_help_names_every_command() -> None:
    """--help tells in Vietnamese what each command does."""
    result = run_build(Path(__file__).resolve().parent.parent, "--help")
    assert result.returncode == 0
    told = dict(re.findall(r"^  ([a-z]+) +(\S.*)$", result.stdout, flags=re.M))
    assert set(COMMANDS) <= set(told)
    assert all(re.search(r"[đàáạảãăâèéêệìíòóôơợùúưứự]", told[command]) for command in COMMANDS)
    assert "trang đang đăng giữ nguyên" in " ".join(result.stdout.split())


def test_an_unknown_command_is_refused(project: Path) -> None:
    """A mistyped command does nothing, and names those that exist."""
    result = run_build(project, "sitte")
    assert result.returncode == 2
    assert all(command in result.stderr for command in COMMANDS)
    assert not (project / "build").exists()


def test_check_only_checks(project: Path) -> None:
    """ "check" says how many procedures are right, and makes nothing."""
    result = run_build(project, "check")
    assert result.returncode == 0, result.stderr
    assert "Đã soát 3 thủ tục, không có lỗi." in result.stdout
    assert not (project / "build").exists()
    assert not (project / "site").exists()


def test_site_only_renders(project: Path) -> None:
    """ "site" renders the pages and says where they are; it draws no sheet and publishes nothing."""
    result = run_build(project, "site")
    assert result.returncode == 0, result.stderr
    assert (project / "build/rendered/index.html").is_file()
    assert str(project / "build/rendered") in result.stdout
    assert not list((project / "build").rglob("*.pdf"))
    assert not (project / "site").exists()


def test_posters_only_draws(project: Path) -> None:
    """ "posters" draws every sheet and says where they are; it renders no page and publishes nothing."""
    result = run_build(project, "posters")
    assert result.returncode == 0, result.stderr
    sheets = project / "build/drawn/posters"
    assert sorted(p.relative_to(sheets).as_posix() for p in sheets.rglob("*.pdf")) == [
        "1.100001.pdf",
        "1.100002.pdf",
        "thon-dong/1.100001.pdf",
    ]
    assert str(sheets) in result.stdout
    assert not (project / "build/rendered").exists()
    assert not (project / "site").exists()


@pytest.mark.parametrize("arguments", [(), ("all",)])
def test_everything_by_default(arguments: tuple[str, ...], project: Path) -> None:
    """Without a command, or with "all", pages and sheets are made and published, each step told by number."""
    result = run_build(project, *arguments)
    assert result.returncode == 0, result.stderr
    assert (project / "site/index.html").is_file()
    assert (project / "site/posters/1.100001.pdf").is_file()
    steps = [line.split(" ")[0] for line in result.stdout.splitlines() if re.match(r"\d ", line)]
    assert steps == list("123456")
    assert str(project / "site" / "index.html") in result.stdout
    assert result.stderr == ""


def test_it_runs_from_anywhere(project: Path, tmp_path: Path) -> None:
    """The door finds its project wherever one stands."""
    result = subprocess.run(
        [sys.executable, str(project / "build.py"), "check"],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


# Mistakes in the data


def break_records(project: Path) -> list[str]:
    """Make mistakes in two files; returns the keys that the messages about them must name."""
    edit(project / BIRTH_FILE, "unit: working_day", "unit: workingday")
    edit(project / BIRTH_FILE, "amount: 8000", "amount: 8.000")
    edit(project / BIRTH_FILE, "retrieved: 2026-06", "retrieved: tháng 6")
    edit(project / LODGING_FILE, "summary:", "sumary:")
    return ["(retrieved)", "(unit)", "(amount)", "sumary"]


@pytest.mark.parametrize("command", ["all", "check", "site", "posters", "serve"])
def test_mistakes_are_told_and_stop_everything(command: str, project: Path) -> None:
    """Every command stops at mistakes, tells all of them and where, and what it means for the site."""
    expected = break_records(project)
    result = run_build(project, command)
    assert result.returncode == 1
    *problems, closing = result.stderr.splitlines()
    assert [line for line in problems if not PROBLEM.match(line)] == []
    assert [key for key in expected if not any(key in line for line in problems)] == []
    files = {line.split(":")[0] for line in problems}
    assert closing == (
        f"Còn {len(problems)} chỗ phải sửa trong {len(files)} tệp. "
        "Trang bà con đang xem vẫn như cũ, chưa có gì bị đổi."
    )
    # What was read is remembered, for the next reading.
    made = [p.relative_to(project / "build") for p in (project / "build").rglob("*") if p.is_file()]
    assert [p for p in made if p.parts[:2] != ("memory", "documents") and p.name != ".lock"] == []
    assert not (project / "site").exists()


def test_a_mistake_is_told_once(project: Path) -> None:
    """A slip in a record is told there, and does not make other files look wrong that only name its code."""
    expected = break_records(project)
    *problems, _ = run_build(project, "check").stderr.splitlines()
    assert {line.split(":")[0] for line in problems} == {BIRTH_FILE, LODGING_FILE}
    assert len(problems) == len(expected)


# Mistakes in templates and settings

BROKEN: Final = {
    "an unfinished tag on a page": ("templates/pages/home.html", "{% if %}"),
    "an unknown name on a page": ("templates/pages/home.html", "{{ khong_co }}"),
    "an unknown name in a shared part": ("templates/pages/a-z.html", "{{ parts.khong_co() }}"),
    "an impossible sum on a page": ("templates/pages/procedure.html", "{{ 1 // 0 }}"),
    "an unfinished tag on a sheet": ("templates/sheets/sheet.html", "{% for %}"),
    "an unknown name on a sheet": ("templates/sheets/sheet.html", "{{ khong_co }}"),
    "an unfinished tag in the theme": ("templates/theme/main.html", "{% if %}"),
    "an impossible sum in the theme": ("templates/theme/partials/footer.html", "{{ 1 // 0 }}"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_template_is_named_by_line(case: str, project: Path) -> None:
    """A mistake in any template ends the build with its file and line, and nothing is published."""
    path, mistake = BROKEN[case]
    file = project / path
    text = file.read_text(encoding="utf-8").rstrip("\n")
    file.write_text(f"{text}\n{mistake}\n", encoding="utf-8")
    result = run_build(project)
    assert result.returncode == 1
    assert f"{path}:{text.count(chr(10)) + 2}" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("Chưa xong")
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("templates/pages/home.html", "home.html"),
        ("templates/sheets/sheet.html", "sheet.html"),
        ("templates/styles/site.css", "site.css"),
        ("mkdocs.yml", "mkdocs.yml"),
        ("node_modules", "node_modules"),
    ],
)
def test_a_missing_part_is_named(path: str, word: str, project: Path) -> None:
    """A file that a build needs and does not find is named in a sentence, not in a page of code."""
    (project / path).unlink()
    result = run_build(project)
    assert result.returncode == 1
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert not (project / "site").exists()


@pytest.mark.parametrize("mistake", ["  - : : [", "plugins2: 3", "plugins: [khong-co]"])
def test_a_mistake_in_the_settings_is_told(mistake: str, project: Path) -> None:
    """What MkDocs does not understand in mkdocs.yml is told with the word it stumbled over."""
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n{mistake}\n", encoding="utf-8")
    result = run_build(project)
    assert result.returncode == 1
    assert re.search(r"line \d+|plugins2|khong-co", result.stderr)
    assert "Traceback" not in result.stderr
    assert not (project / "site").exists()


# The disk and other builds


def run_bound(project: Path) -> subprocess.CompletedProcess[str]:
    """Run a build that may not write where the folder's mode forbids it, not even as root."""
    unbound = [sys.executable, str(project / "build.py")]
    bound = ["setpriv", "--bounding-set=-dac_override", *unbound] if os.geteuid() == 0 else unbound
    return subprocess.run(bound, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built_small(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, built. Do not write into it."""
    root = copy_built(fresh, tmp_path_factory.mktemp("built") / "project")
    result = run_build(root)
    assert result.returncode == 0, result.stderr
    return root


@pytest.mark.parametrize("folder", [".", "build", "build/docs", "build/sheets", "build/versions"])
def test_a_folder_that_cannot_be_written_is_named(folder: str, built_small: Path, tmp_path: Path) -> None:
    """Where a build may not write it says so in one sentence with the folder's name, and changes no site."""
    project = copy_built(built_small, tmp_path / "project")
    before = hold_tree(project / "site")
    edit(project / LODGING_FILE, "Thẻ căn cước", "Thẻ căn cước mới")
    locked = [project / folder, *(p for p in (project / folder).rglob("*") if p.is_dir() and folder != ".")]
    for closed in locked:
        closed.chmod(0o555)
    try:
        result = run_bound(project)
    finally:
        for closed in locked:
            closed.chmod(0o755)
    if "setpriv" in result.stderr:
        pytest.skip("this sandbox lets nobody lay down rights")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("Chưa xong: ")
    assert str(project) in result.stderr
    assert before
    assert hold_tree(project / "site") == before


def test_a_file_in_the_place_of_the_build_folder(project: Path) -> None:
    """Something else named "build" is left alone, and the message names it."""
    (project / "build").write_text("của tôi", encoding="utf-8")
    result = run_build(project)
    assert result.returncode == 1
    assert str(project / "build") in result.stderr
    assert "Traceback" not in result.stderr
    assert (project / "build").read_text(encoding="utf-8") == "của tôi"


def start_build(project: Path, until: str) -> subprocess.Popen[str]:
    """Start a build in a group of its own; returns when it has told the step that begins with `until`."""
    build = subprocess.Popen(
        [sys.executable, str(project / "build.py")],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert build.stdout is not None
    while not build.stdout.readline().startswith(until):
        assert build.poll() is None
    return build


def test_of_two_builds_the_second_waits_for_another_day(project: Path) -> None:
    """While one build works, a second says so and leaves; the first ends as if alone."""
    first = start_build(project, until="3 ")
    os.killpg(first.pid, signal.SIGSTOP)
    try:
        second = run_build(project)
        assert not (project / "site").exists()
    finally:
        os.killpg(first.pid, signal.SIGCONT)
    assert second.returncode == 1
    assert "Đang có một lần dựng khác" in second.stderr
    _, errors = first.communicate(timeout=60)
    assert first.returncode == 0, errors
    assert (project / "site/index.html").is_file()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_may_be_broken_off(how: signal.Signals, built_small: Path, tmp_path: Path) -> None:
    """Ctrl+C or a power cut amid the drawing changes no site, and the next build is as good as ever."""
    project = copy_built(built_small, tmp_path / "project")
    before, goal = hold_tree(project / "site"), (project / "site").readlink()
    edit(project / LODGING_FILE, "Thẻ căn cước", "Thẻ căn cước mới")
    build = start_build(project, until="4 ")
    os.killpg(build.pid, how)
    _, errors = build.communicate(timeout=60)
    assert build.returncode in (1, -how)
    assert "Traceback" not in errors
    assert (project / "site").readlink() == goal
    assert hold_tree(project / "site") == before
    result = run_build(project)
    assert result.returncode == 0, result.stderr
    assert "Thẻ căn cước mới" in (project / "site/1.100002/index.html").read_text(encoding="utf-8")
