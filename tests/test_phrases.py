"""Facts in words: what citizens read about money, days, hours and papers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua import phrases
from motcua.directory import Directory
from motcua.phrases import Charge, Term
from motcua.place import Hours, Weekday
from motcua.record import (
    Audience,
    ChannelType,
    Delivery,
    Fee,
    FeeKind,
    FeeType,
    Handling,
    OnlineLevel,
    Paper,
    ProcessingTime,
    TimeUnit,
)

much = settings(max_examples=200, deadline=None, derandomize=True)

TABLES: Final[Sequence[tuple[Mapping[Any, str], type[StrEnum]]]] = (
    (phrases.AUDIENCES, Audience),
    (phrases.CHANNELS, ChannelType),
    (phrases.LEVELS, OnlineLevel),
    (phrases.HANDLINGS, Handling),
    (phrases.FEE_KINDS, FeeKind),
    (phrases.DELIVERIES, Delivery),
    (phrases.WEEKDAYS, Weekday),
)

OFFICIALESE: Final = re.compile(
    "công dân|quý khách|thẩm quyền|theo quy định|vui lòng|thao tác|truy cập", re.IGNORECASE
)


@pytest.mark.parametrize(("table", "choice"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_choice_has_words(table: Mapping[Any, str], choice: type[StrEnum]) -> None:
    """Whatever staff may choose in a record has words of its own on the page."""
    assert set(table) == set(choice)
    assert len(set(table.values())) == len(table)
    for words in table.values():
        assert words
        assert not OFFICIALESE.search(words)


def test_every_unit_has_words() -> None:
    """Each unit that goes with a number has its word, and working days are never called days."""
    assert set(phrases.UNITS) == {TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH}
    assert phrases.UNITS[TimeUnit.WORKING_DAY] == "ngày làm việc"
    assert phrases.UNITS[TimeUnit.DAY] == "ngày"


def test_ways_from_home_are_all_but_going_there() -> None:
    """What can be done from home is done online or by post."""
    assert set(phrases.FROM_HOME) == set(ChannelType) - {ChannelType.IN_PERSON}


def test_levels_are_those_of_the_national_portal() -> None:
    """The five levels are worded as people know them, from best to worst."""
    assert phrases.RATING_LEVELS == (
        "Rất hài lòng",
        "Hài lòng",
        "Bình thường",
        "Không hài lòng",
        "Rất không hài lòng",
    )


@pytest.mark.parametrize(
    ("dong", "said"),
    [(0, "0 đ"), (500, "500 đ"), (8000, "8.000 đ"), (200_000, "200.000 đ"), (1_234_567, "1.234.567 đ")],
)
def test_money_is_said_as_vietnamese_write_it(dong: int, said: str) -> None:
    """Money has dots between the thousands and đ behind."""
    assert phrases.say_money(dong) == said


@given(st.integers(0, 10**12))
@much
def test_money_keeps_its_number(dong: int) -> None:
    """No digit of a sum is lost or moved: groups of three, and the same number again without the dots."""
    said = phrases.say_money(dong)
    assert re.fullmatch(r"\d{1,3}(\.\d{3})* đ", said)
    assert int(said.removesuffix(" đ").replace(".", "")) == dong


@given(st.dates())
@much
def test_day_keeps_its_day(day: date) -> None:
    """A day is said day first, without noughts, and is that day."""
    parts = phrases.say_day(day).split("/")
    assert date(*(int(part) for part in reversed(parts))) == day
    assert not any(part.startswith("0") for part in parts)


@pytest.mark.parametrize(
    ("text", "said"), [("2026-06", "6/2026"), ("2026-06-12", "12/6/2026"), ("2026-11-01", "1/11/2026")]
)
def test_month_is_said_as_people_say_it(text: str, said: str) -> None:
    """A source read in a month is dated by the month; no day is made up."""
    assert phrases.say_month(text) == said


@given(st.times())
@much
def test_clock_keeps_its_time(clock: time) -> None:
    """Times are said as 7:30 and 15:00."""
    hour, minute = phrases.say_clock(clock).split(":")
    assert (int(hour), int(minute)) == (clock.hour, clock.minute)
    assert len(minute) == 2
    assert hour == str(clock.hour)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", ""), ("đăng ký", "Đăng ký"), ("Ủy ban", "Ủy ban"), ("VNeID", "VNeID"), ("ở nhà", "Ở nhà")],
)
def test_capital_changes_the_first_letter_only(text: str, said: str) -> None:
    """A line begins with a capital, and names keep theirs."""
    assert phrases.capital(text) == said


@pytest.mark.parametrize("end", [".", "!", "?", "…", ":"])
def test_sentence_ends_once(end: str) -> None:
    """A sentence gets a full stop where it has no mark of its own, and never two."""
    assert phrases.sentence("Mang giấy tờ đến quầy") == "Mang giấy tờ đến quầy."
    assert phrases.sentence(f"Mang giấy tờ đến quầy{end}") == f"Mang giấy tờ đến quầy{end}"


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_words_are_joined_as_people_list_them(words: list[str], said: str) -> None:
    """Lists end in "và", or in another word where that says more."""
    assert phrases.join_words(words) == said
    assert phrases.join_words(words, last="hoặc") == said.replace(" và ", " hoặc ")


def term(**facts: Any) -> Term:
    return phrases.say_time(ProcessingTime.model_validate(facts))


@pytest.mark.parametrize(
    ("facts", "text", "counted"),
    [
        ({"unit": "working_day", "amount": "3"}, "3 ngày làm việc", True),
        ({"unit": "day", "amount": "10"}, "10 ngày", True),
        ({"unit": "hour", "amount": "4"}, "4 giờ", True),
        ({"unit": "month", "amount": "2"}, "2 tháng", True),
        ({"unit": "same_day"}, "Trong ngày", True),
        ({"unit": "as_appointed"}, "Theo ngày ghi trên giấy hẹn", False),
        ({"unit": "unstated"}, "Hỏi ngày lấy khi nộp", False),
        ({"unit": "unstated", "stated": "Theo lịch của đoàn"}, "Theo lịch của đoàn", False),
        ({"unit": "as_appointed", "stated": "Theo lịch của đoàn"}, "Theo lịch của đoàn", False),
    ],
)
def test_time_is_said_with_its_unit(facts: dict[str, str], text: str, counted: bool) -> None:
    """Where the source gives no number, none is made up; a number comes with the unit of the source."""
    assert (term(**facts).text, term(**facts).counted) == (text, counted)


def test_time_says_for_whom_and_until_when() -> None:
    """A term that holds for one way or one case says so, with its closing time and what prolongs it."""
    said = term(
        unit="working_day",
        amount="3",
        channels=("online", "post"),
        when="Cần xác minh",
        stage="Chặng đầu",
        counted_from="ngày nộp tiền",
        cutoff="15:00",
        extensions=("Hỏi nơi khác",),
    )
    assert said == Term(
        "Chặng đầu – Nộp qua mạng hoặc gửi qua bưu điện – Cần xác minh",
        "3 ngày làm việc",
        "ngày nộp tiền",
        "15:00",
        ("Hỏi nơi khác",),
        True,
    )
    assert term(unit="same_day").condition == ""
    assert term(unit="same_day").cutoff == ""


def charge(**facts: Any) -> Charge:
    return phrases.say_fee(Fee.model_validate(facts), "tỉnh")


@pytest.mark.parametrize(
    ("facts", "text", "known"),
    [
        ({"type": "free"}, "Không mất tiền", True),
        ({"type": "priced", "amount": "8000"}, "8.000 đ", True),
        ({"type": "priced", "amount": "8000", "per": "bản"}, "8.000 đ một bản", True),
        ({"type": "priced", "amount": "0"}, "0 đ", True),
        ({"type": "set_by_province"}, "Mức tiền do tỉnh quy định, chưa ghi được con số", False),
        (
            {"type": "set_by_decree", "basis": "281/2016/TT-BTC"},
            "Mức tiền theo văn bản 281/2016/TT-BTC, chưa ghi được con số",
            False,
        ),
        ({"type": "unknown"}, "Chưa rõ có thu tiền không", False),
        ({"type": "unknown", "when": "Quá hạn"}, "chưa rõ bao nhiêu tiền", False),
        (
            {
                "type": "priced",
                "amount": "2000",
                "per": "trang",
                "tiers": [{"from_unit": "3", "amount": "1000"}],
            },
            "2.000 đ một trang; từ trang thứ 3 trở lên 1.000 đ một trang",
            True,
        ),
        (
            {"type": "priced", "amount": "2000", "per": "trang", "cap": {"amount": "200000", "per": "bản"}},
            "2.000 đ một trang; nhiều nhất 200.000 đ một bản",
            True,
        ),
        (
            {"type": "priced", "amount": "2000", "cap": {"amount": "9000"}},
            "2.000 đ; nhiều nhất 9.000 đ",
            True,
        ),
    ],
)
def test_fee_is_said_as_what_it_is(facts: dict[str, Any], text: str, known: bool) -> None:
    """Free, unknown, set by the province, set by a decree and priced are five things, and said as five."""
    assert (charge(**facts).text, charge(**facts).known) == (text, known)


def test_only_what_is_free_is_called_free() -> None:
    """No other kind of fee can be read as costing nothing."""
    others = set(FeeType) - {FeeType.FREE, FeeType.PRICED}
    texts = [charge(type=str(kind), basis="281/2016/TT-BTC").text for kind in others]
    assert len(set(texts)) == len(others)
    assert not any(re.search(r"không mất|miễn|\b0 đ", text, re.IGNORECASE) for text in texts)


def test_fee_says_for_whom_and_since_when() -> None:
    """A fee that holds for one way, one case or some days says so, with its name and the law behind it."""
    said = charge(
        type="priced",
        kind="charge",
        amount="8000",
        channels=("in_person",),
        when="Quá hạn",
        valid_from="2026-08-01",
        valid_until="2026-12-31",
        basis="75/2022/TT-BTC",
        exempt=("Hộ nghèo",),
    )
    assert said == Charge(
        "Nộp trực tiếp – Quá hạn, từ 1/8/2026 đến hết 31/12/2026",
        "8.000 đ",
        "8.000 đ",
        "Phí",
        "75/2022/TT-BTC",
        ("Hộ nghèo",),
        True,
    )
    assert charge(type="priced", amount="1", valid_from="2026-08-01").condition == "Từ 1/8/2026"
    assert charge(type="free", kind="fee").label == "Lệ phí"
    assert charge(type="free", kind="fee", name="Lệ phí cư trú").label == "Lệ phí cư trú"
    assert charge(type="free").label == ""


@pytest.mark.parametrize(
    ("channels", "when", "said"),
    [
        ((), None, ""),
        ((), "Quá hạn", "Quá hạn"),
        ((ChannelType.ONLINE,), None, "Nộp qua mạng"),
        ((ChannelType.IN_PERSON, ChannelType.POST), None, "Nộp trực tiếp hoặc gửi qua bưu điện"),
    ],
)
def test_condition_is_said_once(channels: tuple[ChannelType, ...], when: str | None, said: str) -> None:
    """What holds for all says nothing; several ways are one sentence with one capital."""
    assert phrases.say_condition(channels, when) == said


def test_people_and_ways_are_listed() -> None:
    """Who it is for and how the result comes are said in one breath."""
    assert phrases.say_audiences([Audience.CITIZEN, Audience.HOUSEHOLD]) == "người dân và hộ gia đình"
    assert phrases.say_deliveries([Delivery.AT_PLACE, Delivery.BY_POST]) == (
        "nhận tại nơi nộp hoặc nhận tại nhà qua bưu điện"
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({"originals": "1"}, "1 bản chính"),
        ({"copies": "2"}, "2 bản sao"),
        ({"originals": "1", "copies": "2"}, "1 bản chính · 2 bản sao"),
    ],
)
def test_copies_are_said_where_they_are_counted(counts: dict[str, str], said: str) -> None:
    """How many of a paper to bring is said where the source says it."""
    assert phrases.say_copies(Paper.model_validate({"name": "Giấy chứng sinh", **counts})) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "Giấy chứng sinh"}, "Giấy chứng sinh"),
        ({"name": "Giấy chứng sinh", "originals": "1"}, "Giấy chứng sinh (1 bản chính)"),
        (
            {"name": "Giấy chứng sinh", "alternatives": ("Giấy cam đoan",)},
            "Giấy chứng sinh hoặc giấy thay được",
        ),
        ({"name": "Căn cước hoặc hộ chiếu", "alternatives": ("Giấy khác",)}, "Căn cước hoặc hộ chiếu"),
        (
            {"name": "Giấy ủy quyền", "when": "Nhờ người khác đi thay", "copies": "2"},
            "Nhờ người khác đi thay: Giấy ủy quyền (2 bản sao)",
        ),
    ],
)
def test_paper_is_one_line_of_a_sheet(facts: dict[str, Any], said: str) -> None:
    """A line of a sheet says when a paper is needed, whether another will do, and how many."""
    assert phrases.say_paper_on_sheet(Paper.model_validate(facts)) == said


def hours(days: str, opens: str = "07:30", closes: str = "11:30") -> Hours:
    return Hours.model_validate({"days": tuple(days.split()), "opens": opens, "closes": closes})


@pytest.mark.parametrize(
    ("given_hours", "said"),
    [
        ([], ()),
        ([hours("mon")], ("Thứ Hai: 7:30–11:30",)),
        ([hours("mon tue wed thu fri")], ("Thứ Hai đến thứ Sáu: 7:30–11:30",)),
        (
            [hours("mon tue wed thu fri"), hours("mon tue wed thu fri", "13:30", "17:00"), hours("sat")],
            ("Thứ Hai đến thứ Sáu: 7:30–11:30, 13:30–17:00", "Thứ Bảy: 7:30–11:30"),
        ),
        ([hours("mon wed fri")], ("Thứ Hai: 7:30–11:30", "Thứ Tư: 7:30–11:30", "Thứ Sáu: 7:30–11:30")),
        ([hours("sun sat")], ("Thứ Bảy đến Chủ nhật: 7:30–11:30",)),
        ([hours("fri mon")], ("Thứ Hai: 7:30–11:30", "Thứ Sáu: 7:30–11:30")),
    ],
)
def test_hours_of_equal_days_stand_together(given_hours: list[Hours], said: tuple[str, ...]) -> None:
    """Days that follow each other and open alike are one line; a day off is not among them."""
    assert phrases.say_hours(tuple(given_hours)) == said


any_hours = st.builds(
    hours,
    st.sets(st.sampled_from([str(day) for day in Weekday]), min_size=1).map(" ".join),
    st.sampled_from(["07:00", "08:00"]),
    st.sampled_from(["11:30", "17:00"]),
)


@given(st.lists(any_hours, max_size=5))
@much
def test_hours_tell_every_open_day_once(given_hours: list[Hours]) -> None:
    """Nobody stands before a closed door, or stays at home on an open day."""
    order = list(Weekday)
    told: list[Weekday] = []
    for line in phrases.say_hours(tuple(given_hours)):
        ends = [phrases.capital(name) for name in line.split(": ")[0].split(" đến ")]
        first, last = (
            next(i for i, day in enumerate(order) if phrases.capital(phrases.WEEKDAYS[day]) == end)
            for end in (ends[0], ends[-1])
        )
        told += order[first : last + 1]
    assert told == [day for day in order if any(day in h.days for h in given_hours)]


def test_real_records_are_said_without_gaps(directory: Directory) -> None:
    """No time and no fee of a real record comes out empty, in Python's words or in officialese."""
    for procedure in directory.procedures:
        said = [phrases.say_time(t).text for t in procedure.processing_time]
        said += [phrases.say_fee(f, directory.province.called).text for f in directory.fees_of(procedure)]
        for text in said:
            assert text
            assert not re.search(r"None|TimeUnit|FeeType|  ", text)
