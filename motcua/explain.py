"""The words in which a breach of the shape is told to staff."""

import difflib
import types
from collections.abc import Iterator
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from motcua.load import Document, Keys
from motcua.problem import Problem

READ_AS = {
    "float": "số và rơi mất số 0 cuối",
    "int": "một con số khác",
    "bool": "đúng hoặc sai",
    "null": "chỗ trống",
}


def explain_errors(document: Document, model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    """Tell each breach that pydantic found in `document`, at its line."""
    entries = error.errors(include_url=False, include_input=True)
    misspelt = {
        (*way[:-1], near)
        for way in (tuple(entry["loc"]) for entry in entries if entry["type"] == "extra_forbidden")
        if (near := _nearest_key(model, way))
    }
    for entry in entries:
        way = tuple(entry["loc"])
        if entry["type"] == "extra_forbidden":
            yield _unknown_key(document, model, way)
        elif entry["type"] == "missing":
            if way in misspelt:
                continue
            yield _missing_key(document, model, way)
        elif entry["type"] == "too_short" and entry["input"]:
            continue  # its items are there, and told one by one
        elif way[-1:] == ("[key]",):
            yield _unknown_role(document, model, way[:-1])
        else:
            spot = document.spot_of(way)
            yield Problem(document.path, *spot, label_of(model, way), _say(entry, model, way))


def find_unquoted(document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """Text that stands without quotes and that other software would take for a number, a day or a yes."""
    for way, kind in document.mistakable.items():
        value = _value_at(document.data, way)
        kinds = _kinds(_type_at(model, way))
        # A day or a month is the same text to everybody, quoted or not.
        if value and kind != "timestamp" and {str, time} & set(kinds):
            key = next((k for k in reversed(way) if isinstance(k, str)), "")
            written = f'{key}: "{value}"' if way and isinstance(way[-1], str) else f'- "{value}"'
            yield Problem(
                document.path,
                *document.spot_of(way),
                label_of(model, way),
                f"thiếu dấu ngoặc kép. Viết: {written}. "
                f"Không có ngoặc, phần mềm khác đọc thành {READ_AS.get(kind, 'kiểu khác')}.",
            )


def label_of(model: type[BaseModel], way: Keys) -> str:
    """The title and key of the nearest named field on the way: "Thời hạn (processing_time)"."""
    for end in range(len(way), 0, -1):
        info = _field_at(model, way[:end])
        if info is not None:
            return f"{info.title} ({way[end - 1]})"
    return ""


def problem_at(document: Document, model: type[BaseModel], way: Keys, message: str) -> Problem:
    """A breach of a rule, at the line of the value it is about and under that value's name."""
    return Problem(document.path, *document.spot_of(way), label_of(model, way), message)


def _unknown_key(document: Document, model: type[BaseModel], way: Keys) -> Problem:
    key = str(way[-1])
    shape = _shape_at(model, way[:-1])
    near = _nearest_key(model, way)
    spot = document.spot_of_key(way) or document.spot_of(way[:-1])
    if near:
        title = shape.model_fields[near].title
        advice = f"Chắc là {near} ({title}). Sửa lại tên, giữ nguyên phần sau dấu hai chấm."
    else:
        known = ", ".join(shape.model_fields)
        advice = f"Các mục có thể ghi ở đây: {known}. Sửa lại tên, hoặc xóa mục này."
    return Problem(document.path, *spot, key, f"không có mục nào tên này. {advice}")


def _unknown_role(document: Document, model: type[BaseModel], way: Keys) -> Problem:
    """A key of a mapping such as `dict[PlaceRole, Place]` that is none of its choices."""
    roles = next((get_args(k)[0] for k in _kinds(_type_at(model, way[:-1])) if get_origin(k) is dict), None)
    spot = document.spot_of_key(way) or document.spot_of(way)
    return Problem(document.path, *spot, label_of(model, way), _say_choice(way[-1], roles))


def _nearest_key(model: type[BaseModel], way: Keys) -> str | None:
    """The known key that an unknown one most likely means."""
    names = {key: key for key in _shape_at(model, way[:-1]).model_fields}
    titles = {str(field.title).lower(): key for key, field in _shape_at(model, way[:-1]).model_fields.items()}
    near = difflib.get_close_matches(str(way[-1]).lower(), [*names, *titles], n=1, cutoff=0.6)
    return (names | titles)[near[0]] if near else None


def _shape_at(model: type[BaseModel], way: Keys) -> type[BaseModel]:
    kinds = _kinds(_type_at(model, way))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), model)


def _missing_key(document: Document, model: type[BaseModel], way: Keys) -> Problem:
    spot = document.spot_of(way[:-1])
    message = f"chưa ghi. Thêm dòng, ví dụ: {_written(model, way)}"
    return Problem(document.path, *spot, label_of(model, way), message)


def _say(entry: Any, model: type[BaseModel], way: Keys) -> str:
    kind, value = entry["type"], entry.get("input")
    written = _written(model, way)
    if value == "":
        info = _field_at(model, way)
        if info and info.is_required():
            return f"đang để trống, mục này phải có. Viết: {written}"
        return "đang để trống. Điền vào, hoặc xóa cả dòng này."
    if kind == "motcua":
        return str(entry["ctx"]["message"])
    if kind in ("tuple_type", "list_type"):
        return f'phải là danh sách, mỗi ý một dòng bắt đầu bằng gạch "- ". Viết: {written}'
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"phải có các mục con lùi vào 2 dấu cách. Viết: {written}"
    if kind == "string_type":
        return _say_broken_sentence(value, way) or (
            f"phải là một câu chữ, không phải danh sách hay mục con. Viết: {written}"
        )
    if kind == "enum":
        return _say_choice(value, _type_at(model, way))
    if kind == "too_short":
        return f"danh sách đang trống. Viết: {written}"
    return f"không đúng cách viết. Viết: {written}"


def _say_broken_sentence(value: Any, way: Keys) -> str | None:
    """In a list, a colon inside a sentence makes a mapping of it."""
    if isinstance(value, dict) and len(value) == 1 and isinstance(way[-1], int):
        ((before, after),) = value.items()
        if isinstance(after, str):
            return f'có dấu hai chấm giữa câu. Đặt cả câu trong ngoặc kép. Viết: - "{before}: {after}".'
    return None


def _written(model: type[BaseModel], way: Keys) -> str:
    """How the nearest named field on the way is written, as its example has it, with one full stop."""
    for end in range(len(way), 0, -1):
        info = _field_at(model, way[:end])
        if info is not None:
            example = info.examples[0] if info.examples else "…"
            below = "rồi xuống dòng " if example.startswith("- ") or _holds_keys(info.annotation) else ""
            return f"{way[end - 1]}: {below}{example.removesuffix('.')}."
    return "…"


def _holds_keys(annotation: Any) -> bool:
    return any(
        get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, BaseModel))
        for kind in _kinds(annotation)
    )


def _say_choice(value: Any, annotation: Any) -> str:
    choices = [
        str(m) for k in _kinds(annotation) if isinstance(k, type) and issubclass(k, StrEnum) for m in k
    ]
    only = f"Chỉ ghi một trong: {', '.join(choices)}."
    if not isinstance(value, str):
        return f"phải là một lựa chọn, không phải danh sách hay mục con. {only}"
    near = difflib.get_close_matches(value.lower(), choices, n=1, cutoff=0.5)
    guess = f"Chắc là {near[0]}. " if near else ""
    return f'không có lựa chọn "{value}". {guess}{only}'


def _value_at(data: Any, way: Keys) -> Any:
    for step in way:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _kinds(annotation: Any) -> list[Any]:
    """The plain types an annotation lets in: `Annotated[str, …] | None` gives str and NoneType."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in _kinds(part)]
    return [annotation]


def _step(annotation: Any, step: str | int) -> Any:
    for kind in _kinds(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel) and step in kind.model_fields:
            info = kind.model_fields[str(step)]
            return info.annotation
        arguments = get_args(kind)
        if get_origin(kind) is tuple and isinstance(step, int) and arguments:
            return arguments[0]
        if get_origin(kind) is dict and arguments:
            return arguments[1]
    return None


def _type_at(model: type[BaseModel], way: Keys) -> Any:
    annotation: Any = model
    for step in way:
        annotation = _step(annotation, step)
    return annotation


def _field_at(model: type[BaseModel], way: Keys) -> FieldInfo | None:
    owner = _type_at(model, way[:-1])
    for kind in _kinds(owner):
        if isinstance(kind, type) and issubclass(kind, BaseModel) and way and way[-1] in kind.model_fields:
            return kind.model_fields[str(way[-1])]
    return None
