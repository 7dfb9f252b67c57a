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


def _unknown_key(document: Document, model: type[BaseModel], way: Keys) -> Problem:
    key = str(way[-1])
    shape = _shape_at(model, way[:-1])
    near = _nearest_key(model, way)
    spot = document.keys.get(way, document.spot_of(way[:-1]))
    if near:
        title = shape.model_fields[near].title
        advice = f"Chắc là {near} ({title}). Sửa lại tên, giữ nguyên phần sau dấu hai chấm."
    else:
        known = ", ".join(shape.model_fields)
        advice = f"Các mục có thể ghi ở đây: {known}. Sửa lại tên, hoặc xóa mục này."
    return Problem(document.path, *spot, key, f"không có mục nào tên này. {advice}")


def _nearest_key(model: type[BaseModel], way: Keys) -> str | None:
    """The known key that an unknown one most likely means."""
    keys = list(_shape_at(model, way[:-1]).model_fields)
    return next(iter(difflib.get_close_matches(str(way[-1]).lower(), keys, n=1, cutoff=0.6)), None)


def _shape_at(model: type[BaseModel], way: Keys) -> type[BaseModel]:
    kinds = _kinds(_type_at(model, way))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), model)


def _missing_key(document: Document, model: type[BaseModel], way: Keys) -> Problem:
    info = _field_at(model, way)
    example = info.examples[0] if info and info.examples else "…"
    written = (
        f"{way[-1]}: {example}" if not example.startswith("- ") else f"{way[-1]}: rồi xuống dòng {example}"
    )
    spot = document.spot_of(way[:-1])
    return Problem(document.path, *spot, label_of(model, way), f"chưa ghi. Thêm dòng: {written}.")


def _say(entry: Any, model: type[BaseModel], way: Keys) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    info = _field_at(model, way)
    example = info.examples[0] if info and info.examples else None
    key = next((str(k) for k in reversed(way) if isinstance(k, str)), "")
    if kind == "motcua":
        return str(context["message"])
    if entry.get("input") == "":
        return "đang để trống. Điền vào, hoặc xóa cả dòng này."
    if kind in ("tuple_type", "list_type"):
        rule = 'phải là danh sách, mỗi ý một dòng bắt đầu bằng gạch "- "'
        return f"{rule}. Viết: {key}: rồi xuống dòng {example or '- …'}."
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"phải có các mục con lùi vào 2 dấu cách. Viết: {key}: rồi xuống dòng {example or '…'}."
    if kind == "string_type":
        return f"phải là một câu chữ, không phải danh sách hay mục con. Viết: {key}: {example or '…'}."
    if kind == "enum":
        return _say_choice(str(entry["input"]), _type_at(model, way))
    if kind == "too_short":
        return f"danh sách đang trống. Viết ít nhất một dòng: {example or '- …'}."
    return f"không đúng cách viết. Viết: {key}: {example or '…'}."


def _say_choice(value: str, annotation: Any) -> str:
    choices = [
        str(m) for k in _kinds(annotation) if isinstance(k, type) and issubclass(k, StrEnum) for m in k
    ]
    near = difflib.get_close_matches(value.lower(), choices, n=1, cutoff=0.5)
    guess = f"Chắc là {near[0]}. " if near else ""
    return f'không có lựa chọn "{value}". {guess}Chỉ ghi một trong: {", ".join(choices)}.'


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
