"""Reading: strict, safe, every value with its place, every mistake kept."""

import marshal
import re
import time
import unicodedata
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from motcua.load import (
    COMMUNE_FILE,
    FIELDS_FILE,
    MAX_BYTES,
    PLAN_FILE,
    PROVINCE_FILE,
    SYNONYMS_FILE,
    WORDS_FILE,
    Document,
    Keys,
    Spot,
    read_document,
    read_documents,
    read_text,
)
from motcua.problem import Problem
from tests.golden.project import write_project

EVERY_KEY: Final = (Path(__file__).parent / "golden/good/every-key/record.yml").read_text()

DEEPEST: Final = 12
"""How deep a file may be nested."""

YAML_PIECES: Final = st.sampled_from(
    [
        *("code: ", "name: ", '"1.001193"', "1.00157", "Lưu ý", "steps:", "x", "13:30", "~"),
        *("\n", "\n", "\n  ", "\n    ", "\r\n", "\r", " ", "  ", "\t", "- ", ": ", ":", ", ", "#"),
        *("[", "]", "{", "}", "&a ", "*a", "!!str ", "!", "|", ">-", "'", '"', "? ", "<<: ", "@", "`", "%"),
        *("---\n", "...\n", "%YAML 1.1\n", "\ufeff", "\u00a0", "\u2028", "\x85", "\x00", "\x1b", "\\u200b"),
        *("ế", "e\u0302\u0301", "\u200b", "😀", "\uffff"),
    ]
)


def is_inside(text: str, line: int, column: int) -> bool:
    """Whether an editor can put its cursor there; it counts lines by their line feeds."""
    lines = text.split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


def assert_read_or_told(text: str) -> None:
    document = read_text("x.yml", text)
    assert (document.data is None) == bool(document.problems)
    for problem in document.problems:
        assert is_inside(text, problem.line, problem.column), problem
        assert problem.path == "x.yml"
        assert problem.message
    if not document.problems:
        for spot in chain.from_iterable(places.values() for places in marshal.loads(document.spots)):
            assert is_inside(text, *spot), spot


@given(st.text(max_size=120))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_text_is_read_or_told(text: str) -> None:
    """Whatever stands in a file, it is read, or its mistakes are told inside the file; nothing crashes."""
    assert_read_or_told(text)


@given(st.lists(YAML_PIECES, max_size=25).map("".join))
@settings(max_examples=1500, deadline=None, derandomize=True)
def test_any_heap_of_yaml_is_read_or_told(text: str) -> None:
    """Whatever an editor, a paste or a slip of the hand makes of YAML, it is read or told."""
    assert_read_or_told(text)


@given(st.integers(0, len(EVERY_KEY)), st.integers(0, 12), YAML_PIECES)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_slip_in_a_record_is_read_or_told(start: int, removed: int, put_in: str) -> None:
    """A piece lost from a good record, or put into it, never brings the reading down."""
    assert_read_or_told(EVERY_KEY[:start] + put_in + EVERY_KEY[start + removed :])


@given(st.binary(max_size=60))
@example(b"\xff\xfen\x00")
@example(b"name: L\xc6\xb0u\n  \xe1\xba")
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_bytes_are_read_or_told(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """A picture or a Word file under the name of a record is told as well, at its first foreign byte."""
    folder = tmp_path_factory.getbasetemp()
    (folder / "any.yml").write_bytes(raw)
    document = read_document(folder, "any.yml")
    assert (document.data is None) == bool(document.problems)
    for problem in document.problems:
        assert is_inside(raw.decode("utf-8", "replace"), problem.line, problem.column)


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda text: unicodedata.is_normalized("NFC", text)
)
trees = st.dictionaries(
    words,
    st.recursive(
        words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


def leaves(data: Any, way: Keys = ()) -> list[tuple[Keys, str]]:
    """Every piece of text in a tree, with the way to it."""
    if isinstance(data, str):
        return [(way, data)]
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    return [leaf for key, value in pairs for leaf in leaves(value, (*way, key))]


@given(trees)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_written_is_what_is_read(data: dict[str, Any]) -> None:
    """Every word arrives as it was written, and the place noted for it is where it stands."""
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"', width=10_000)
    if not unicodedata.is_normalized("NFC", text):
        return  # two letters that are whole by themselves may melt with what yaml writes around them
    document = read_text("x.yml", text)
    assert document.problems == ()
    assert document.data == data
    lines = text.split("\n")
    for way, value in leaves(data):
        line, column = document.spot_of(way)
        written = re.match(r'"(?:[^"\\]|\\.)*"', lines[line - 1][column - 1 :])
        assert written
        assert yaml.safe_load(written.group()) == value


def test_nothing_is_interpreted() -> None:
    """A code keeps its last nought, a number its first, a time its colon, and yes stays a word."""
    written = (
        "1.001190",
        "0123456",
        "13:30",
        "yes",
        "no",
        "~",
        "null",
        "2026-12-01",
        "1_000",
        "0x1F",
        ".5",
        "=",
    )
    document = read_text("x.yml", "".join(f"- {value}\n" for value in written))
    assert document.data == list(written)


def test_what_others_would_misread_is_noted() -> None:
    """The reader knows which bare words other software would not read as words; quoted ones are safe."""
    bare = {
        "1.001190": "float",
        "0123456": "int",
        "13:30": "int",
        "yes": "bool",
        "~": "null",
        "2026-12-01": "timestamp",
    }
    text = "".join(f'- {value}\n- "{value}"\n' for value in bare) + "- Khai sinh\n- 7:5x\n"
    document = read_text("x.yml", text)
    assert document.mistakable == {(2 * n,): kind for n, kind in enumerate(bare.values())}


def test_every_value_keeps_its_place() -> None:
    """Line and column of every key and value are those that an editor shows, counted from 1."""
    document = read_text("x.yml", 'a: "một"\n# ghi chú\nb:\n  - hai\n  - c: >-\n      ba\n      bốn\n')
    assert document.data == {"a": "một", "b": ["hai", {"c": "ba bốn"}]}
    values = {
        (): Spot(1, 1),
        ("a",): Spot(1, 4),
        ("b",): Spot(4, 3),
        ("b", 0): Spot(4, 5),
        ("b", 1): Spot(5, 5),
        ("b", 1, "c"): Spot(5, 8),
    }
    assert {way: document.spot_of(way) for way in values} == values
    keys = {("a",): Spot(1, 1), ("b",): Spot(3, 1), ("b", 1, "c"): Spot(5, 5), ("c",): None}
    assert {way: document.spot_of_key(way) for way in keys} == keys


def test_place_of_what_is_not_written() -> None:
    """What is missing is told at the nearest thing above it that stands in the file."""
    document = read_text("x.yml", "a:\n  - b: 1\n")
    assert document.spot_of(("a", 0, "c", "d")) == Spot(2, 5)
    assert document.spot_of(("z",)) == Spot(1, 1)
    assert Document("x.yml").spot_of(("z",)) == Spot(1, 1)


def test_windows_line_ends_are_fine() -> None:
    """A file saved by Notepad is read like any other, with the same lines and columns."""
    assert read_text("x.yml", EVERY_KEY.replace("\n", "\r\n")) == read_text("x.yml", EVERY_KEY)


def test_alias_bomb_is_defused() -> None:
    """A few lines of aliases that would grow to 9⁹ words are told in a moment, and none is followed."""
    names = "abcdefghi"
    lines = ['a: &a ["x"' + ', "x"' * 8 + "]"]
    lines += [f"{name}: &{name} [{','.join([f'*{names[n]}'] * 9)}]" for n, name in enumerate(names[1:])]
    anchor = "là cách viết tắt của YAML, không dùng ở đây. Xóa đi."
    alias = "bị máy hiểu là viết tắt. Đặt cả câu trong ngoặc kép, hoặc chép lại đủ nội dung."
    expected = [Problem("bom.yml", 1, 4, "", f'"&a" {anchor}')]
    for line, name in enumerate(names[1:], 2):
        expected.append(Problem("bom.yml", line, 4, "", f'"&{name}" {anchor}'))
        expected += [
            Problem("bom.yml", line, 8 + 3 * n, "", f'câu bắt đầu bằng "*{names[line - 2]}" {alias}')
            for n in range(9)
        ]
    started = time.monotonic()
    document = read_text("bom.yml", "\n".join(lines) + "\n")
    assert time.monotonic() - started < 1
    assert document.data is None
    assert list(document.problems) == expected


def test_large_file_is_not_even_opened(tmp_path: Path) -> None:
    """A file of 5 MB, a picture pasted into a record, is told by its size alone."""
    (tmp_path / "x.yml").write_bytes(b"a: " + b"x" * 4_999_997)
    assert read_document(tmp_path, "x.yml").problems == (
        Problem(
            "x.yml",
            1,
            1,
            "",
            "tệp nặng 5000 kB, nhiều nhất 500 kB. "
            "Bản ghi chỉ có chữ: xem có dán nhầm ảnh hay bảng vào không.",
        ),
    )


def test_size_limit_is_exact(tmp_path: Path) -> None:
    """A file may be as large as the limit says, and not a byte larger."""
    (tmp_path / "fits.yml").write_bytes(b"a: " + b"x" * (MAX_BYTES - 3))
    (tmp_path / "over.yml").write_bytes(b"a: " + b"x" * (MAX_BYTES - 2))
    assert read_document(tmp_path, "fits.yml").problems == ()
    assert len(read_document(tmp_path, "over.yml").problems) == 1


def test_depth_limit_is_exact() -> None:
    """Nesting may be as deep as the limit says; the first step beyond it is told, and reading stops there."""
    assert read_text("x.yml", "[" * DEEPEST + "]" * DEEPEST).problems == ()
    assert read_text("x.yml", "[" * 100).problems == (
        Problem("x.yml", 1, DEEPEST + 1, "", "lồng vào nhau quá 12 bậc. Xem lại số dấu cách đầu dòng."),
    )


def test_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is not there is a problem like any other, told in Vietnamese."""
    (tmp_path / "folder.yml").mkdir()
    told = [str(p) for name in ("x.yml", "folder.yml") for p in read_document(tmp_path, name).problems]
    assert told == [
        "x.yml:1:1: không có tệp này. Xem lại tên tệp và thư mục.",
        "folder.yml:1:1: đây là thư mục, không phải tệp. Xem lại tên tệp và thư mục.",
    ]


def test_all_odd_characters_are_told_at_once() -> None:
    """A mark in front, a tab, a letter in pieces and a hidden character of one file come in one go."""
    document = read_text("x.yml", "\ufeffname: La\u0300m\nsteps:\n\t- a\u200b\n")
    assert [(p.line, p.column) for p in document.problems] == [(1, 1), (1, 8), (3, 1), (3, 5)]


def test_all_shorthands_and_doubles_are_told_at_once() -> None:
    """Reading goes on behind a double key, an anchor, an alias or a tag, so that all are told in one go."""
    document = read_text("x.yml", "a: &x 1\nb: *x\na: !!int 2\na:\n  c: 1\n  c: 2\n")
    assert [(p.line, p.column) for p in document.problems] == [(1, 4), (2, 4), (3, 1), (3, 4), (4, 1), (6, 3)]


def test_files_are_read_in_a_fixed_order(tmp_path: Path) -> None:
    """Every data file is read once, the six of the place first, then the records by their paths."""
    records = ("procedures/ho-tich/b.yml", "procedures/cu-tru/a.yml", "procedures/c.yml")
    write_project(tmp_path, dict.fromkeys((*records, "procedures/.hidden.yml"), "a: b\n"))
    assert [document.path for document in read_documents(tmp_path)] == [
        FIELDS_FILE,
        WORDS_FILE,
        SYNONYMS_FILE,
        PROVINCE_FILE,
        COMMUNE_FILE,
        PLAN_FILE,
        "procedures/c.yml",
        "procedures/cu-tru/a.yml",
        "procedures/ho-tich/b.yml",
    ]


def test_missing_files_of_the_place_are_told(tmp_path: Path) -> None:
    """An empty folder says which six files must be there."""
    assert [(d.path, len(d.problems)) for d in read_documents(tmp_path)] == [
        (FIELDS_FILE, 1),
        (WORDS_FILE, 1),
        (SYNONYMS_FILE, 1),
        (PROVINCE_FILE, 1),
        (COMMUNE_FILE, 1),
        (PLAN_FILE, 1),
    ]


@pytest.mark.parametrize(
    "name", ["khai-sinh.yml.txt", "khai-sinh.yaml", "khai-sinh.YML", "khai-sinh.docx", "ghi-chu"]
)
def test_no_file_is_passed_over(tmp_path: Path, name: str) -> None:
    """A record that Notepad saved as .yml.txt does not go missing unnoticed."""
    write_project(tmp_path, {f"procedures/ho-tich/{name}": EVERY_KEY})
    assert [str(problem) for problem in read_documents(tmp_path)[-1].problems] == [
        f"procedures/ho-tich/{name}:1:1: tên tệp phải kết thúc bằng .yml, nếu không máy bỏ qua. Đổi tên tệp."
    ]
