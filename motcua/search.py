"""What the search looks through: one small file that a page loads when somebody touches the box.

How it is looked through stands in templates/scripts/search-engine.js, which reads the columns in this order.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from motcua.answers import Answers
from motcua.directory import Directory
from motcua.disk import File
from motcua.phrases import capital
from motcua.record import Audience, PlaceRole, Procedure

INDEX: Final = "assets/search.json"

PLACES: Final = {
    PlaceRole.COMMUNE_POLICE: "Công an xã",
    PlaceRole.MILITARY_COMMAND: "Ban Chỉ huy quân sự xã",
    PlaceRole.LAND_OFFICE: "nơi đăng ký đất đai",
}
"""What a place is called where there is room for two words."""

MARKS: Final = re.compile("[\u0300-\u036f]")
"""What combines with a letter: tones, hooks and breves."""

ENDS_IN_Y: Final = re.compile("^(qu|[bcdghklmnpqrstvx]+)y$")
"""Syllables that are spelt with "i" as well: "kỹ thuật", "kĩ thuật"."""

PEOPLE: Final = {Audience.CITIZEN, Audience.HOUSEHOLD}


def compose_search(directory: Directory, answers: Mapping[str, Answers]) -> Iterator[File]:
    """Make the list of what people can do today, with the words in which they ask for it.

    `answers` are those of each code. Each row: code, name, official name, other names, further words, number
    of its line of facts, prior. What is only looked through stands without diacritics: so it is little more
    than half as large on the way to a phone.
    """
    asked = {entry.procedure: entry.asked for entry in directory.synonyms.asked}
    facts = {p.code: _say_facts(directory, p, answers[p.code]) for p in directory.listed}
    lines = sorted(set(facts.values()))
    rows = [
        [
            procedure.code,
            procedure.name,
            *_say_other_words(procedure, asked.get(procedure.code, ())),
            lines.index(facts[procedure.code]),
            _rank(directory, procedure),
        ]
        for procedure in directory.listed
    ]
    index: dict[str, Any] = {
        "rows": rows,
        "facts": lines,
        "synonyms": directory.synonyms.same,
        "noise": directory.synonyms.noise,
        "elsewhere": [_join(group) for group in directory.synonyms.elsewhere],
    }
    yield INDEX, json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


def syllables(text: str) -> list[str]:
    """The syllables of a text as the search compares them, in lower case, without diacritics, "ký" as "ki".

    The same as `fold` in search-engine.js, done here once instead of on every phone.
    """
    plain = MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")
    return [ENDS_IN_Y.sub(r"\1i", syllable) for syllable in re.findall("[a-z0-9]+", plain)]


def _join(phrases: Iterable[str]) -> str:
    return "|".join(" ".join(syllables(phrase)) for phrase in phrases)


def _say_other_words(procedure: Procedure, asked: Iterable[str]) -> tuple[str, str, str]:
    """What else a procedure is found by: of the official name and of what people ask, each syllable once that
    no name of ours holds; and between the two, the other names as they are."""
    names = (procedure.name, *procedure.also_known_as)
    known = {one for name in names for one in syllables(name)}
    official = dict.fromkeys(one for one in syllables(procedure.official_name or "") if one not in known)
    further = {one for phrase in asked for one in syllables(phrase) if len(one) > 1}
    return (
        " ".join(official),
        _join(procedure.also_known_as),
        " ".join(sorted(further - known - official.keys())),
    )


def _say_facts(directory: Directory, procedure: Procedure, answers: Answers) -> str:
    """Where, how long, how much, and whether from home, in a line under the name."""
    terms, charges = answers.terms, answers.charges
    places = [PLACES.get(role, directory.province.desk_called) for role in procedure.in_person_places]
    facts = (
        " hoặc ".join(places),
        terms[0].text if len(terms) == 1 and terms[0].counted else "",
        charges[0].text if len(charges) == 1 and charges[0].known else "",
        "làm từ nhà được" if answers.where.from_home else "",
    )
    return " · ".join(capital(fact) for fact in facts if fact)


def _rank(directory: Directory, procedure: Procedure) -> int:
    """How likely it is meant where words do not tell: the chosen first, persons before organisations."""
    for_people = not procedure.audience or bool(PEOPLE & set(procedure.audience))
    return 2 * (procedure.code in directory.commune.chosen) + for_people
