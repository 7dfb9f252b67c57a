"""No figure without a source: every number, day, decree and amount of a record stands in its source.

The sources are what the national portal gave, one JSON a code. They are not part of this project; where
their folder is not at hand, these tests are skipped.
"""

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from motcua.directory import Directory
from motcua.record import COUNTED_UNITS, Procedure, TimeUnit
from tests.conftest import ROOT

FACTS: Final = Path(os.environ.get("MOTCUA_FACTS", ROOT.parent / "shared" / "facts"))

RECORDS: Final = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "procedures").glob("*/*.yml"))

pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the portal's answers are not at hand")

DERIVED: Final = {
    ("1.014064", "fees.amount: 35000"): "the source's 70.000 less the 50 % it names",
    ("1.014064", "fees: 35000"): "the same",
    ("1.014064", "fees.valid_from: 2027-01-01"): "the day after the source's 31/12/2026",
    ("1.014063", "fees.amount: 25000"): "the source's 50.000 less the 50 % it names",
    ("1.014063", "fees: 25000"): "the same",
    ("1.014063", "fees.valid_from: 2027-01-01"): "the day after the source's 31/12/2026",
    ("1.012753", "legal_basis.number: 118/2025/NĐ-CP"): "the source cuts its last letter off",
    ("1.013978", "legal_basis.number: 118/2025/NĐ-CP"): "the same",
    ("1.012812", "legal_basis.number: 118/2025/NĐ-CP"): "the source cuts its last letter off",
}
"""Values that we worked out ourselves, by code, each with how."""

OURS: Final = frozenset(
    {
        ("code",),
        ("also_known_as",),
        ("joins",),
        ("related",),
        ("channels", "link"),
        ("source", "url"),
        ("source", "retrieved"),
    }
)
"""What is not the source's to state: addresses, codes, the words people use."""

_ONES: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_WORDS: Final = {
    **{word: n for n, word in enumerate(_ONES)},
    **{f"mười {word}" if n else "mười": 10 + n for n, word in enumerate(("", *_ONES[1:]))},
    **{f"{tens} mươi": 10 * n for n, tens in enumerate(_ONES) if n > 1},
    **{
        f"{tens} mươi {one}": 10 * n + m
        for n, tens in enumerate(_ONES)
        if n > 1
        for m, one in enumerate(_ONES)
        if m
    },
    "mười lăm": 15,
    "hai mươi lăm": 25,
    "bảy mươi lăm": 75,
    "một trăm": 100,
}
_WORD: Final = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!\w)")

_UNIT: Final = {
    TimeUnit.HOUR: r"giờ",
    TimeUnit.WORKING_DAY: r"ngày\s*làm\s*việc",
    TimeUnit.DAY: r"ngày(?!\s*làm\s*việc)",
    TimeUnit.MONTH: r"tháng",
}

_NUMBER: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+")
_DECREE: Final = re.compile(r"\d+(?:\.?[a-z]|\.\d+)?/(?:\d{4}/)?[A-ZĐ][\w-]*")
_DATE: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4})")
_SPELT_DATE: Final = re.compile(r"(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})")
_CLOCK: Final = re.compile(r"(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{2})?")


class Stated:
    """What one source states, in forms that can be compared."""

    def __init__(self, code: str) -> None:
        leaves = _leaves(json.loads((FACTS / f"{code}.json").read_text(encoding="utf-8")))
        text = " ".join(unicodedata.normalize("NFC", str(leaf)) for leaf in leaves)
        self.text = " ".join(text.replace("\u00ad", "").split()).lower()
        self.squashed = _squash(self.text)
        self.spelt = _WORD.sub(lambda found: str(_WORDS[found.group()]), self.text)
        self.numbers = {_whole(n) for n in _NUMBER.findall(f"{self.text} {self.spelt}")}
        self.numbers |= {int(n) for n in re.findall(r"\d+", self.text)}
        self.days = {
            (int(d), int(m), int(y)) for d, m, y in _DATE.findall(self.text) + _SPELT_DATE.findall(self.text)
        }
        self.clocks = {(int(h), int(m or 0)) for h, m in _CLOCK.findall(self.text)}

    def has_decree(self, number: str) -> bool:
        return _squash(number) in self.squashed

    def has_term(self, amount: int, unit: TimeUnit) -> bool:
        """Whether the source counts so many of this unit, "03 (ba) ngày làm việc" included."""
        count = rf"(?<!\d)0*{amount}\s*(?:\([^)]*\))?\s*{_UNIT[unit]}"
        return re.search(count, self.text) is not None or re.search(count, self.spelt) is not None

    def has_amount(self, dong: int) -> bool:
        """Whether the source names this sum as money."""
        sums = re.findall(r"(\d[\d.,]*)\s*(?:đ\b|đồng|vnđ|vnd|việt nam đồng)", self.text)
        return any(_whole(one.strip(".,")) == dong for one in sums)


@cache
def stated(code: str) -> Stated:
    return Stated(code)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _whole(number: str) -> int:
    return int(re.sub(r"[.,]", "", number))


def _squash(text: str) -> str:
    return re.sub(r"[\s–-]", "", text.lower()).replace("nđ", "nd")


def find_unstated(record: Procedure) -> list[str]:
    """Every value of a record that its source does not state, as "key: value"."""
    source = stated(record.code)
    found = []
    for way, value in _walk(record.model_dump(), ()):
        if way in OURS:
            continue
        found += [f"{'.'.join(way)}: {one}" for one in _unstated(value, source)]
    for term in record.processing_time:
        if term.unit in COUNTED_UNITS and not source.has_term(term.amount or 0, term.unit):
            found.append(f"processing_time: {term.amount} {term.unit}")
    for fee in record.fees:
        amounts = [fee.amount, fee.cap.amount if fee.cap else None, *(tier.amount for tier in fee.tiers)]
        found += [f"fees: {amount}" for amount in amounts if amount and not source.has_amount(amount)]
    return found


def _walk(value: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*way, key))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _walk(inner, way)
    elif value is not None:
        yield way, value


def _unstated(value: Any, source: Stated) -> Iterator[str]:
    if isinstance(value, date):
        if (value.day, value.month, value.year) not in source.days and value.isoformat() not in source.text:
            yield value.isoformat()
    elif isinstance(value, time):
        if (value.hour, value.minute) not in source.clocks:
            yield value.isoformat("minutes")
    elif isinstance(value, int):
        if value not in source.numbers:
            yield str(value)
    elif isinstance(value, str):
        yield from _unstated_in_text(value, source)


def _unstated_in_text(text: str, source: Stated) -> Iterator[str]:
    kinds: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
        (_DECREE, lambda found: source.has_decree(found.group())),
        (_DATE, lambda found: tuple(map(int, found.groups())) in source.days),
        (
            re.compile(r"(\d{1,2}):(\d{2})"),
            lambda found: (int(found.group(1)), int(found.group(2))) in source.clocks,
        ),
        (_NUMBER, lambda found: _whole(found.group()) in source.numbers),
    )
    for pattern, is_stated in kinds:
        yield from (found.group() for found in pattern.finditer(text) if not is_stated(found))
        text = pattern.sub(" ", text)


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.removeprefix("procedures/"))
def test_every_figure_is_in_the_source(file: str, directory: Directory) -> None:
    """A number, day, decree or amount on a page is one that the portal states, or is worked out from it."""
    record = next(p for p in directory.procedures if directory.files[p.code] == file)
    missing = [one for one in find_unstated(record) if (record.code, one) not in DERIVED]
    assert missing == []


def test_derived_values_are_in_use(directory: Directory) -> None:
    """An exception that no record needs any more is deleted with its reason."""
    needed = {(p.code, one) for p in directory.procedures for one in find_unstated(p)}
    assert set(DERIVED) <= needed
