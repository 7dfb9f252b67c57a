"""The words of the real records: what people may call each procedure, and what the records agreed to say."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pytest

from motcua.directory import Directory
from motcua.load import WORDS_FILE, read_document
from motcua.place import Wording
from motcua.record import Paper, Procedure
from motcua.wording import NOT_OURS
from tests.conftest import ROOT
from tests.test_records import walk

NAMES: Final = (
    "Ban Chỉ huy quân sự xã",
    "Công an xã",
    "Cơ sở dữ liệu quốc gia về dân cư",
    "Cổng Dịch vụ công",
    "Một cửa",
    "Trung tâm Phục vụ hành chính công",
    "VNeID",
    "Ủy ban nhân dân",
)
"""Names of what people go to, with their capitals."""


@pytest.fixture(scope="module")
def wording() -> Wording:
    """The real procedures/words.yml."""
    return Wording.model_validate(read_document(ROOT, WORDS_FILE).data)


def fold(text: str) -> str:
    """The text as one may type it in haste: no capitals, no tones, no punctuation, single spaces."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"[\u0300-\u036f]", "", plain)).split())


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def texts_of(record: Procedure) -> Iterator[str]:
    """What the record says in our own words."""
    for way, value in walk(record.model_dump(mode="json")):
        if isinstance(value, str) and NOT_OURS.isdisjoint(way):
            yield value


def papers_of(record: Procedure) -> Iterator[Paper]:
    for papers in (*(c.papers for c in record.documents), *(p.papers for p in record.who_may_submit)):
        yield from papers


def found_twice(things: Iterable[str]) -> list[str]:
    return [thing for thing, times in Counter(things).items() if times > 1]


# What people call a procedure


def test_each_record_is_known_by_four_more_names(directory: Directory) -> None:
    """Whoever does not know the official word finds each procedure by at least four others."""
    assert [r.code for r in directory.procedures if len(r.also_known_as) < 4] == []


def test_other_names_say_something_new(directory: Directory) -> None:
    """Each other name has at least one word that neither the name nor the official name has."""
    idle = [
        f"{record.code}: {alias}"
        for record in directory.procedures
        for alias in record.also_known_as
        if words_of(alias) <= words_of(f"{record.name} {record.official_name or ''}")
    ]
    assert idle == []


def test_one_name_leads_to_one_procedure(directory: Directory) -> None:
    """No name, typed without tones, is that of two procedures, nor stands twice in one."""
    names = [fold(name) for record in directory.procedures for name in {record.name, *record.also_known_as}]
    assert found_twice(names) == []


# What the records call things


def test_one_paper_is_spelt_one_way(directory: Directory) -> None:
    """No two papers of all records differ in capitals, tones, punctuation or white space only."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for record in directory.procedures:
        for paper in papers_of(record):
            for name in (paper.name, *paper.alternatives):
                spellings[fold(name)].add(name)
    assert [sorted(names) for names in spellings.values() if len(names) > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_names_keep_their_capitals(name: str, directory: Directory) -> None:
    """A place that people go to, or a system they use, is spelt alike wherever it is named."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    found = Counter(m.group() for r in directory.procedures for t in texts_of(r) for m in pattern.finditer(t))
    assert list(found) == [name]


def test_listed_units_and_offices_are_in_use(directory: Directory, wording: Wording) -> None:
    """words.yml lists each unit and each office once, and none that no record uses."""
    priced = [part for r in directory.procedures for fee in r.fees for part in (fee, fee.cap) if part]
    units = {part.per for part in priced if part.per}
    offices = {office for record in directory.procedures for office in record.authority}
    assert sorted(wording.units) == sorted(units)
    assert sorted(wording.authorities) == sorted(offices)


def test_shunned_words_are_written_as_they_are_compared(wording: Wording) -> None:
    """Each shunned phrase is lower-case NFC with single spaces, and listed once."""
    shunned = [phrase for word in wording.words for phrase in word.instead_of]
    assert [p for p in shunned if p != unicodedata.normalize("NFC", " ".join(p.lower().split()))] == []
    assert found_twice(shunned) == []


def test_hints_can_be_followed(wording: Wording) -> None:
    """Who writes what a hint of words.yml says is not told off again: no hint holds a shunned phrase."""
    spared = [phrase.lower() for word in wording.words for phrase in word.unless]
    shunned = [phrase for word in wording.words for phrase in word.instead_of]
    for word in wording.words:
        hint = word.say.lower()
        for phrase in spared:
            hint = hint.replace(phrase, "")
        assert [p for p in shunned if re.search(rf"(?<!\w){re.escape(p)}(?!\w)", hint)] == []


def test_exceptions_are_needed(directory: Directory, wording: Wording) -> None:
    """Each exception of words.yml holds a word that is shunned otherwise, and stands in some record."""
    texts = "\n".join(text.lower() for record in directory.procedures for text in texts_of(record))
    idle = [
        phrase
        for word in wording.words
        for phrase in word.unless
        if phrase.lower() not in texts or not any(p in phrase.lower() for p in word.instead_of)
    ]
    assert idle == []
