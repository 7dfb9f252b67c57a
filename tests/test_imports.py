"""The house: who may import whom. Data goes down this table, so imports go up it and never back."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "motcua"

MAY_IMPORT: dict[str, set[str]] = {
    # what things are
    "problem": set(),
    "scalars": set(),
    "record": {"scalars"},
    "place": {"record", "scalars"},
    # what was made before
    "disk": set(),
    "memory": {"disk"},
    # load, check
    "slips": {"scalars"},
    "load": {"memory", "problem", "slips"},
    "explain": {"load", "problem"},
    "directory": {"place", "record"},
    "icons": set(),
    "wording": {"explain", "load", "place", "problem", "record"},
    "rules": {"directory", "explain", "icons", "links", "load", "place", "problem", "record", "wording"},
    "check": {"directory", "explain", "load", "place", "problem", "record", "rules", "scalars", "wording"},
    # links, and facts in words
    "links": set(),
    "gaps": {"directory", "links", "load", "phrases", "record"},
    "phrases": {"place", "record"},
    "answers": {"directory", "phrases", "place", "record"},
    "codes": {"links"},
    "opening": {"place", "record"},
    # pages, posters
    "template": {"codes", "icons", "links", "memory", "phrases", "place", "record"},
    "pages": {
        *("answers", "directory", "disk", "links", "memory", "opening", "place", "record", "search"),
        "template",
    },
    "posters": {"answers", "directory", "links", "memory", "place", "record", "template"},
    "fit": set(),
    "draw": {"codes", "fit", "posters"},
    # search, exports
    "search": {"answers", "directory", "disk", "phrases", "record"},
    "indexes": {"directory", "disk", "links"},
    # publish
    "protect": set(),
    "render": {"directory", "links", "protect"},
    "publish": {"disk", "draw", "memory", "posters", "render"},
    "serve": {"publish"},
}


def modules_named(tree: ast.Module) -> set[str]:
    """The modules of the package that a parsed file imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "motcua":
            names |= {f"motcua.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.removeprefix("motcua.") for name in names if name.startswith("motcua.")}


def test_table_names_every_room() -> None:
    """A new module has its place in the table before it has a line of code."""
    assert {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"} == set(MAY_IMPORT)


def test_table_has_no_circle() -> None:
    """Imports point one way only."""
    done: set[str] = set()
    while len(done) < len(MAY_IMPORT):
        ready = {room for room, needs in MAY_IMPORT.items() if needs <= done} - done
        assert ready, f"a circle among {set(MAY_IMPORT) - done}"
        done |= ready


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_room_imports_what_it_may(room: str) -> None:
    """No room reaches for another that the table does not allow."""
    tree = ast.parse((PACKAGE / f"{room}.py").read_text(encoding="utf-8"))
    assert modules_named(tree) <= MAY_IMPORT[room]


def test_nothing_imports_the_door() -> None:
    """build.py is a door: the package never calls back through it."""
    for path in PACKAGE.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        assert "build" not in imported


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda p: p.stem)
def test_only_doors_print_and_exit(path: Path) -> None:
    """Printing and exit codes live in the doors: build.py, and serve, which is one while it runs."""
    if path.stem == "serve":
        return
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "exit"}
