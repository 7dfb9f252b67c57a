"""The words about a breach of shape: the nearest known key, the right place, an example to follow."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from motcua.explain import explain_errors, find_unquoted, label_of
from motcua.load import read_text
from motcua.place import Commune, Plan, Province, Vocabulary
from motcua.problem import Problem
from motcua.record import Procedure


def parts_of(annotation: Any) -> Iterator[Any]:
    """An annotation and everything it is put together from."""
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def shapes_below(shape: type[BaseModel]) -> dict[type[BaseModel], None]:
    """A shape and all those that its fields hold, in the order of their fields."""
    found = {shape: None}
    for info in shape.model_fields.values():
        for part in parts_of(info.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= shapes_below(part)
    return found


FILES: Final = (Procedure, Vocabulary, Province, Commune, Plan)
SHAPES: Final = tuple(dict.fromkeys(shape for file in FILES for shape in shapes_below(file)))
FIELDS: Final = [
    pytest.param(shape, key, id=f"{shape.__name__}.{key}") for shape in SHAPES for key in shape.model_fields
]

ASKS_FOR_MORE: Final = re.compile(r"chưa ghi|Thêm dòng|mục này phải có|Điền vào|Viết: status: withdrawn")
"""What may still be said about an example: that something has to stand under it or beside it."""


def tell(shape: type[BaseModel], text: str) -> list[Problem]:
    """What is told about a file of this shape."""
    document = read_text("x.yml", text)
    assert document.problems == ()
    told = list(find_unquoted(document, shape))
    try:
        shape.model_validate(document.data)
    except ValidationError as error:
        told += explain_errors(document, shape, error)
    return sorted(told)


def told_of(shape: type[BaseModel], key: str, written: str) -> list[Problem]:
    """What is told about one key, when `written` is all that stands in the file."""
    others = {f"{info.title} ({name})" for name, info in shape.model_fields.items() if name != key}
    return [p for p in tell(shape, written) if not (p.field in others and "chưa ghi" in p.message)]


def write_example(shape: type[BaseModel], key: str) -> str:
    """A key with its example, on the next line where messages say so."""
    info = shape.model_fields[key]
    example = info.examples[0] if info.examples else ""
    holds_more = any(
        isinstance(part, type) and issubclass(part, BaseModel) for part in parts_of(info.annotation)
    )
    below = example.startswith("- ") or (holds_more and not example.startswith("["))
    return f"{key}:\n  {example}\n" if below else f"{key}: {example}\n"


@pytest.mark.parametrize(("shape", "key"), FIELDS)
def test_field_has_a_name_and_an_example(shape: type[BaseModel], key: str) -> None:
    """Every key has a Vietnamese name, other than that of its neighbours, and an example to copy."""
    info = shape.model_fields[key]
    assert info.title
    assert info.examples
    assert [other.title for other in shape.model_fields.values()].count(info.title) == 1


@pytest.mark.parametrize(("shape", "key"), FIELDS)
def test_example_can_be_followed(shape: type[BaseModel], key: str) -> None:
    """Whoever writes what a message shows is not told off for it; at most for what still has to follow."""
    for problem in told_of(shape, key, write_example(shape, key)):
        assert ASKS_FOR_MORE.search(problem.message), problem


@pytest.mark.parametrize(("shape", "key"), FIELDS)
@pytest.mark.parametrize("wrong", ["[[a]]", "{a b: {c: d}}", '""', '"\\u200b"'])
def test_wrong_kind_is_told_at_its_place(shape: type[BaseModel], key: str, wrong: str) -> None:
    """A value of a kind that does not belong is told on its line, in Vietnamese, never in Python's words."""
    told = told_of(shape, key, f"# một\n{key}:\n  {wrong}\n")
    assert told
    for problem in told:
        assert problem.line == 3
        assert problem.column >= 3
        assert not re.search(r"[\[{]'|Input|None|\.\.$", problem.message), problem
        assert problem.message.endswith(".")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_missing_keys_are_told_with_an_example(shape: type[BaseModel]) -> None:
    """Each key that must be there is asked for by its Vietnamese name, with a line to copy."""
    needed = {f"{info.title} ({key})" for key, info in shape.model_fields.items() if info.is_required()}
    told = {p.field: p.message for p in tell(shape, "x: y\n") if "chưa ghi. Thêm dòng, ví dụ: " in p.message}
    assert set(told) == needed
    for field, message in told.items():
        key = field.rsplit("(", 1)[1].removesuffix(")")
        assert re.search(rf": {key}: (rồi xuống dòng )?\S.*(?<!\.)\.$", message), message


@pytest.mark.parametrize(("shape", "key"), FIELDS)
def test_slip_in_a_key_is_recognised(shape: type[BaseModel], key: str) -> None:
    """A letter left out, doubled or swapped in a key leads to the key that was meant."""
    middle = len(key) // 2
    slips = {
        key[:-1] + key[-1] * 2,
        key.upper(),
        key[: middle - 1] + key[middle] + key[middle - 1] + key[middle + 1 :],
    }
    for slip in slips - set(shape.model_fields):
        (problem,) = (p for p in tell(shape, f"{slip}: x\n") if p.field == slip)
        assert (problem.line, problem.column) == (1, 1)
        near = re.match(r"không có mục nào tên này\. Chắc là (\w+) \((.+)\)\. Sửa lại tên", problem.message)
        if len(key) > 3:
            assert near
            assert near[1] == key or key in ("on", "by")
            assert near[2] == shape.model_fields[near[1]].title


def test_key_like_no_other_is_told_with_all_that_may_stand() -> None:
    """Where no known key is near, all keys that may stand there are named, those of the place in the file."""
    (problem,) = (p for p in tell(Procedure, "guide:\n  zzz: 1\n") if p.field == "zzz")
    assert (problem.line, problem.column) == (2, 3)
    assert problem.message == (
        "không có mục nào tên này. Các mục có thể ghi ở đây: title, url, minutes. "
        "Sửa lại tên, hoặc xóa mục này."
    )


CHOICES: Final = [
    pytest.param(shape, key, part, id=f"{shape.__name__}.{key}")
    for shape in SHAPES
    for key, info in shape.model_fields.items()
    for part in parts_of(info.annotation)
    if isinstance(part, type) and issubclass(part, StrEnum) and get_origin(info.annotation) is not dict
]


@pytest.mark.parametrize(("shape", "key", "choice"), CHOICES)
def test_wrong_choice_is_told_with_all_choices(
    shape: type[BaseModel], key: str, choice: type[StrEnum]
) -> None:
    """A word that is no choice is told with every choice there is, and with the one that was meant."""
    meant = next(iter(choice))
    written = f"{meant}x" if len(meant) > 2 else meant
    is_list = any(get_origin(part) is tuple for part in parts_of(shape.model_fields[key].annotation))
    text = f"{key}: [{written}]\n" if is_list else f"{key}: {written}\n"
    (problem,) = told_of(shape, key, text)
    assert problem == Problem(
        "x.yml",
        1,
        len(key) + (4 if is_list else 3),
        f"{shape.model_fields[key].title} ({key})",
        f'không có lựa chọn "{written}". Chắc là {meant}. Chỉ ghi một trong: {", ".join(choice)}.',
    )


def test_wrong_role_of_a_place_is_told_with_all_roles() -> None:
    """A place under a name that is no role is told at that name, with the role that was meant."""
    told = [
        p
        for p in tell(Commune, "places:\n  one_stop_desk: x\n  comune_police:\n    name: a\n")
        if p.line == 3
    ]
    assert [str(p) for p in told] == [
        'x.yml:3:3: Các nơi nộp (places): không có lựa chọn "comune_police". Chắc là commune_police. '
        "Chỉ ghi một trong: one_stop_desk, commune_police, military_command, land_office."
    ]


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ("1.5", "số và rơi mất số 0 cuối"),
        ("0123", "một con số khác"),
        ("13:30", "một con số khác"),
        ("yes", "đúng hoặc sai"),
        ("off", "đúng hoặc sai"),
    ],
)
def test_bare_word_is_told_with_its_quotes(value: str, read_as: str) -> None:
    """Text that other software would misread is told with the quotes it lacks, in a key and in a list."""
    told = [str(p) for p in told_of(Procedure, "steps", f"steps:\n  - {value}\n")]
    assert told == [
        f'x.yml:2:5: Trình tự (steps): thiếu dấu ngoặc kép. Viết: - "{value}". '
        f"Không có ngoặc, phần mềm khác đọc thành {read_as}."
    ]
    told = [str(p) for p in told_of(Procedure, "deadline", f"deadline: {value}\n")]
    assert told == [
        f'x.yml:1:11: Phải làm trước khi nào (deadline): thiếu dấu ngoặc kép. Viết: deadline: "{value}". '
        f"Không có ngoặc, phần mềm khác đọc thành {read_as}."
    ]


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Procedure, 'deadline: "yes"\n'),
        (Procedure, "deadline: Năm 2026\n"),
        (Procedure, "effective_from: 2026-12-01\n"),
        (Procedure, "source:\n  name: Cổng\n  retrieved: 2026-06-12\n"),
        (Procedure, "fees:\n  - type: priced\n    amount: 8000\n"),
        (Commune, "sample: true\n"),
    ],
)
def test_numbers_and_days_stand_bare(shape: type[BaseModel], text: str) -> None:
    """Money, days and yes-or-no need no quotes, and neither do sentences."""
    assert not [problem for problem in tell(shape, text) if "ngoặc" in problem.message]


def test_label_is_that_of_the_nearest_key() -> None:
    """A problem deep in a list bears the name of the key it stands under."""
    assert label_of(Procedure, ("documents", 0, "papers", 2, "name")) == "Tên giấy tờ (name)"
    assert label_of(Procedure, ("documents", 0, "papers", 2)) == "Giấy tờ (papers)"
    assert label_of(Procedure, ("steps", 3)) == "Trình tự (steps)"
    assert label_of(Commune, ("places", "one_stop_desk", "phone")) == "Số máy (phone)"
    assert label_of(Procedure, ()) == ""
