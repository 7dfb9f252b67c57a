"""The rules of words: every record calls the same thing by the same name, and says it plainly.

Records are written by many hands. Who has read one page must not wonder on the next whether another paper,
another office or another law is meant.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from motcua.explain import problem_at
from motcua.load import WORDS_FILE, Document, Keys
from motcua.place import Word, Wording
from motcua.problem import Problem
from motcua.record import Procedure

Records = Sequence[tuple[Document, Procedure]]

NOT_OURS: Final = frozenset({"official_name", "also_known_as", "legal_basis", "forms", "source", "guide"})
"""What the law names, and what people say: words that are not ours to choose."""


def check_wording(single: Mapping[str, BaseModel], records: Records) -> Iterator[Problem]:
    """Check that all records agree on their words."""
    wording = single.get(WORDS_FILE)
    if isinstance(wording, Wording):
        yield from _words_are_agreed(wording.words, records)
        yield from _units_are_known(wording.units, records)
        yield from _authorities_are_known(wording.authorities, records)
    yield from _laws_agree(records)
    yield from _forms_agree(records)


def _words_are_agreed(words: Sequence[Word], records: Records) -> Iterator[Problem]:
    """No text of ours says what words.yml has a better word for."""
    said = {shunned.lower(): word.say for word in words for shunned in word.instead_of}
    spared = [phrase.lower() for word in words for phrase in word.unless]
    for document, _ in records:
        texts = [(way, text.lower()) for way, text in _texts_of(document.data, ())]
        whole = "\n".join(text for _, text in texts)
        for shunned in (phrase for phrase in said if phrase in whole):
            pattern = re.compile(rf"(?<!\w){re.escape(shunned)}(?!\w)")
            for way, text in texts:
                if shunned in text and pattern.search(_without(text, spared)):
                    message = f'đừng viết "{shunned}". Viết: {said[shunned]}.'
                    yield problem_at(document, Procedure, way, message)


def _texts_of(data: Any, way: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in NOT_OURS:
                yield from _texts_of(value, (*way, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts_of(value, (*way, index))
    else:
        # Folded white space, as the shape folds it: a phrase may run over the end of a line.
        yield way, " ".join(str(data).split())


def _without(text: str, phrases: Sequence[str]) -> str:
    for phrase in phrases:
        text = text.replace(phrase, "")
    return text


def _units_are_known(units: Sequence[str], records: Records) -> Iterator[Problem]:
    """Money is counted in the units of words.yml, if it lists any."""
    for document, record in records:
        for index, fee in enumerate(record.fees):
            way: Keys = ("fees", index)
            ways: list[tuple[Keys, str | None]] = [((*way, "per"), fee.per)]
            ways.append(((*way, "cap", "per"), fee.cap.per if fee.cap else None))
            yield from _are_listed(document, ways, "units", units)


def _authorities_are_known(authorities: Sequence[str], records: Records) -> Iterator[Problem]:
    """Who decides is called as words.yml calls it, if it lists any."""
    for document, record in records:
        ways: list[tuple[Keys, str | None]] = [(("authority", i), a) for i, a in enumerate(record.authority)]
        yield from _are_listed(document, ways, "authorities", authorities)


def _are_listed(
    document: Document, ways: Sequence[tuple[Keys, str | None]], key: str, known: Sequence[str]
) -> Iterator[Problem]:
    for way, value in ways:
        if known and value is not None and value not in known:
            message = (
                f'"{value}" chưa có trong mục {key} của {WORDS_FILE}. '
                f"Chỉ ghi một trong: {'; '.join(known)}. Hoặc thêm vào tệp đó."
            )
            yield problem_at(document, Procedure, way, message)


def _laws_agree(records: Records) -> Iterator[Problem]:
    """One law has one title and one day, in whichever record it is named."""
    yield from _agree(
        ((law.number, key), str(value), document, ("legal_basis", index, key))
        for document, record in records
        for index, law in enumerate(record.legal_basis)
        for key, value in (("title", law.title), ("issued", law.issued))
        if value is not None
    )


def _forms_agree(records: Records) -> Iterator[Problem]:
    """One form of one decree has one name."""
    yield from _agree(
        ((form.number, form.issued_with), form.name, document, ("forms", index, "name"))
        for document, record in records
        for index, form in enumerate(record.forms)
        if form.number and form.issued_with
    )


Said = tuple[tuple[str, str], str, Document, Keys]
"""What thing is named, how, and where."""


def _agree(said: Iterable[Said]) -> Iterator[Problem]:
    """Tell those who name a thing otherwise than most do; of two equally many, the later file is told."""
    things: dict[tuple[str, str], list[tuple[str, Document, Keys]]] = {}
    for thing, name, document, way in said:
        things.setdefault(thing, []).append((name, document, way))
    for uses in things.values():
        usual = Counter(name for name, _, _ in uses).most_common(1)[0][0]
        example, there = next((document, way) for name, document, way in uses if name == usual)
        for name, document, way in uses:
            if name != usual:
                where = f"{example.path}:{example.spot_of(there).line}"
                message = f'ở {where} ghi là "{usual}". Hai nơi phải như nhau: xem nơi nào đúng, sửa nơi kia.'
                yield problem_at(document, Procedure, way, message)
