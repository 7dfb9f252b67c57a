"""Dates and open doors: what the phone works out is what the law says, at any moment, in any zone.

The oracle walks through days and minutes one by one; scripts/dates.js, which Node runs here, does not.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from motcua.opening import describe_desk, describe_term, list_holidays
from motcua.phrases import WEEKDAYS
from motcua.place import Hours, Place, Weekday
from motcua.record import ProcessingTime, TimeUnit
from tests.conftest import ROOT, run_build
from tests.golden.project import read_project, write_project
from tests.small import BIRTH, LODGING, edit, make_small, read_page, text_of, with_id
from tests.test_browser import open_phone, serve_folder
from tests.test_check import SHEETS, change, tell, write_records

VIET_NAM: Final = timezone(timedelta(hours=7))
EPOCH: Final = date(1970, 1, 1)
WEEK: Final = tuple(Weekday)
USUAL: Final = (("07:30", "11:30"), ("13:30", "17:00"))


def make_place(
    *hours: Hours, closed: tuple[date, ...] = (), extra: tuple[date, ...] = (), days: str = "01234"
) -> Place:
    """A place with these hours, or with the usual ones on the days that are counted from Monday as 0."""
    usual = [
        Hours(
            days=tuple(WEEK[int(d)] for d in days), opens=time.fromisoformat(o), closes=time.fromisoformat(c)
        )
        for o, c in USUAL
    ]
    return Place(
        name="Quầy", address="Thôn Đông", phone="0000 000 101",
        hours=hours or tuple(usual), closed_on=closed, extra_working_days=extra,
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a phone knows: the announced holidays, a place, a term; and when it is asked."""

    holidays: dict[str, Any]
    place: Place
    term: dict[str, Any]
    now: datetime

    def write(self) -> str:
        data = {
            "holidays": self.holidays,
            "desk": describe_desk(self.place),
            "term": self.term,
            "now": self.now.timestamp() * 1000,
        }
        return json.dumps(data)


class Phone:
    """scripts/dates.js, running in Node."""

    def __init__(self, folder: Path, module: Path = ROOT / "templates/scripts/dates.js") -> None:
        shutil.copy2(module, folder / "dates.js")
        (folder / "package.json").write_text('{"type": "module"}')
        self.process = subprocess.Popen(
            ["node", str(ROOT / "tests/dates.mjs"), str(folder / "dates.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, asked: Asked) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        print(asked.write(), file=self.process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    phone = Phone(tmp_path_factory.mktemp("dates"))
    yield phone
    phone.close()


def term(unit: str = "working_day", amount: int | None = 3, cutoff: str | None = None) -> dict[str, Any]:
    minutes = int(cutoff[:2]) * 60 + int(cutoff[3:]) if cutoff else None
    return {"line": 0, "unit": unit, "amount": amount, "cutoff": minutes}


# The oracle: Civil Code 2015, articles 147 and 148, a day and a minute at a time


def days_in(asked: Asked, start: date) -> Iterator[date]:
    """The days from `start` on of which something is known."""
    while asked.holidays["first"] <= start.year <= asked.holidays["last"]:
        yield start
        start += timedelta(1)


def is_working_day(asked: Asked, day: date) -> bool:
    if day in asked.place.closed_on:
        return False
    if day in asked.place.extra_working_days or day.isoformat() in asked.holidays["working"]:
        return True
    return day.weekday() not in (5, 6) and day.isoformat() not in asked.holidays["off"]


def is_open(asked: Asked, moment: datetime) -> bool:
    day, clock = moment.date(), moment.time()
    swapped = day in asked.place.extra_working_days or day.isoformat() in asked.holidays["working"]
    if day in asked.place.closed_on or (day.isoformat() in asked.holidays["off"] and not swapped):
        return False
    name = WEEK[4 if swapped and day.weekday() > 4 else day.weekday()]
    return any(name in h.days and h.opens <= clock < h.closes for h in asked.place.hours)


def minutes_of(day: date, since: datetime | None = None) -> Iterator[datetime]:
    """The moment asked about, if it is of that day, and the full minutes after it."""
    if since and since.date() == day:
        yield since
    start = datetime.combine(day, time(), VIET_NAM)
    for minute in range(24 * 60):
        moment = start + timedelta(minutes=minute)
        if not since or moment > since:
            yield moment


def first_open_minute(asked: Asked) -> datetime | None:
    for day in days_in(asked, asked.now.date()):
        for moment in minutes_of(day, asked.now):
            if is_open(asked, moment):
                return moment
    return None


def serves(asked: Asked, day: date) -> bool:
    return is_working_day(asked, day) and any(is_open(asked, moment) for moment in minutes_of(day))


def find_due(asked: Asked) -> date | None:
    handed = first_open_minute(asked)
    if handed is None:
        return None
    day = handed.date()
    unit, amount, cutoff = asked.term["unit"], asked.term["amount"], asked.term["cutoff"]
    if cutoff is not None and handed - datetime.combine(day, time(), VIET_NAM) > timedelta(minutes=cutoff):
        rest = days_in(asked, day + timedelta(1))
        later = next((d for d in rest if serves(asked, d)), None)
        if later is None:
            return None
        day = later
    if unit == "same_day":
        return day
    counted = 0
    for later in days_in(asked, day + timedelta(1)):
        counted += unit == "day" or is_working_day(asked, later)
        if counted >= amount and serves(asked, later):
            return later
    return None


def find_state(asked: Asked) -> dict[str, Any] | None:
    today = asked.now.date()
    if not list(zip(range(1), days_in(asked, today), strict=False)):
        return None
    if is_open(asked, asked.now):
        shut = (m for m in minutes_of(today, asked.now) if not is_open(asked, m))
        return {"open": True, **tell_moment(next(shut))}
    opening = first_open_minute(asked)
    return {"open": False, **(tell_moment(opening) if opening else {"day": None, "minute": None})}


def tell_moment(moment: datetime) -> dict[str, int]:
    return {"day": (moment.date() - EPOCH).days, "minute": moment.hour * 60 + moment.minute}


clocks = st.builds(time, st.integers(6, 18), st.sampled_from([0, 15, 30]))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    opens, closes = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    days = draw(st.sets(st.sampled_from(WEEK), min_size=1))
    return Hours(days=tuple(days), opens=opens, closes=closes)


dates = st.dates(date(2026, 1, 1), date(2026, 3, 10))


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Ten weeks in which anything may be off, and a year's end close by."""
    off = draw(st.sets(dates, max_size=25))
    working = draw(st.sets(dates.filter(lambda d: d.weekday() > 4), max_size=4))
    closed = draw(st.sets(dates, max_size=8))
    extra = draw(st.sets(dates, max_size=4)) - closed
    usual = draw(st.booleans())
    own = draw(st.lists(hours(), min_size=1, max_size=4))
    place = make_place(*(() if usual else own), closed=tuple(closed), extra=tuple(extra))
    known = draw(st.sampled_from([2025, 2026]))
    unit = draw(st.sampled_from(["working_day", "day", "same_day"]))
    near = draw(st.one_of(dates, st.dates(date(2025, 12, 20), date(2026, 1, 4))))
    clock = draw(st.one_of(clocks, st.times()))
    return Asked(
        {
            "first": known - 1,
            "last": known,
            "off": sorted(day.isoformat() for day in off),
            "working": sorted(day.isoformat() for day in working),
        },
        place,
        {
            "line": 0,
            "unit": unit,
            "amount": None if unit == "same_day" else draw(st.integers(1, 40)),
            "cutoff": draw(st.none() | clocks.map(lambda c: c.hour * 60 + c.minute)),
        },
        # Milliseconds, for a phone knows no finer ones.
        datetime.combine(near, clock.replace(microsecond=clock.microsecond // 1000 * 1000), VIET_NAM),
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions())
def test_the_phone_counts_as_the_law_does(node: Phone, asked: Asked) -> None:
    """Whatever is off, whenever it is handed in: the day it is due, and the state of the door, are right."""
    answer = node.ask(asked)
    due = find_due(asked)
    assert answer["due"] == (due and (due - EPOCH).days)
    assert answer["state"] == find_state(asked)


# By hand


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIET_NAM)


def real(until: int) -> dict[str, Any]:
    found = list_holidays(until)
    assert found
    return found


BY_HAND: Final = {
    # Tết 2026: off from Monday 16 to Friday 20 February.
    "2026-02-12 10:00": (term(amount=3), "thứ Ba, 24/2"),
    "2026-02-13 16:59": (term(amount=1), "thứ Hai, 23/2"),
    "2026-02-13 17:00": (term("same_day", None), "thứ Hai, 23/2"),
    "2026-02-13 17:01": (term(amount=1), "thứ Ba, 24/2"),
    "2026-02-10 08:00": (term("day", 7), "thứ Hai, 23/2"),
    "2026-02-16 09:00": (term(amount=2), "thứ Tư, 25/2"),
    # 26 April is a Sunday: the kings' day is made up for on Monday.
    "2026-04-24 09:00": (term(amount=1), "thứ Ba, 28/4"),
    "2026-04-29 09:00": (term(amount=1), "thứ Hai, 4/5"),
    # Saturday 22 August is worked for Monday 31.
    "2026-08-21 09:00": (term(amount=1), "thứ Bảy, 22/8"),
    "2026-08-22 09:00": (term("same_day", None), "thứ Bảy, 22/8"),
    "2026-08-28 09:00": (term(amount=1), "thứ Năm, 3/9"),
    "2026-11-23 09:00": (term(amount=1), "thứ Tư, 25/11"),
    "2026-11-26 09:00": (term(amount=3), "thứ Ba, 1/12"),
    # The hour by which it has to be there, and a minute after it.
    "2026-11-27 15:00": (term("same_day", None, "15:00"), "thứ Sáu, 27/11"),
    "2026-11-27 15:00:01": (term("same_day", None, "15:00"), "thứ Hai, 30/11"),
    "2026-11-27 15:01": (term(amount=2, cutoff="15:00"), "thứ Tư, 2/12"),
    "2026-11-27 05:00": (term("same_day", None, "15:00"), "thứ Sáu, 27/11"),
    "2026-11-27 12:00": (term("same_day", None, "12:30"), "thứ Hai, 30/11"),
    # Of 2027 nothing is announced.
    "2026-12-30 09:00": (term(amount=1), "thứ Năm, 31/12"),
    "2026-12-30 10:00": (term(amount=2), ""),
    "2026-12-31 18:00": (term("same_day", None), ""),
    "2027-01-05 09:00": (term(amount=1), ""),
    "2024-12-31 09:00": (term(amount=1), ""),
}


@pytest.mark.parametrize("now", BY_HAND)
def test_a_date_worked_out_by_hand(now: str, node: Phone) -> None:
    """Tết, bridge days, the hour that counts, the end of what is known: as a clerk counts on a calendar."""
    asked, said = BY_HAND[now]
    answer = node.ask(Asked(real(2026), make_place(), asked, at(now)))
    assert answer["said"][0] == (f"Nộp hôm nay thì chậm nhất {said} có kết quả." if said else "")


def test_tet_of_2027_by_hand(node: Phone) -> None:
    """With 2027 announced, its Tết is stepped over (off from Thursday 4 to Wednesday 10 February)."""
    for now, days, said in (
        ("2026-12-30 09:00", 3, "thứ Ba, 5/1"),
        ("2027-02-02 09:00", 1, "thứ Tư, 3/2"),
        ("2027-02-02 09:00", 3, "thứ Sáu, 12/2"),
        ("2027-02-03 17:30", 1, "thứ Sáu, 12/2"),
    ):
        answer = node.ask(Asked(real(2027), make_place(), term(amount=days), at(now)))
        assert answer["said"][0] == f"Nộp hôm nay thì chậm nhất {said} có kết quả."


STATES: Final = {
    "2026-11-27 07:29": "Đang nghỉ, mở lại 7:30 hôm nay.",
    "2026-11-27 07:30": "Đang mở cửa, đến 11:30.",
    "2026-11-27 11:30": "Đang nghỉ, mở lại 13:30 hôm nay.",
    "2026-11-27 16:59:59": "Đang mở cửa, đến 17:00.",
    "2026-11-27 17:00": "Đang nghỉ, mở lại 7:30 thứ Hai.",
    "2026-11-25 23:00": "Đang nghỉ, mở lại 7:30 thứ Năm.",
    "2026-02-13 17:00": "Đang nghỉ, mở lại 7:30 thứ Hai, 23/2.",
    "2026-02-16 09:00": "Đang nghỉ, mở lại 7:30 thứ Hai, 23/2.",
    "2026-02-17 09:00": "Đang nghỉ, mở lại 7:30 thứ Hai.",
    "2026-08-22 14:00": "Đang mở cửa, đến 17:00.",
    "2026-12-31 17:00": "Đang nghỉ.",
    "2027-01-04 09:00": "",
}


@pytest.mark.parametrize("now", STATES)
def test_a_door_seen_by_hand(now: str, node: Phone) -> None:
    """Before, during and after hours, over a weekend and over Tết: open until when, closed until when."""
    answer = node.ask(Asked(real(2026), make_place(), term(), at(now)))
    assert answer["said"][1] == STATES[now]


def test_the_days_of_a_place_are_its_own(node: Phone) -> None:
    """A day on which one place is closed, and one that it works besides, count there."""
    place = make_place(closed=(date(2026, 11, 27),), extra=(date(2026, 11, 28),))
    said = node.ask(Asked(real(2026), place, term(amount=2), at("2026-11-26 09:00")))["said"]
    assert said[0] == "Nộp hôm nay thì chậm nhất thứ Hai, 30/11 có kết quả."
    said = node.ask(Asked(real(2026), place, term(), at("2026-11-26 19:00")))["said"]
    assert said[1] == "Đang nghỉ, mở lại 7:30 thứ Bảy."


def test_a_saturday_with_hours_is_no_working_day(node: Phone) -> None:
    """What is handed in on a Saturday is handed in, but terms count from Monday on and end on no Saturday."""
    place = make_place(days="012345")
    saturday = node.ask(Asked(real(2026), place, term(amount=1), at("2026-11-28 09:00")))["said"][0]
    assert saturday == "Nộp hôm nay thì chậm nhất thứ Hai, 30/11 có kết quả."
    friday = node.ask(Asked(real(2026), place, term("day", 1), at("2026-11-27 09:00")))["said"][0]
    assert friday == "Nộp hôm nay thì chậm nhất thứ Hai, 30/11 có kết quả."


def test_nothing_is_due_while_the_door_is_shut(node: Phone) -> None:
    """Where a place opens on two days of the week, a result waits for one, and so do late papers."""
    place = make_place(days="02")
    for asked, said in (
        (term(amount=1), "thứ Hai, 30/11"),
        (term("day", 1), "thứ Hai, 30/11"),
        (term("same_day", None, "15:00"), "thứ Hai, 30/11"),
        (term(amount=1, cutoff="15:00"), "thứ Tư, 2/12"),
    ):
        answer = node.ask(Asked(real(2026), place, asked, at("2026-11-25 15:30")))
        assert answer["said"][0] == f"Nộp hôm nay thì chậm nhất {said} có kết quả."


def test_weekdays_have_the_names_of_the_page(node: Phone) -> None:
    """Scripts and templates call the days of the week alike."""
    place = make_place(days="0123456")
    for number, name in enumerate(WEEKDAYS.values()):
        now = datetime(2026, 11, 23 + number, 9, tzinfo=VIET_NAM) + timedelta(days=7 * (number == 1))
        answer = node.ask(Asked(real(2026), place, term("same_day", None), now))
        assert f"chậm nhất {name}, {now.day}/{now.month} có" in answer["said"][0]


# What is known


def test_holidays_of_the_announced_years_only() -> None:
    """The list holds the year up to which days are announced and the one before, and no other's days."""
    found = real(2026)
    assert (found["first"], found["last"]) == (2025, 2026)
    assert {day[:4] for day in (*found["off"], *found["working"])} == {"2025", "2026"}
    assert [day for day in found["off"] if day.startswith("2026-02")] == [
        f"2026-02-{n}" for n in (16, 17, 18, 19, 20)
    ]
    assert found["working"] == ["2025-04-26", "2026-08-22"]


def test_estimated_days_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year of which the library only guesses a day is as good as not announced."""

    class Found(dict[date, str]):
        weekend_workdays: Final = frozenset[date]()

    def guess(country: str, years: int, language: str) -> Found:
        return Found({date(years, 1, 1): "Tết Dương lịch" if years < 2026 else "Tết (dự kiến)"})

    monkeypatch.setattr(holidays, "country_holidays", guess)
    assert real(2026)["last"] == real(2025)["last"] == 2025
    assert list_holidays(2027) is None


def test_the_library_knows_every_year_that_may_be_written() -> None:
    """No year of this century is a guess yet; when one becomes so, this says it before a page does."""
    for until in range(2010, 2100, 2):
        assert real(until)["last"] == until


# Which procedures have such a day


TIME: Final = {"unit": TimeUnit.WORKING_DAY, "amount": 3}


@pytest.mark.parametrize(
    ("terms", "dated"),
    [
        ([TIME], True),
        ([{"unit": TimeUnit.DAY, "amount": 7}], True),
        ([{"unit": TimeUnit.SAME_DAY}], True),
        ([{**TIME, "channels": ["in_person", "post"]}, {"unit": TimeUnit.AS_APPOINTED}], True),
        ([{"unit": TimeUnit.UNSTATED}, TIME], True),
        ([], False),
        ([{"unit": TimeUnit.UNSTATED}], False),
        ([{"unit": TimeUnit.HOUR, "amount": 2}], False),
        ([{"unit": TimeUnit.MONTH, "amount": 2}], False),
        ([TIME, {"unit": TimeUnit.HOUR, "amount": 2}], False),
        ([TIME, TIME], False),
        ([{**TIME, "stage": "Xác minh"}], False),
        ([TIME, {"unit": TimeUnit.UNSTATED, "stage": "Xác minh"}], False),
        ([{**TIME, "counted_from": "ngày bắt đầu rà soát"}], False),
        ([{**TIME, "when": "Cần xác minh"}], False),
        ([{**TIME, "channels": ["online"]}], False),
    ],
)
def test_one_term_that_counts_from_the_desk(terms: list[dict[str, Any]], dated: bool, tmp_path: Path) -> None:
    """A date is promised only where one term holds for everybody at the desk, and runs from handing in."""
    directory = read_project(write_project(tmp_path, write_records(), SHEETS))
    times = tuple(ProcessingTime.model_validate(one) for one in terms)
    procedure = directory.procedures[0].model_copy(update={"processing_time": times})
    found = describe_term(procedure)
    assert (found is not None) == dated
    if found:
        assert terms[found["line"]]["unit"] == found["unit"]


# What staff write


HOURS_END: Final = '        closes: "11:30"\n'


def with_days(lines: str) -> dict[str, str]:
    return write_records() | change("commune.yml", HOURS_END, HOURS_END + lines)


def test_days_of_a_place_are_read(tmp_path: Path) -> None:
    """closed_on and extra_working_days are lists of days, in either form that YAML has for lists."""
    files = with_days("    closed_on: [2026-12-30]\n    extra_working_days:\n      - 2026-12-26\n")
    (place,) = read_project(write_project(tmp_path, files, SHEETS)).commune.places.values()
    assert (place.closed_on, place.extra_working_days) == ((date(2026, 12, 30),), (date(2026, 12, 26),))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            "    closed_on: [30/12/2026]\n",
            'commune.yml:14:17: Ngày nghỉ riêng (closed_on): "30/12/2026" không phải ngày. '
            "Viết năm-tháng-ngày: 2026-12-01.",
        ),
        (
            "    extra_working_days: [2026-02-30]\n",
            'commune.yml:14:26: Ngày làm bù (extra_working_days): "2026-02-30" không có trong lịch. '
            "Viết năm-tháng-ngày: 2026-12-01.",
        ),
        (
            "    closed_on: [2026-12-30]\n    extra_working_days: [2026-12-30]\n",
            "commune.yml:7:5: Các nơi nộp (places): ngày 2026-12-30 vừa ở closed_on (nghỉ riêng) vừa ở "
            "extra_working_days (làm bù). Xóa ngày đó ở một chỗ.",
        ),
    ],
)
def test_slips_in_days_are_told(lines: str, told: str, tmp_path: Path) -> None:
    """A day that is none, or one both off and on, is told at its place and in the words of staff."""
    assert tell(tmp_path, with_days(lines)) == [told]


def test_a_year_that_is_none_is_told(tmp_path: Path) -> None:
    """The year up to which holidays are announced has four digits."""
    files = write_records() | change("province.yml", "source:", "holidays_announced_until: 26\nsource:")
    assert tell(tmp_path, files) == [
        "province.yml:4:27: Lịch nghỉ lễ đã công bố đến hết năm (holidays_announced_until): "
        '"26" không phải năm. Viết bốn chữ số: 2026.'
    ]


# On the page


WEDNESDAY: Final = at("2026-11-25 09:00")
TOLD: Final = ".mc-told"
LATE: Final = "Quá ngày hẹn chưa có? Gọi 0000 000 901."
STAY: Final = "1.004222"
"""Seven working days, at the police: Saturday mornings too."""


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    yield from serve_folder(built / "site")


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A phone in Los Angeles."""
    phone = open_phone(browser, complaints, zone="America/Los_Angeles")
    yield phone
    phone.context.close()
    assert complaints == []


def test_the_page_tells_day_and_door(page: Page, address: str) -> None:
    """In whatever zone a phone is, the page tells by the time of Viet Nam, under the facts they belong to."""
    page.clock.set_fixed_time(WEDNESDAY.astimezone(UTC))
    page.goto(f"{address}{STAY}/")
    due = page.locator("#bao-lau").locator(TOLD)
    expect(due).to_have_text("Nộp hôm nay thì chậm nhất thứ Sáu, 4/12 có kết quả.")
    expect(page.locator("#bao-lau")).to_contain_text("Ngày trên giấy hẹn mới là ngày chắc chắn.")
    expect(page.locator(f"#nop-o-dau {TOLD}")).to_have_text("Đang mở cửa, đến 11:30.")
    page.goto(f"{address}noi-nop/")
    expect(page.locator(TOLD)).to_have_text(["Đang mở cửa, đến 11:30."] * 3)


def test_the_page_tells_anew_when_it_is_seen_again(page: Page, address: str) -> None:
    """A page that lay hidden for a while tells the state of now as soon as it is looked at."""
    page.clock.set_fixed_time(WEDNESDAY)
    page.goto(f"{address}{STAY}/")
    door = page.locator(f"#nop-o-dau {TOLD}")
    expect(door).to_have_text("Đang mở cửa, đến 11:30.")
    page.clock.set_fixed_time(at("2026-11-28 12:00"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(door).to_have_text("Đang nghỉ, mở lại 7:30 thứ Hai.")
    expect(page.locator(f"#bao-lau {TOLD}")).to_contain_text("thứ Tư, 9/12")


def test_a_page_left_open_tells_anew(page: Page, address: str) -> None:
    """On a screen that nobody touches the door closes when it does."""
    page.clock.install(time=at("2026-11-25 11:29:30"))
    page.goto(f"{address}noi-nop/")
    expect(page.locator(TOLD).first).to_have_text("Đang mở cửa, đến 11:30.")
    page.clock.run_for(61_000)
    expect(page.locator(TOLD).first).to_have_text("Đang nghỉ, mở lại 13:30 hôm nay.")


def test_beyond_the_announced_years_the_page_is_plain(page: Page, address: str) -> None:
    """Where nothing is known of the days, nothing is said of them, and the term stands as it is."""
    page.clock.set_fixed_time(at("2027-03-02 09:00"))
    with page.expect_response("**/dates.js"):
        page.goto(f"{address}{STAY}/")
    page.wait_for_load_state("networkidle")
    assert page.locator(TOLD).all_text_contents() == ["", ""]
    for line in page.locator(TOLD).all():
        expect(line).to_be_hidden()
    expect(page.locator("#bao-lau")).to_contain_text("7 ngày làm việc.")


def test_only_pages_that_tell_days_fetch_how(page: Page, address: str) -> None:
    """Home, lists and rating pages ask for nothing more than before."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for path in ("", "a-z/", "trong-ngay/", f"{STAY}/5/", "to-in/"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if url.endswith("dates.js")]
    page.goto(f"{address}{STAY}/")
    page.wait_for_load_state("networkidle")
    assert len([url for url in fetched if url.endswith("dates.js")]) == 1


def test_a_lost_script_leaves_the_page_plain(browser: Browser, address: str) -> None:
    """Where the network breaks between page and script, the page reads as without scripts."""
    phone = open_phone(browser, [])
    phone.route("**/dates.js", lambda route: route.abort())
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    phone.goto(f"{address}{STAY}/")
    phone.wait_for_load_state("networkidle")
    expect(phone.locator(TOLD).first).to_be_hidden()
    assert errors == []
    phone.context.close()


def test_the_plain_sentence_stands_without_scripts(browser: Browser, address: str) -> None:
    """Without scripts nothing is missing that was there: the term in words, and whom to call when late."""
    phone = open_phone(browser, [], scripts=False)
    phone.goto(f"{address}{STAY}/")
    section = phone.locator("#bao-lau")
    expect(section).to_contain_text("7 ngày làm việc. Ngày trên giấy hẹn mới là ngày chắc chắn.")
    expect(section).to_contain_text("Quá ngày hẹn chưa có? Gọi 0000 000 102.")
    for line in phone.locator(TOLD).all():
        expect(line).to_be_hidden()
    phone.context.close()


def test_a_place_that_is_late_has_a_number(tmp_path: Path) -> None:
    """Every procedure says whom to call when the day is past; without announced holidays it says no more."""
    root = make_small(tmp_path / "project")
    assert run_build(root, "site").returncode == 0
    page = read_page(root / f"build/rendered/{BIRTH}/index.html")
    assert LATE in text_of(with_id(page, "bao-lau"))
    for file in (root / "build/rendered").rglob("*.html"):
        assert "data-desk" not in file.read_text(encoding="utf-8")
    edit(root / "province.yml", "source:", "holidays_announced_until: 2026\nsource:")
    assert run_build(root, "site").returncode == 0
    # The withdrawn one has no door, and lists have no clock.
    telling = [f for f in (root / "build/rendered").rglob("*.html") if "data-desk" in f.read_text("utf-8")]
    assert {f.parent.name for f in telling} == {BIRTH, LODGING, "noi-nop"}
