"""Text to data: YAML read strictly, every value with its line, every mistake kept.

Every scalar stays text (see DESIGN: `1.001190`, `13:30`, `0123456` and `yes` lose their value in an ordinary
loader); the shape in record.py gives each its kind. Anchors, tags and duplicate keys are refused while the
parser's events pass by, so nothing is ever expanded. A file that cannot be read is data with problems in it:
one bad file never hides the next.
"""

import hashlib
import marshal
import re
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from yaml import CBaseLoader

from motcua.memory import Memory, make_key
from motcua.problem import Problem
from motcua.slips import (
    MAX_DEPTH,
    TOO_DEEP,
    explain_syntax,
    find_odd_characters,
    find_place,
    find_uneven_indent,
)

MAX_BYTES: Final = 500_000

FIELDS_FILE: Final = "procedures/fields.yml"
WORDS_FILE: Final = "procedures/words.yml"
SYNONYMS_FILE: Final = "procedures/synonyms.yml"
PROVINCE_FILE: Final = "province.yml"
COMMUNE_FILE: Final = "commune.yml"
PLAN_FILE: Final = "posters/plan.yml"

_RESOLVER: Final = yaml.resolver.Resolver()


class Spot(NamedTuple):
    """A place in a file; both count from 1."""

    line: int
    column: int


Keys = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top of the file."""

_Places = dict[Keys, tuple[int, int]]


@dataclass(frozen=True)
class Document:
    """One file, read. `data` holds dicts, lists and str only; it is None where reading had to stop.

    `mistakable` holds the values written without quotes that other software would not read as text, with the
    kind it would take them for.
    """

    path: str
    data: Any = None
    mistakable: dict[Keys, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    spots: bytes = marshal.dumps(({}, {}))
    """Where each value, and each key, stands: packed, for of most files nobody asks, and unpacked it takes
    four times the room of all else."""

    def spot_of(self, way: Keys) -> Spot:
        """The place of a value, or of the nearest thing above it that is really written in the file."""
        values, _ = self._spots
        found = (values[way[:end]] for end in range(len(way), 0, -1) if way[:end] in values)
        return Spot(*next(found, (1, 1)))

    def spot_of_key(self, way: Keys) -> Spot | None:
        """The place of a key, or None where it is not written in the file."""
        _, keys = self._spots
        return Spot(*keys[way]) if way in keys else None

    @cached_property
    def _spots(self) -> tuple[_Places, _Places]:
        values, keys = marshal.loads(self.spots)
        return values, keys


def read_documents(root: Path, memory: Memory | None = None) -> tuple[Document, ...]:
    """Read every data file below `root`, in a fixed order; a missing one is a document with a problem.

    With a memory, files that are as they were at the last reading are not parsed again.
    """
    single = (FIELDS_FILE, WORDS_FILE, SYNONYMS_FILE, PROVINCE_FILE, COMMUNE_FILE, PLAN_FILE)
    found = (p for p in (root / "procedures").rglob("*") if p.is_file() and not p.name.startswith("."))
    records = sorted(p.relative_to(root).as_posix() for p in found)
    paths = (*single, *(r for r in records if r not in single))
    return tuple(read_document(root, path, memory) for path in paths)


def read_document(root: Path, path: str, memory: Memory | None = None) -> Document:
    """Read one file; `path` is relative to `root`, with forward slashes."""
    if not path.endswith(".yml"):
        return _refused(
            path, Spot(1, 1), "tên tệp phải kết thúc bằng .yml, nếu không máy bỏ qua. Đổi tên tệp."
        )
    try:
        size = (root / path).stat().st_size
        if size > MAX_BYTES:
            return _refused(
                path,
                Spot(1, 1),
                f"tệp nặng {size // 1000} kB, nhiều nhất {MAX_BYTES // 1000} kB. "
                "Bản ghi chỉ có chữ: xem có dán nhầm ảnh hay bảng vào không.",
            )
        raw = (root / path).read_bytes()
    except OSError as error:
        return _refused(path, Spot(1, 1), f"{_say_failure(error)}. Xem lại tên tệp và thư mục.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        spot = Spot(before.count(b"\n") + 1, len(before.rsplit(b"\n", 1)[-1].decode("utf-8")) + 1)
        return _refused(
            path, spot, "chữ ở đây không phải UTF-8. Mở bằng Notepad, chọn Save as, Encoding: UTF-8."
        )
    if memory is None:
        return read_text(path, text)
    key = make_key(sys.version, path, hashlib.sha256(raw).hexdigest())
    held = memory.find(key)
    if held is not None:
        data, mistakable, spots = marshal.loads(held)
        return Document(path, data, mistakable, spots=spots)
    document = read_text(path, text)
    if not document.problems:
        memory.keep(path, key, marshal.dumps((document.data, document.mistakable, document.spots)))
    return document


def read_text(path: str, text: str) -> Document:
    """Read the text of one file."""
    problems = tuple(
        Problem(path, line, column, "", said) for line, column, said in find_odd_characters(text)
    )
    if problems:
        return Document(path, problems=problems)
    reader = _Reader(path, text)
    try:
        data = reader.read()
    except _StopReading:
        data = None
    except yaml.YAMLError as error:
        data = None
        line, column, message = explain_syntax(reader.lines, error, reader.long_quote)
        reader.problems.append(Problem(path, line, column, "", message))
    if reader.problems:
        data = None
    spots = ({way: tuple(spot) for way, spot in places.items()} for places in (reader.values, reader.keys))
    return Document(path, data, reader.mistakable, tuple(reader.problems), marshal.dumps(tuple(spots)))


def _say_failure(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "không có tệp này"
    if isinstance(error, IsADirectoryError):
        return "đây là thư mục, không phải tệp"
    return "máy không mở được tệp này"


def _refused(path: str, spot: Spot, message: str) -> Document:
    return Document(path, problems=(Problem(path, *spot, "", message),))


class _StopReading(Exception):
    pass


class _Reader:
    """Turns the parser's events into dicts, lists and text, noting where everything stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.values: dict[Keys, Spot] = {}
        self.keys: dict[Keys, Spot] = {}
        self.mistakable: dict[Keys, str] = {}
        self.long_quote: tuple[Any, Any] | None = None
        """Between which marks the last quoted text that runs over several lines stands."""

    def read(self) -> Any:
        self.events = yaml.parse(self.text, Loader=CBaseLoader)
        event = self._next()
        while not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                data = self._value(self._next(), ())
                self._next()  # the document's end
                following = self._next()
                if not isinstance(following, yaml.StreamEndEvent):
                    self._stop(following, 'có dòng "---" chia tệp làm hai. Mỗi tệp một bản ghi: xóa dòng đó.')
                return data
            event = self._next()
        self.problems.append(Problem(self.path, 1, 1, "", "tệp trống. Chép một bản ghi có sẵn rồi sửa."))
        raise _StopReading

    def _next(self) -> Any:
        return next(self.events)

    def _spot(self, event: Any) -> Spot:
        return Spot(*find_place(self.lines, event.start_mark))

    def _note(self, event: Any, message: str) -> None:
        self.problems.append(Problem(self.path, *self._spot(event), "", message))

    def _stop(self, event: Any, message: str) -> None:
        self._note(event, message)
        raise _StopReading

    def _value(self, event: Any, way: Keys) -> Any:
        self.values[way] = self._spot(event)
        if isinstance(event, yaml.AliasEvent):
            self._note(
                event,
                f'câu bắt đầu bằng "*{event.anchor}" bị máy hiểu là viết tắt. '
                "Đặt cả câu trong ngoặc kép, hoặc chép lại đủ nội dung.",
            )
            return ""
        self._refuse_shorthand(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, way)
        if len(way) >= MAX_DEPTH:
            self._stop(event, TOO_DEEP)
        return self._list(way) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(way)

    def _refuse_shorthand(self, event: Any) -> None:
        if event.anchor:
            self._note(event, f'"&{event.anchor}" là cách viết tắt của YAML, không dùng ở đây. Xóa đi.')
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f'"{tag}" là nhãn kiểu của YAML, không dùng ở đây. Xóa đi, chỉ để lại nội dung.'
            self._note(event, message)

    def _refuse_swallowed_item(self, event: Any) -> None:
        """A "- " that stands too deep would quietly become part of the sentence above it."""
        for number in range(event.start_mark.line + 2, event.end_mark.line + 2):
            item = re.match(r"( *)- ", self.lines[number - 1])
            if item:
                advice = find_uneven_indent(self.lines, number)
                message = advice or 'gạch "-" này dính vào câu trên. Cho các gạch thẳng hàng.'
                self.problems.append(Problem(self.path, number, item.end(1) + 1, "", message))
                return

    def _scalar(self, event: Any, way: Keys) -> str:
        text: str = event.value
        if event.style in ("'", '"') and event.start_mark.line != event.end_mark.line:
            self.long_quote = event.start_mark, event.end_mark
        if not event.style:
            tag = str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]
            kind = tag.rsplit(":", 1)[-1]
            if kind != "str":
                self.mistakable[way] = kind
            self._refuse_swallowed_item(event)
        return text

    def _list(self, way: Keys) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*way, len(items))))
        return items

    def _mapping(self, way: Keys) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(
                    event, "chỗ này phải là tên một mục rồi dấu hai chấm. Viết: name: Khai sinh cho con."
                )
            key: str = event.value
            inner = (*way, key)
            self._refuse_shorthand(event)
            spot = self._spot(event)
            if key in mapping:
                self._note(
                    event,
                    f"{key}: đã ghi ở dòng {self.keys[inner].line}, ở đây lại ghi nữa, "
                    "máy không biết theo chỗ nào. Xóa một chỗ. "
                    'Mục nào ghi được nhiều ý thì gộp vào một chỗ, mỗi ý một gạch đầu dòng "-".',
                )
                self._value(self._next(), (*way, f"{key} ({spot.line})"))
                continue
            self.keys[inner] = spot
            mapping[key] = self._value(self._next(), inner)
        return mapping
