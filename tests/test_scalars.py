"""The kinds of single values: each takes what it should and refuses everything else.

Every kind of text folds white space before it looks, and so do the oracles here.
"""

import re
import string
from datetime import date, time, timedelta
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from motcua import scalars
from motcua.scalars import (
    Amount,
    Clock,
    Code,
    Count,
    Day,
    Decree,
    Flag,
    FormLink,
    Link,
    Month,
    Phone,
    Slug,
    Text,
    Website,
    Year,
)

DIGITS: Final = frozenset(string.digits)
CLOCKS: Final = frozenset(f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60))
DAYS: Final = frozenset((date(2000, 1, 1) + timedelta(n)).isoformat() for n in range(366 * 40))

OTHER_DIGITS: Final = "٠١٢٣٤٥٦٧٨٩０１２３４５６７８９²³"
"""Digits that Python counts as digits, and that no reader of a Vietnamese page knows."""

much = settings(max_examples=300, deadline=None, derandomize=True)

ALPHABET: Final = string.digits + "-/.: đĐNCPabQ" + OTHER_DIGITS
near_misses = st.text(ALPHABET, max_size=14)
anything = st.one_of(st.text(max_size=14), near_misses)


def read(kind: Any, text: object) -> Any:
    """What `kind` makes of a value; None where it refuses it, which it does in words of its own."""
    try:
        return TypeAdapter(kind).validate_python(text)
    except ValidationError as error:
        refusals = error.errors()
    assert [refusal["type"] for refusal in refusals] == ["motcua"]
    return None


def refusal(kind: Any, text: object) -> str:
    """The sentence by which `kind` refuses a value."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(text)
    (error,) = caught.value.errors()
    assert error["type"] == "motcua"
    return str(error["msg"])


def is_number(text: str, *lengths: int) -> bool:
    """Whether a text is so many of the ten digits and nothing else."""
    return len(text) in lengths and set(text) <= DIGITS


# --- Text


@given(st.text())
@much
def test_text_folds_white_space_and_nothing_else(text: str) -> None:
    """Words arrive as they were written, one space between them, in every alphabet."""
    read_as = read(Text, text)
    if read_as is not None:
        assert read_as.split(" ") == text.split()


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u3000"])
def test_text_of_spaces_is_empty(text: str) -> None:
    """A value of spaces alone is no value."""
    assert refusal(Text, text) == "đang để trống. Điền vào, hoặc xóa cả dòng này."


@pytest.mark.parametrize(
    "hidden",
    [
        *(chr(n) for n in range(9)),
        "\x1b",
        "\x7f",
        "\x80",
        *"\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2060\u2066\ufeff",
    ],
)
def test_text_refuses_what_nobody_sees(hidden: str) -> None:
    """No character hides in a text or turns it around, so what is read is what is copied and searched."""
    assert "có ký tự ẩn" in refusal(Text, f"Khai{hidden} sinh")


# --- Code


@given(st.text(string.digits, min_size=7, max_size=7))
@much
def test_code_comes_back_as_written(digits: str) -> None:
    """Every code of the portal is kept to its last nought."""
    code = f"{digits[0]}.{digits[1:]}"
    assert read(Code, code) == code


@given(anything)
@example("1.00119٣")
@example("１.001193")
@example("1.001193.000.00.00.H26")
@example("1,001193")
@example("1.0011930")
@much
def test_code_refuses_everything_else(text: str) -> None:
    """What is let in as a code can stand in an address and on paper."""
    folded = " ".join(text.split())
    head, _, tail = folded.partition(".")
    assert read(Code, text) == (folded if is_number(head, 1) and is_number(tail, 6) else None)


@given(st.text(string.digits, min_size=1, max_size=5))
@much
def test_short_code_is_completed_as_a_guess(digits: str) -> None:
    """A code that lost its last noughts is told with the code it may have been."""
    full = f"1.{digits}".ljust(8, "0")
    message = refusal(Code, f"1.{digits}")
    assert message == (
        f'"1.{digits}" mới có {len(digits)} chữ số sau dấu chấm, phải đủ 6. '
        f'Xem lại trên Cổng; có thể là "{full}".'
    )
    assert read(Code, full) == full


# --- Amount and Count


@given(st.integers(0, 10**12 - 1))
@much
def test_whole_number_is_read(number: int) -> None:
    """Money is a whole number, written without anything between the digits."""
    assert read(Amount, str(number)) == number


@given(st.integers(1, 10**6 - 1))
@much
def test_count_is_read(number: int) -> None:
    """A count of papers, days or pages is a whole number from 1 on."""
    assert read(Count, str(number)) == number


@given(anything)
@example("0")
@example("03")
@example("8.000")
@example("8,000")
@example("8000đ")
@example("-8000")
@example("+8000")
@example("8_000")
@example("8e3")
@example(" 8000")
@example("８０００")
@example("²")
@much
def test_whole_number_refuses_everything_else(text: str) -> None:
    """Nothing that could be eight as well as eight thousand is ever guessed at."""
    assert (read(Amount, text) is not None) == is_number(text, *range(1, 13))
    assert (read(Count, text) is not None) == (is_number(text, *range(1, 7)) and text[0] != "0")


# --- Day, Month, Clock


@given(st.dates(date(1945, 9, 2), date(2100, 12, 31)))
@much
def test_day_is_read(day: date) -> None:
    """A day written year first is that day, and goes out as it came in."""
    assert read(Day, day.isoformat()) == day
    assert TypeAdapter(Day).dump_json(day).decode() == f'"{day.isoformat()}"'


@given(anything | st.from_regex(r"20[0-3][0-9]-[0-9]{2}-[0-9]{2}", fullmatch=True))
@example("1/12/2026")
@example("2026-1-12")
@example("20261201")
@example("2026-W49-2")
@example("2026-02-29")
@example("２０２６-１２-０１")
@much
def test_day_refuses_everything_else(text: str) -> None:
    """1/12 is never taken for January; a day that no calendar has is refused."""
    if text[:2] == "20" and text[2:4] < "40":
        assert (read(Day, text) is not None) == (text in DAYS)
    elif read(Day, text) is not None:
        assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)


@given(anything | st.integers(1980, 2120).map(str))
@example("26")
@example("2026-01")
@example("２０２６")
@much
def test_year_is_one_of_this_century(text: str) -> None:
    """A year has four digits and is one that a reader may live to see."""
    assert read(Year, text) == (int(text) if text in {str(year) for year in range(2000, 2100)} else None)


@given(anything | st.from_regex(r"20[0-3][0-9]-[0-9]{2}(-[0-9]{2})?", fullmatch=True))
@example("2026-06")
@example("2026-13")
@example("2026-02-31")
@example("6/2026")
@example("2026-6")
@much
def test_month_is_a_month_or_a_day(text: str) -> None:
    """A source was read in a month or on a day that calendars have."""
    folded = " ".join(text.split())
    if folded[:2] == "20" and folded[2:4] < "40":
        assert (read(Month, text) is not None) == (folded in DAYS or f"{folded}-01" in DAYS)


def test_clock_reads_every_minute_of_the_day() -> None:
    """All 1,440 minutes of a day can be written, and go out as they came in."""
    assert {read(Clock, text).strftime("%H:%M") for text in CLOCKS} == CLOCKS
    assert read(Clock, "13:30") == time(13, 30)


@given(anything | st.from_regex(r"[0-9]{1,2}:[0-9]{1,2}", fullmatch=True))
@example("7:30")
@example("24:00")
@example("12:60")
@example("9h30")
@example("13:30:00")
@example("1330")
@example("1３:30")
@much
def test_clock_refuses_everything_else(text: str) -> None:
    """A time is two digits, a colon, two digits."""
    assert (read(Clock, text) is not None) == (text in CLOCKS)


# --- Phone


@pytest.mark.parametrize(
    "number",
    [
        "0203 123 456",
        "0912345678",
        "024 3825 3536",
        "0203 3825 353",
        "1022",
        "113",
        "18001096",
        "1900 1234",
        "1900 599 920",
    ],
)
def test_phone_is_read(number: str) -> None:
    """Mobile numbers, land lines, hotlines and emergency calls are taken as people write them."""
    assert read(Phone, number) == number


@given(st.text(string.digits + "  ", max_size=16) | anything)
@example("0 1 2 3 4 5")
@example("02031234")
@example("+84 912 345 678")
@example("0912.345.678")
@example("091234567")
@example("091234567890")
@example("1900 123")
@example("11")
@example("0912 345 67８")
@example("112233")
@much
def test_phone_refuses_what_nobody_can_dial(text: str) -> None:
    """A number with a digit too few or too many is noticed before it hangs on a wall."""
    number = read(Phone, text)
    digits = "".join(text.split())
    can_be_dialled = set(digits) <= DIGITS and (
        (digits[:1] == "0" and len(digits) in (10, 11))
        or (digits[:4] in ("1800", "1900") and len(digits) in (8, 9, 10))
        or (digits[:1] == "1" and len(digits) in (3, 4, 5))
    )
    assert number is None or can_be_dialled
    assert number is not None or not can_be_dialled or digits != text


# --- Decree


@pytest.mark.parametrize(
    "number",
    [
        *(
            "60/2014/QH13",
            "123/2015/NĐ-CP",
            "66.7/2025/NQ-CP",
            "24/2021/QĐ-TTg",
            "163/QĐ-BTP",
            "1523/QĐ-BCA-C06",
        ),
        *(
            "08.a/2010/TT-BTP",
            "09b/2013/TT-BTP",
            "05/2015/TTLT-BTP-BCA-BYT",
            "02/2022/TT-BLĐTBXH",
            "12/2026/NQ-HĐND",
        ),
        *("01/2014/NQLT-CP-UBTƯMTTQVN", "326/2016/UBTVQH14", "6375/QĐ-BQP", "2304/QĐ-BNNMT", "15/VBHN-BTP"),
    ],
)
def test_decree_is_read(number: str) -> None:
    """Numbers of laws, decrees, circulars and resolutions are taken as they are printed on them."""
    assert read(Decree, number) == number


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Nghị định 123",
            "123",
            "123/2015",
            "NĐ-CP",
            "123/2015/",
            "123/2015/nđ-cp",
            "123/2015/NĐ-CP.",
            "số 123/2015/NĐ-CP",
        ),
        *(
            "123/2015/NĐ - CP",
            "123/15/NĐ-CP",
            "123-2015-NĐ-CP",
            "123/2015/NĐ-",
            "123/2015/NĐ--CP",
            "١٢/2015/NĐ-CP",
        ),
        *("123/2015/NĐ-CPquy", "60/2014/QH13Thông", "123/2015/NĐ-CP, 87/2020/NĐ-CP"),
    ],
)
def test_decree_refuses_everything_else(text: str) -> None:
    """A name, half a number, two in one, or a word pasted to its end is no number of a law."""
    assert refusal(Decree, text) == f'"{text}" không phải số hiệu văn bản. Viết: 123/2015/NĐ-CP.'


@given(anything)
@much
def test_decree_has_its_parts(text: str) -> None:
    """Whatever is let in as a number of a law begins with a digit and names who issued it."""
    number = read(Decree, text)
    if number is not None:
        head, _, issuer = number.partition("/")
        assert head[0] in DIGITS
        assert issuer[-1].isupper() or issuer[-1] in DIGITS or issuer.endswith("TTg")


# --- Flag, Slug, links


@given(anything)
@example("yes")
@example("True")
@example("có")
@much
def test_flag_is_true_or_false(text: str) -> None:
    """Yes and no have one spelling each."""
    assert read(Flag, text) == {"true": True, "false": False}.get(text)


@given(anything | st.text("ab9-", max_size=8))
@example("ho-tich")
@example("Ho-tich")
@example("hộ-tịch")
@example("ho--tich")
@example("-ho")
@much
def test_slug_can_stand_in_an_address(text: str) -> None:
    """An id can be typed and linked as it stands: small letters without accents, digits, single hyphens."""
    parts = " ".join(text.split()).split("-")
    is_slug = all(part and set(part) <= set(string.ascii_lowercase + string.digits) for part in parts)
    assert (read(Slug, text) is not None) == is_slug


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        (Link, "https://dichvucong.gov.vn/"),
        (Link, "https://dichvucong.gov.vn"),
        (Link, "http://xa.example:8080/a/b?c=d&e=%20#f"),
        (FormLink, "https://bieu-mau.example/gui?ma={code}"),
        (Website, "https://motcua.tenxa.gov.vn/"),
        (Website, "https://xa-1.example/"),
    ],
)
def test_link_is_read(kind: Any, link: str) -> None:
    """Links of the web are kept as written."""
    assert read(kind, link) == link


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        *(
            (Link, text)
            for text in (
                "javascript:alert(1)",
                "data:text/html,x",
                "//x.vn/",
                "ftp://x.vn/",
                "x.vn",
                "https://",
            )
        ),
        *((Link, f"https://x.vn/{c}") for c in ["a b", *"\"'<>\\`{}|^"]),
        *((Link, text) for text in ("https://u:p@x.vn/", "https://x.vn?a", "HTTPS://x.vn/")),
        (FormLink, "https://bieu-mau.example/gui"),
        (FormLink, "http://bieu-mau.example/gui?ma={code}"),
        *(
            (Website, f"https://{text}")
            for text in ("x.vn", "x.vn/motcua/", "X.vn/", "x/", "x_y.vn/", "-x.vn/", "x.vn:80/")
        ),
        (Website, "http://x.vn/"),
    ],
)
def test_link_refuses_everything_else(kind: Any, link: str) -> None:
    """Nothing but a link of the web gets into a page, and only a host of one's own onto paper."""
    assert "https://" in refusal(kind, link)


# --- All of them


@pytest.mark.parametrize(
    "kind",
    [Text, Code, Slug, Phone, Decree, Link, FormLink, Website, Month, Amount, Count, Day, Year, Clock, Flag],
)
@pytest.mark.parametrize("value", [["8000"], {"a": "b"}])
def test_lists_and_mappings_are_no_single_value(kind: Any, value: object) -> None:
    """Where one value belongs, several are refused, and staff never see them in Python's brackets."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    (error,) = caught.value.errors()
    assert error["type"] == "string_type" or "danh sách hay mục con" in error["msg"]


def test_every_kind_is_tried_here() -> None:
    """A kind of value that is added to the room has to come through here."""
    kinds = {name for name in vars(scalars) if hasattr(vars(scalars)[name], "__metadata__")}
    assert kinds == {
        *("Text", "Code", "Slug", "Phone", "Decree", "Link", "FormLink", "Website"),
        *("Month", "Amount", "Count", "Day", "Year", "Clock", "Flag"),
    }
