"""Text to data: YAML read strictly, every value with its line, every mistake kept.

Every scalar stays text (see DESIGN: `1.001190`, `13:30`, `0123456` and `yes` lose their value in an ordinary
loader); the shape in record.py gives each its kind. Anchors, tags and duplicate keys are refused while the
parser's events pass by, so nothing is ever expanded. A file that cannot be read is data with problems in it:
one bad file never hides the next.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from yaml import CBaseLoader

from motcua.problem import Problem

MAX_BYTES: Final = 500_000
MAX_DEPTH: Final = 12

FIELDS_FILE: Final = "procedures/fields.yml"
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


@dataclass(frozen=True)
class Document:
    """One file, read. `data` holds dicts, lists and str only; it is None where reading had to stop.

    `values` and `keys` say where each value, and each key, stands. `mistakable` holds the values written
    without quotes that other software would not read as text, with the kind it would take them for.
    """

    path: str
    data: Any = None
    values: dict[Keys, Spot] = field(default_factory=dict)
    keys: dict[Keys, Spot] = field(default_factory=dict)
    mistakable: dict[Keys, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def spot_of(self, way: Keys) -> Spot:
        """The place of a value, or of the nearest thing above it that is really written in the file."""
        for end in range(len(way), 0, -1):
            if way[:end] in self.values:
                return self.values[way[:end]]
        return Spot(1, 1)


def read_documents(root: Path) -> tuple[Document, ...]:
    """Read every data file below `root`, in a fixed order; a missing one is a document with a problem."""
    single = (FIELDS_FILE, PROVINCE_FILE, COMMUNE_FILE, PLAN_FILE)
    found = (p for p in (root / "procedures").rglob("*") if p.is_file() and not p.name.startswith("."))
    records = sorted(p.relative_to(root).as_posix() for p in found)
    return tuple(read_document(root, path) for path in (*single, *(r for r in records if r not in single)))


def read_document(root: Path, path: str) -> Document:
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
        return _refused(
            path, Spot(1, 1), f"không đọc được tệp ({error.strerror}). Xem lại tên tệp và thư mục."
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        spot = Spot(before.count(b"\n") + 1, len(before.rsplit(b"\n", 1)[-1].decode("utf-8")) + 1)
        return _refused(
            path, spot, "chữ ở đây không phải UTF-8. Mở bằng Notepad, chọn Save as, Encoding: UTF-8."
        )
    return read_text(path, text)


def read_text(path: str, text: str) -> Document:
    """Read the text of one file."""
    problems = tuple(_odd_characters(path, text))
    if problems:
        return Document(path, problems=problems)
    reader = _Reader(path)
    try:
        data = reader.read(text)
    except _StopReading:
        data = None
    except yaml.YAMLError as error:
        data = None
        reader.problems.append(_syntax_problem(path, text, error, reader.long_quote))
    if reader.problems:
        data = None
    return Document(path, data, reader.values, reader.keys, reader.mistakable, tuple(reader.problems))


def _refused(path: str, spot: Spot, message: str) -> Document:
    return Document(path, problems=(Problem(path, *spot, "", message),))


def _odd_characters(path: str, text: str) -> Iterator[Problem]:
    """Byte order mark, tabs before text, letters in pieces (NFD): what an editor leaves behind unseen."""
    if text.startswith("\ufeff"):
        yield Problem(
            path,
            1,
            1,
            "",
            "đầu tệp có ký tự ẩn BOM. Trong Notepad chọn Save as, Encoding: UTF-8 (không kèm BOM).",
        )
    for number, line in enumerate(text.split("\n"), 1):
        odd = re.search("[\u0085\u2028\u2029]", line)
        if odd:
            message = "có ký tự xuống dòng lạ, thường do dán từ Word. Xóa đi rồi gõ phím Enter."
            yield Problem(path, number, odd.start() + 1, "", message)
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip():
            yield Problem(
                path,
                number,
                indent.index("\t") + 1,
                "",
                "đầu dòng có phím Tab. Xóa đi, dùng phím cách: mỗi bậc 2 dấu.",
            )
        if not unicodedata.is_normalized("NFC", line):
            whole = unicodedata.normalize("NFC", line)
            column = next((i for i, (a, b) in enumerate(zip(line, whole, strict=False)) if a != b), 0)
            word = next((w for w in whole[column:].split() if w), whole.strip())
            yield Problem(
                path,
                number,
                column + 1,
                "",
                f'chữ "{word}" có dấu rời (Unicode tổ hợp). Gõ lại chữ này, đặt bộ gõ ở "Unicode dựng sẵn".',
            )


class _StopReading(Exception):
    pass


class _Reader:
    """Turns the parser's events into dicts, lists and text, noting where everything stands."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.values: dict[Keys, Spot] = {}
        self.keys: dict[Keys, Spot] = {}
        self.mistakable: dict[Keys, str] = {}
        self.long_quote: Spot | None = None
        """Where the last quoted text that runs over several lines began: most often its end is missing."""

    def read(self, text: str) -> Any:
        self.events = yaml.parse(text, Loader=CBaseLoader)
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

    def _note(self, event: Any, message: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.path, mark.line + 1, mark.column + 1, "", message))

    def _stop(self, event: Any, message: str) -> None:
        self._note(event, message)
        raise _StopReading

    def _value(self, event: Any, way: Keys) -> Any:
        self.values[way] = Spot(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self._note(
                event, f'"*{event.anchor}" là cách viết tắt của YAML, không dùng ở đây. Chép lại đủ nội dung.'
            )
            return ""
        if event.anchor:
            self._note(event, f'"&{event.anchor}" là cách viết tắt của YAML, không dùng ở đây. Xóa đi.')
        if event.tag:
            self._note(
                event, f'"{event.tag}" là nhãn kiểu của YAML, không dùng ở đây. Xóa đi, chỉ để lại nội dung.'
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, way)
        if len(way) >= MAX_DEPTH:
            self._stop(event, f"lồng vào nhau quá {MAX_DEPTH} bậc. Xem lại số dấu cách đầu dòng.")
        return self._list(way) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(way)

    def _scalar(self, event: Any, way: Keys) -> str:
        text: str = event.value
        if event.style in ("'", '"') and event.start_mark.line != event.end_mark.line:
            self.long_quote = Spot(event.start_mark.line + 1, event.start_mark.column + 1)
        if not event.style:
            tag = str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]
            kind = tag.rsplit(":", 1)[-1]
            if kind != "str":
                self.mistakable[way] = kind
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
            spot = Spot(event.start_mark.line + 1, event.start_mark.column + 1)
            if key in mapping:
                self._note(
                    event,
                    f"{key}: đã ghi ở dòng {self.keys[inner].line}, ở đây lại ghi nữa, "
                    "máy không biết theo chỗ nào. Xóa một chỗ. "
                    f'Cần cả hai thì để dưới một mục {key}, mỗi ý một gạch đầu dòng "-".',
                )
                self._value(self._next(), (*way, f"{key} ({spot.line})"))
                continue
            self.keys[inner] = spot
            mapping[key] = self._value(self._next(), inner)
        return mapping


def _syntax_problem(path: str, text: str, error: yaml.YAMLError, long_quote: Spot | None) -> Problem:
    if "quoted scalar" in str(getattr(error, "context", "")):
        start = error.context_mark  # type: ignore[attr-defined]
        long_quote = Spot(start.line + 1, start.column + 1)
    if long_quote:
        return Problem(path, *long_quote, "", "mở ngoặc kép mà chưa đóng. Thêm dấu ngoặc kép ở cuối câu.")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Problem(
            path, 1, 1, "", "tệp có ký tự máy không đọc được. Gõ lại bằng tay, đừng dán từ nơi khác."
        )
    line, column = mark.line + 1, mark.column + 1
    what = str(getattr(error, "problem", ""))
    return Problem(path, line, column, "", _uneven_indent(text, line) or _say_syntax(what))


def _say_syntax(problem: str) -> str:
    known = {
        "mapping values are not allowed": (
            'có dấu hai chấm giữa câu. Đặt cả câu trong ngoặc kép. Viết: note: "Lưu ý: mang bản chính".'
        ),
        "cannot start any token": "dòng bắt đầu bằng ký tự đặc biệt. Đặt cả câu trong ngoặc kép.",
        "did not find expected ',' or ']'": "mở ngoặc vuông mà chưa đóng. Viết: days: [mon, tue].",
        "could not find expected ':'": (
            "dòng này thiếu dấu hai chấm sau tên mục. Viết: name: Khai sinh cho con."
        ),
        "did not find expected key": (
            'dòng này thiếu dấu ngoặc kép, hoặc lùi đầu dòng chưa thẳng. Viết: name: "…".'
        ),
        "did not find expected '-' indicator": (
            'dòng này ngang hàng với các dòng có gạch "-" mà không có gạch. '
            'Thêm "- ", hoặc lùi vào 2 dấu cách.'
        ),
    }
    return next(
        (message for part, message in known.items() if part in problem),
        "máy không đọc được chỗ này. Xem lại dấu hai chấm, dấu ngoặc và số dấu cách đầu dòng.",
    )


def _uneven_indent(text: str, line: int) -> str | None:
    """Say by how many spaces a line misses its neighbours, when that is what broke the file."""
    lines = text.split("\n")
    if line > len(lines) or not lines[line - 1].strip():
        return None
    here = _indent(lines[line - 1])
    open_indents: list[int] = []
    for above in lines[: line - 1]:
        if not above.strip() or above.lstrip().startswith("#"):
            continue
        indent = _indent(above)
        open_indents = [i for i in open_indents if i < indent] + [indent]
        dash = re.match(r"\s*((?:- +)+)", above)
        if dash:
            open_indents.append(dash.end())
    if not open_indents or here in open_indents:
        return None
    near = min(open_indents, key=lambda i: (abs(i - here), -i))
    step = f"Thêm {near - here}" if near > here else f"Bớt {here - near}"
    return (
        f"dòng này lùi vào {here} dấu cách, các dòng ngang hàng lùi {near}. "
        f"{step} dấu cách ở đầu dòng. Dùng phím cách, không dùng phím Tab."
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
