"""The kinds of single values a record holds, and how each is written.

YAML hands every scalar over as text (see load.py), so each kind here reads text and nothing else.
A refusal is a Vietnamese sentence that ends with an example.
"""

import re
import unicodedata
from datetime import date, time
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

HIDDEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters, as a class of a pattern holds them, that turn a line around or hide in it (Unicode's default
ignorable ones, and those that are none); none has a use in Vietnamese text."""

_INVISIBLE: Final = re.compile(f"[\u0000-\u0008\u000b-\u001f\u007f-\u009f{HIDDEN}]")


CODE_FORM: Final = re.compile(r"[0-9]\.[0-9]{6}")


def refuse(message: str) -> PydanticCustomError:
    """Make the error by which a kind refuses a value; `message` is shown to staff as it stands."""
    return PydanticCustomError("motcua", "{message}", {"message": message})


def _read_text(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise refuse("đang để trống. Điền vào, hoặc xóa cả dòng này.")
    hidden = _INVISIBLE.search(text)
    if hidden:
        name = unicodedata.name(hidden.group(), f"U+{ord(hidden.group()):04X}")
        raise refuse(f"có ký tự ẩn ({name}). Xóa đi rồi gõ lại chỗ đó bằng tay.")
    return text


def _match(pattern: str, message: str) -> AfterValidator:
    # Only ASCII digits: a full-width 7 looks right and is another character.
    compiled = re.compile(pattern, re.ASCII)

    def read(value: str) -> str:
        if not compiled.fullmatch(value):
            raise refuse(message.replace("{value}", value))
        return value

    return AfterValidator(read)


def _read_code(value: str) -> str:
    if CODE_FORM.fullmatch(value):
        return value
    short = re.fullmatch(r"([0-9]\.)([0-9]{1,5})", value)
    if short:
        full = value.ljust(8, "0")
        raise refuse(
            f'"{value}" mới có {len(short.group(2))} chữ số sau dấu chấm, phải đủ 6. '
            f'Xem lại trên Cổng; có thể là "{full}".'
        )
    if re.fullmatch("[“”„].*[“”]", value):
        raise refuse(f'ngoặc kép cong do Word tự đổi. Gõ lại ngoặc kép thẳng: "{value[1:-1]}".')
    raise refuse(f'"{value}" không đúng dạng mã của Cổng: 1 chữ số, dấu chấm, 6 chữ số. Viết: "1.001193".')


def _shown(value: Any) -> str:
    """A value as staff wrote it; what is no single value is named, never printed as Python prints it."""
    return f'"{value}"' if isinstance(value, str) else "danh sách hay mục con"


def _read_whole_number(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        return int(value)
    raise refuse(f'{_shown(value)} không phải số viết liền. Bỏ dấu chấm, dấu phẩy và chữ "đ". Viết: 8000.')


def _read_count(value: Any) -> int:
    if isinstance(value, int) and value > 0:
        return value
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,5}", value):
        return int(value)
    raise refuse(f"{_shown(value)} không phải số đếm từ 1 trở lên. Viết: 3.")


def _read_date(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise refuse(f'"{value}" không có trong lịch. Viết năm-tháng-ngày: 2026-12-01.') from error
    raise refuse(f"{_shown(value)} không phải ngày. Viết năm-tháng-ngày: 2026-12-01.")


def _read_month(value: str) -> str:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", value):
            date.fromisoformat(value if len(value) > 7 else f"{value}-01")
            return value
    except ValueError as error:
        raise refuse(f'"{value}" không có trong lịch. Viết 2026-06 hoặc 2026-06-12.') from error
    raise refuse(f'"{value}" không phải tháng hay ngày. Viết 2026-06 hoặc 2026-06-12.')


def _read_year(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"20[0-9]{2}", value):
        return int(value)
    raise refuse(f"{_shown(value)} không phải năm. Viết bốn chữ số: 2026.")


def _read_clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    raise refuse(f'{_shown(value)} không phải giờ. Viết hai số giờ, hai số phút, trong ngoặc kép: "07:30".')


def _read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise refuse(f"{_shown(value)}: chỗ này chỉ ghi true (có) hoặc false (không).")


Text = Annotated[str, AfterValidator(_read_text)]
"""One or more plain words; white space is folded, nothing invisible."""

Code = Annotated[Text, AfterValidator(_read_code)]
"""A procedure's code on the national portal, `d.dddddd`; a province's suffix never stands in it."""

Slug = Annotated[
    Text,
    _match(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        '"{value}": chỉ dùng chữ thường không dấu, số và gạch nối. Viết: ho-tich.',
    ),
]

Phone = Annotated[
    Text,
    _match(
        r"0( ?\d){9,10}|1 ?[89] ?0 ?0( ?\d){4,6}|1\d{2,4}",
        '"{value}" không phải số máy. Viết trong ngoặc kép, có thể cách ra cho dễ đọc: "0203 123 456".',
    ),
]

Decree = Annotated[
    Text,
    _match(
        r"(?!.*ND-)\d+(\.?[a-z]|\.\d+)?/(\d{4}/)?[A-ZĐƯ][A-ZĐƯ0-9]*(-(TTg|[A-ZĐƯ0-9]+))*",
        '"{value}" không phải số hiệu văn bản. Viết: 123/2015/NĐ-CP.',
    ),
]
"""The number of a law, decree, circular or resolution, as printed on it."""

Link = Annotated[
    Text,
    _match(
        r"https?://[A-Za-z0-9.-]+(:\d+)?(/[^\s\"'<>\\`{}|^]*)?",
        '"{value}" không phải địa chỉ trang. Viết đủ từ https://, ví dụ: https://dichvucong.gov.vn/.',
    ),
]

FormLink = Annotated[
    Text,
    _match(
        r"https://[A-Za-z0-9.-]+/[^\s\"'<>\\`|^]*\{code\}[^\s\"'<>\\`|^]*",
        '"{value}": địa chỉ biểu mẫu phải bắt đầu bằng https:// và có {code} ở chỗ điền mã thủ tục. '
        "Viết: https://bieu-mau.example/gui?ma={code}.",
    ),
]

Website = Annotated[
    Text,
    _match(
        r"https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+/",
        '"{value}": mã in lên giấy cần một tên miền riêng, chữ thường, không có thư mục phía sau. '
        "Viết: https://motcua.tenxa.gov.vn/.",
    ),
]
"""The site's own host, root only: below a folder with letters a printed address would be case-sensitive."""

Month = Annotated[Text, AfterValidator(_read_month)]
"""When a source was read: a day, or only the month where no more is known. Kept as text: it sorts."""

Amount = Annotated[int, BeforeValidator(_read_whole_number)]
"""Dong, whole."""

Count = Annotated[int, BeforeValidator(_read_count)]
"""How many, or which in a row: 1 or more."""

Day = Annotated[date, BeforeValidator(_read_date), PlainSerializer(lambda d: d.isoformat(), when_used="json")]

Year = Annotated[int, BeforeValidator(_read_year)]
"""A year of this century."""

Clock = Annotated[time, BeforeValidator(_read_clock)]

Flag = Annotated[bool, BeforeValidator(_read_flag)]
