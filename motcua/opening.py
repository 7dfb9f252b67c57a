"""When doors are open and which days count: what a phone works dates out from.

How it does that stands in templates/scripts/dates.js. Nothing here asks what day it is: a page made today
and one made next month are the same, and the phone that shows it knows its own day.
"""

from datetime import time
from typing import Any, Final

from motcua.place import Hours, Place, Weekday
from motcua.record import ChannelType, Procedure, ProcessingTime, TimeUnit

COUNTED_IN_DAYS: Final = {TimeUnit.SAME_DAY, TimeUnit.WORKING_DAY, TimeUnit.DAY}


def list_holidays(until: int) -> dict[str, Any] | None:
    """The public holidays of Viet Nam in the year `until` and in the one before it, in which that year's are
    announced. `working` are the days of weekends that were swapped for a working day.

    A year of which a day is only estimated is as good as not announced; None where that leaves no year.
    """
    # Loaded here, for it takes as long as a hundred pages, and what it gives is remembered.
    from holidays import country_holidays

    years = []
    off: list[str] = []
    working: list[str] = []
    for year in (until - 1, until):
        found = country_holidays("VN", years=year, language="vi")
        if not found or any("dự kiến" in name for name in found.values()):
            break
        years.append(year)
        off += [day.isoformat() for day in sorted(found)]
        working += [day.isoformat() for day in sorted(found.weekend_workdays) if day.year == year]
    return {"first": years[0], "last": years[-1], "off": off, "working": working} if years else None


def describe_desk(place: Place) -> dict[str, Any]:
    """When a place is open: for each weekday from when to when, in minutes, and its own days off and on."""
    return {
        "hours": [_join_spans(day, place.hours) for day in Weekday],
        "closed": [day.isoformat() for day in place.closed_on],
        "extra": [day.isoformat() for day in place.extra_working_days],
    }


def describe_term(procedure: Procedure) -> dict[str, Any] | None:
    """The one term by which a result is due, for who hands in at the desk; None where there is no such one.

    `line` is which of the record's terms it is.
    """
    terms = procedure.processing_time
    counted = [(line, term) for line, term in enumerate(terms) if term.unit in COUNTED_IN_DAYS or term.amount]
    if len(counted) != 1 or any(term.stage for term in terms):
        return None
    ((line, term),) = counted
    return _describe(line, term) if _counts_from_the_desk(term) else None


def _counts_from_the_desk(term: ProcessingTime) -> bool:
    """Whether it runs for everybody who hands in at the desk, from that day, and is told in days."""
    walks = not term.channels or ChannelType.IN_PERSON in term.channels
    return term.unit in COUNTED_IN_DAYS and walks and not term.when and not term.counted_from


def _describe(line: int, term: ProcessingTime) -> dict[str, Any]:
    cutoff = _count_minutes(term.cutoff) if term.cutoff else None
    return {"line": line, "unit": term.unit, "amount": term.amount, "cutoff": cutoff}


def _join_spans(day: Weekday, hours: tuple[Hours, ...]) -> list[list[int]]:
    """The spans of one weekday in order, those that touch or overlap as one."""
    spans: list[list[int]] = []
    own = ([_count_minutes(h.opens), _count_minutes(h.closes)] for h in hours if day in h.days)
    for opens, closes in sorted(own):
        if spans and opens <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], closes)
        else:
            spans.append([opens, closes])
    return spans


def _count_minutes(clock: time) -> int:
    return 60 * clock.hour + clock.minute
