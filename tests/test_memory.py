"""What is remembered of the last build: never stale, never more than is needed."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.memory import Memory, make_key
from motcua.template import Filler
from tests.conftest import ROOT

texts = st.text(st.characters(codec="utf-8"))


def recall(memory: Memory, key: str, text: str) -> str:
    return memory.recall(f"page {key}", key, lambda: text)


@given(texts)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_what_is_remembered_is_what_was_made(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """A page taken from memory is letter for letter the one that was made, and it was made once."""
    folder = tmp_path_factory.mktemp("memory")
    first = Memory(folder)
    assert recall(first, "key", text) == text
    second = Memory(folder)
    assert recall(second, "key", "made anew") == text
    assert (first.made, second.made) == (["page key"], [])


def test_what_was_not_asked_for_is_forgotten(tmp_path: Path) -> None:
    """What no page shows any more leaves the memory, what was found or made this time stays."""
    before = Memory(tmp_path)
    for key in ("gone", "found", "kept"):
        recall(before, key, f"old {key}")
    now = Memory(tmp_path)
    assert now.find("never made") is None
    assert now.find("found") == b"old found"
    now.keep("page kept", "kept", b"new kept")
    now.keep("page bytes", "bytes", b"\x00\xff")
    now.forget_others()
    keys = [file.name.partition(".")[0] for file in tmp_path.iterdir()]
    held = {key: Memory(tmp_path).find(key) for key in keys}
    assert len(held) == len(keys)
    assert held == {"found": b"old found", "kept": b"new kept", "bytes": b"\x00\xff"}
    assert now.made == ["page kept", "page bytes"]


def test_a_memory_that_was_never_used_has_nothing_to_forget(tmp_path: Path) -> None:
    """The first build, which has no memory yet, goes through."""
    Memory(tmp_path / "none").forget_others()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a\n", "b"), ("a", "\nb")),
        (('a"', "b"), ("a", '"b')),
        (("a", ""), ("a",)),
        (("1",), (1,)),
        ((1,), (True,)),
        ((1, 2), (12,)),
        ((None,), ("",)),
        (({"a": "b"},), ({"b": "a"},)),
        ((["a", "b"],), (["b", "a"],)),
        (("é",), ("e\u0301",)),
    ],
)
def test_other_data_has_another_key(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    """Whatever is changed in the words of a page, even its parts cut otherwise, the page is made anew."""
    assert make_key(*one) == make_key(*one)
    assert make_key(*one) != make_key(*other)


def key_by(program: Path) -> str:
    """The key of nothing at all, as the program in a folder makes it."""
    ask = "from motcua.memory import make_key; print(make_key())"
    result = subprocess.run(
        [sys.executable, "-B", "-c", ask], cwd=program, capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


def test_another_program_has_another_key(tmp_path: Path) -> None:
    """After any module was changed all is made anew; the same program in another folder remembers."""
    shutil.copytree(ROOT / "motcua", tmp_path / "motcua", ignore=shutil.ignore_patterns("__pycache__"))
    assert key_by(tmp_path) == make_key()
    module = tmp_path / "motcua/phrases.py"
    module.write_text(module.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert key_by(tmp_path) != make_key()


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A template that draws in another."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text('<h1>{{ name }}</h1>{% include "foot.html" %}', encoding="utf-8")
    (folder / "foot.html").write_text("<p>chân trang</p>", encoding="utf-8")
    return folder


def fill(templates: Path, path: str = "trang", name: str = "Khai sinh") -> tuple[str, list[str]]:
    """The page as one build gives it, and what that build had to make anew."""
    memory = Memory(templates.parent / "memory")
    text = Filler(templates, memory).fill("page.html", path, name=name)
    return text, memory.made


def test_a_page_is_filled_in_anew_when_something_on_it_changed(templates: Path) -> None:
    """A new word, address, template or part of one is seen at once; where nothing changed nothing is made."""
    assert fill(templates) == ("<h1>Khai sinh</h1><p>chân trang</p>", ["trang"])
    assert fill(templates) == ("<h1>Khai sinh</h1><p>chân trang</p>", [])
    assert fill(templates, name="Khai tử") == ("<h1>Khai tử</h1><p>chân trang</p>", ["trang"])
    assert fill(templates, path="khác")[1] == ["khác"]
    (templates / "foot.html").write_text("<p>chân mới</p>", encoding="utf-8")
    assert fill(templates) == ("<h1>Khai sinh</h1><p>chân mới</p>", ["trang"])
    (templates / "page.html").write_text("<h2>{{ name }}</h2>", encoding="utf-8")
    assert fill(templates) == ("<h2>Khai sinh</h2>", ["trang"])
