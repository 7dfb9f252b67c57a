"""What the search looks through: one small file that a page loads when somebody touches the box.

How it is looked through stands in templates/scripts/search-engine.js, which reads the columns in this order.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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
            fold(procedure.official_name or ""),
            "|".join(map(fold, procedure.also_known_as)),
            " ".join(_further_words(procedure, asked.get(procedure.code, ()))),
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
        "elsewhere": ["|".join(map(fold, group)) for group in directory.synonyms.elsewhere],
    }
    yield INDEX, json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


def fold(text: str) -> str:
    """Text in lower case without diacritics: "Đăng ký" → "dang ky"."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("đ", "d")


def _further_words(procedure: Procedure, asked: Sequence[str]) -> list[str]:
    """The words of what people ask that no name of the procedure holds, each once."""
    names = (procedure.name, procedure.official_name or "", *procedure.also_known_as)
    known = {word for name in names for word in _words(name)}
    return sorted({word for phrase in asked for word in _words(phrase) if len(word) > 1} - known)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


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
