"""What editors, pastes and slips of the hand do to a file, found and told in the words of staff.

Lines and columns count from 1, as an editor shows them. libyaml's own marks and words often mean the line
after the slip, or what an uneven indent led to; both are put right here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

import yaml

from motcua.scalars import HIDDEN

MAX_DEPTH: Final = 12

TOO_DEEP: Final = f"lồng vào nhau quá {MAX_DEPTH} bậc. Xem lại số dấu cách đầu dòng."

Slip = tuple[int, int, str]
"""Line, column, message."""

# White space and dashes that stand before a line's text.
_BEFORE_TEXT: Final = re.compile(r"\s*(?:-\s+)*")
_ODD_SPACE: Final = re.compile(r"[^ -]")
_ODD_BREAK: Final = re.compile("[\r\u0085\u2028\u2029]")
"""What YAML 1.1 (5.4) takes for the end of a line and an editor does not."""
# Control characters, and marks that hide in text or turn it around.
_UNSEEN: Final = re.compile(f"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f{HIDDEN}]")

_COLON_INSIDE: Final = "mapping values are not allowed"
_KEY_EXPECTED: Final = "did not find expected key"
_COLON_EXPECTED: Final = "could not find expected ':'"
_DASH_EXPECTED: Final = "did not find expected '-' indicator"
_NO_FAULT_KNOWN: Final = (
    "máy không đọc được chỗ này. Xem lại dấu hai chấm, dấu ngoặc và số dấu cách đầu dòng."
)
_UNCLOSED: Final = "mở ngoặc kép mà chưa đóng. Thêm dấu ngoặc kép ở cuối câu."
_FAULTS: Final = {
    _COLON_INSIDE: (
        'có dấu hai chấm giữa câu. Đặt cả câu trong ngoặc kép. Viết: note: "Lưu ý: mang bản chính".'
    ),
    "exceeded maximum nesting depth": TOO_DEEP,
    "unexpected end of stream": _UNCLOSED,
    "document indicator": _UNCLOSED,
    "cannot start any token": (
        'câu bắt đầu bằng ký tự máy dùng riêng. Đặt cả câu trong ngoặc kép. Viết: note: "…".'
    ),
    "did not find expected ',' or ']'": "mở ngoặc vuông mà chưa đóng. Viết: days: [mon, tue].",
    _COLON_EXPECTED: "sau tên mục phải có dấu hai chấm rồi một dấu cách. Viết: name: Khai sinh cho con.",
    _KEY_EXPECTED: 'dòng này thiếu dấu ngoặc kép, hoặc lùi đầu dòng chưa thẳng. Viết: name: "…".',
    _DASH_EXPECTED: (
        'dòng này ngang hàng với các dòng có gạch "-" mà không có gạch. Thêm "- ", hoặc lùi vào 2 dấu cách.'
    ),
}
"""What libyaml says, and how staff are told."""

_TOLD_WHERE_BEGUN: Final = {
    "unexpected end of stream",
    "document indicator",
    "did not find expected ',' or ']'",
    _COLON_EXPECTED,
}
"""Faults that libyaml notices only later: they are told where the quote, bracket or name begins."""

_KEY_BEFORE: Final = re.compile(r"\s*(?:-\s+)*[a-z_]+")


def find_odd_characters(text: str) -> Iterator[Slip]:
    """What an editor or a paste leaves behind unseen: byte order mark, tabs, hidden and broken letters."""
    if text.startswith("\ufeff"):
        yield 1, 1, "đầu tệp có ký tự ẩn BOM. Trong Notepad chọn Save as, Encoding: UTF-8 (không kèm BOM)."
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        for column, message in _odd_in_line(line.removesuffix("\r")):
            yield number, column + 1, message


def _odd_in_line(line: str) -> Iterator[tuple[int, str]]:
    """Tabs and foreign spaces before the text, invisible characters, letters in pieces (NFD)."""
    before = _BEFORE_TEXT.match(line)
    odd = _ODD_SPACE.search(before.group() if before else "")
    if odd and odd.group() == "\t":
        yield odd.start(), "đầu dòng có phím Tab. Xóa đi, dùng phím cách: mỗi bậc 2 dấu."
    elif odd:
        yield odd.start(), "đầu dòng có dấu cách lạ dán từ nơi khác. Xóa đi, gõ lại bằng phím cách."
    broken = _ODD_BREAK.search(line)
    if broken:
        yield broken.start(), "có ký tự xuống dòng lạ, thường do dán từ Word. Xóa đi rồi gõ phím Enter."
    hidden = _UNSEEN.search(line)
    if hidden:
        near = line[: hidden.start()].split()[-1:]
        where = f'ngay sau "{near[0]}"' if near else "ở đầu dòng"
        yield hidden.start(), f"có ký tự ẩn {where}. Xóa chỗ đó rồi gõ lại bằng tay."
    whole = unicodedata.normalize("NFC", line)
    if whole != line:
        column = next((i for i, (a, b) in enumerate(zip(line, whole, strict=False)) if a != b), 0)
        start = whole.rfind(" ", 0, column + 1) + 1
        word = next(iter(whole[start:].split()), whole.strip())
        yield (
            column,
            f'chữ "{word}" có dấu rời (Unicode tổ hợp). Gõ lại chữ này, đặt bộ gõ ở "Unicode dựng sẵn".',
        )


def explain_syntax(lines: list[str], error: yaml.YAMLError, long_quote: tuple[Any, Any] | None) -> Slip:
    """Tell why libyaml stopped in a file of these lines.

    `long_quote` are the marks between which the last quoted text of several lines stands: what comes after
    it on its last line shows that its end is missing.
    """
    what = str(getattr(error, "problem", ""))
    fault = next((fault for fault in _FAULTS if fault in what), "")
    begun = getattr(error, "context_mark", None) if fault in _TOLD_WHERE_BEGUN else None
    mark = begun or getattr(error, "problem_mark", None)
    if mark is None:
        return 1, 1, "tệp có ký tự máy không đọc được. Gõ lại bằng tay, đừng dán từ nơi khác."
    if long_quote and long_quote[1].line == error.problem_mark.line:  # type: ignore[attr-defined]
        return *find_place(lines, long_quote[0]), _UNCLOSED
    line, column = find_place(lines, mark)
    return line, column, _say_fault(lines, fault, line, column)


def find_place(lines: list[str], mark: Any) -> tuple[int, int]:
    """Line and column of a mark of libyaml, inside the file: behind its last line there is no other."""
    if mark.line >= len(lines):
        return len(lines), len(lines[-1]) + 1
    return mark.line + 1, mark.column + 1


def _say_fault(lines: list[str], fault: str, number: int, column: int) -> str:
    line = lines[number - 1]
    if fault == _COLON_EXPECTED and indent_of(line) in _columns_above(lines[: number - 1])[1]:
        return _FAULTS[_DASH_EXPECTED]
    is_sentence = fault == _COLON_INSIDE and not _KEY_BEFORE.fullmatch(line[: column - 1])
    uneven = None if is_sentence or fault in _TOLD_WHERE_BEGUN else find_uneven_indent(lines, number)
    return uneven or _FAULTS.get(fault, _NO_FAULT_KNOWN)


def find_uneven_indent(lines: list[str], line: int) -> str | None:
    """Say by how many spaces a line misses its neighbours, when that is what broke the file."""
    if not lines[line - 1].strip():
        return None
    here = indent_of(lines[line - 1])
    begins, dashes = _columns_above(lines[: line - 1])
    peers = dashes if dashes and lines[line - 1].lstrip().startswith("- ") else begins
    if not peers or here in peers:
        return None
    near = min(peers, key=lambda i: (abs(i - here), -i))
    step = f"Thêm {near - here}" if near > here else f"Bớt {here - near}"
    return (
        f"dòng này lùi vào {here} dấu cách, các dòng ngang hàng lùi {near}. "
        f"{step} dấu cách ở đầu dòng. Dùng phím cách, không dùng phím Tab."
    )


def _columns_above(lines: list[str]) -> tuple[list[int], list[int]]:
    """By how many spaces a line below `lines` may be indented; and those of them at which a dash stands."""
    begins: list[int] = []
    dashes: list[int] = []
    for above in lines:
        if not above.strip() or above.lstrip().startswith("#"):
            continue
        indent = indent_of(above)
        dash = re.match(r" *((?:- +)+)", above)
        begins = [i for i in begins if i < indent] + [indent] + ([dash.end()] if dash else [])
        dashes = [i for i in dashes if i < indent] + ([indent] if dash else [])
    return begins, dashes


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
