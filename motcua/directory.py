"""The checked whole: a place, its fields, its procedures, in the order in which people meet them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from motcua.place import (
    Commune,
    CouncilFee,
    FieldOfWork,
    LifeEvent,
    Plan,
    Promise,
    Province,
    Synonyms,
    Village,
    Vocabulary,
)
from motcua.record import ChannelType, Fee, FeeType, OnlineLevel, Procedure, ProcessingTime, TimeUnit

WORKING_HOURS: Final = 8
"""In one day: the labour code's, article 105."""

# TCVN 5712 and every Vietnamese dictionary: letters first, then tones in this order.
_ALPHABET: Final = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {
    "": "aăâeêioôơuưy",
    "\u0300": "àằầèềìòồờùừỳ",
    "\u0309": "ảẳẩẻểỉỏổởủửỷ",
    "\u0303": "ãẵẫẽễĩõỗỡũữỹ",
    "\u0301": "áắấéếíóốớúứý",
    "\u0323": "ạặậẹệịọộợụựỵ",
}
_LETTER: Final = {toned: (plain, rank) for rank, row in enumerate(_TONES.values())
                  for plain, toned in zip(_TONES[""], row, strict=True)}  # fmt: skip


def sort_key(text: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The place of `text` in an A–Z list: by word, letters before tones (ba, bà, bả, bã, bá, bạ)."""
    key = []
    for word in text.lower().split():
        pairs = [_LETTER.get(c, (c, 0)) for c in word]
        letters = tuple(_ALPHABET.find(plain) for plain, _ in pairs if plain in _ALPHABET)
        tones = tuple(rank for plain, rank in pairs if plain in _ALPHABET)
        key.append((letters, tones))
    return tuple(key)


def first_letter(text: str) -> str:
    """The heading under which `text` stands in an A–Z list: its first letter without tone, Đ apart from D."""
    letter = next((c for c in text.lower() if c.isalnum()), "#")
    return _LETTER.get(letter, (letter, 0))[0].upper()


@dataclass(frozen=True)
class Directory:
    """Everything that passed the check. Lists are in reading order; every number is counted from them."""

    province: Province
    commune: Commune
    vocabulary: Vocabulary
    plan: Plan
    synonyms: Synonyms
    procedures: tuple[Procedure, ...]
    """All of them, in Vietnamese A–Z order of their plain names."""
    files: dict[str, str]
    """The record file of each code, relative to the project's folder."""

    @cached_property
    def by_code(self) -> dict[str, Procedure]:
        return {p.code: p for p in self.procedures}

    @cached_property
    def listed(self) -> tuple[Procedure, ...]:
        """What lists show: what people can do today."""
        return tuple(p for p in self.procedures if p.active)

    @property
    def edition(self) -> str:
        """The latest edition among its records; the commune's own where there is none yet."""
        return max((p.edition for p in self.procedures), default=self.commune.source.date)

    @cached_property
    def sheet_numbers(self) -> dict[str, int]:
        return {s.procedure: s.number for s in self.plan.sheets}

    @cached_property
    def chosen(self) -> tuple[Procedure, ...]:
        """What the commune shows first, in its own order."""
        return tuple(self.by_code[code] for code in self.commune.chosen if self.by_code[code].active)

    def fees_of(self, procedure: Procedure) -> tuple[Fee, ...]:
        """Its fees, with the figures of the province's council in place of "set by the province"."""
        council = [fee for fee in self.province.fees if fee.procedure == procedure.code]
        fees: list[Fee] = []
        for fee in procedure.fees:
            figures = [figure for figure in council if fills(figure, fee)]
            # What was set for this very case goes before what was set for all.
            closest = [figure for figure in figures if figure.when == fee.when] or figures
            fees += [_price(fee, figure) for figure in closest] or [fee]
        return tuple(fees)

    def phone_for(self, procedure: Procedure) -> str:
        """Whom to ask about it: the place where one hands in, else the commune's own number."""
        roles = procedure.in_person_places
        return self.commune.places[roles[0]].phone if roles else self.commune.hotline

    def promise_for(self, procedure: Procedure) -> Promise | None:
        """The shorter time that the commune promises for it."""
        return next((p for p in self.commune.promises if p.procedure == procedure.code), None)

    def joint_for(self, procedure: Procedure) -> tuple[Procedure, ...]:
        """Those that do it together with something else in one go: they save a second trip."""
        return self._joint.get(procedure.code, ())

    @cached_property
    def _joint(self) -> Mapping[str, tuple[Procedure, ...]]:
        joint: dict[str, tuple[Procedure, ...]] = {}
        for procedure in self.listed:
            for code in procedure.joins:
                joint[code] = (*joint.get(code, ()), procedure)
        return joint

    def village_sheets(self) -> tuple[tuple[Village, tuple[Procedure, ...]], ...]:
        """For each village of the plan, whose sheets hang there, in the order of the plan."""
        villages = {v.id: v for v in self.commune.villages}
        by_number = {s.number: self.by_code[s.procedure] for s in self.plan.sheets}
        return tuple(
            (villages[entry.village], tuple(by_number[n] for n in entry.sheets if by_number[n].active))
            for entry in self.plan.villages
        )

    def count_sheets(self) -> int:
        """How many there are, general ones and those of villages."""
        return len(self.listed) + sum(len(procedures) for _, procedures in self.village_sheets())

    def fields_in_use(self) -> tuple[FieldOfWork, ...]:
        used = {p.field for p in self.listed}
        return tuple(f for f in self.vocabulary.fields if f.id in used)

    def life_events_in_use(self) -> tuple[LifeEvent, ...]:
        used = {e for p in self.listed for e in p.life_events}
        return tuple(e for e in self.vocabulary.life_events if e.id in used)

    def in_field(self, field: str) -> tuple[Procedure, ...]:
        return tuple(p for p in self.listed if p.field == field)

    def in_life_event(self, event: str) -> tuple[Procedure, ...]:
        return tuple(p for p in self.listed if event in p.life_events)

    def done_same_day(self) -> tuple[Procedure, ...]:
        """Those of which a source says that the whole of it is finished within the day."""
        return tuple(
            p for p in self.listed if p.processing_time and all(map(_within_the_day, p.processing_time))
        )

    def done_online(self) -> tuple[Procedure, ...]:
        return tuple(
            p
            for p in self.listed
            if any(c.type is ChannelType.ONLINE and c.level is not OnlineLevel.BOOKING for c in p.channels)
        )

    def by_letter(self) -> tuple[tuple[str, tuple[Procedure, ...]], ...]:
        letters: dict[str, list[Procedure]] = {}
        for procedure in self.listed:
            letters.setdefault(first_letter(procedure.name), []).append(procedure)
        return tuple((letter, tuple(group)) for letter, group in letters.items())


def fills(figure: CouncilFee, fee: Fee) -> bool:
    """Whether a figure of the province's council is meant for a fee of the record."""
    return (
        fee.type is FeeType.SET_BY_PROVINCE
        and fee.kind in (None, figure.kind)
        and figure.when in (None, fee.when)
    )


def _price(fee: Fee, figure: CouncilFee) -> Fee:
    return fee.model_copy(
        update={
            "type": FeeType.PRICED,
            "kind": figure.kind,
            "amount": figure.amount,
            "per": figure.per,
            "channels": figure.channels or fee.channels,
            "valid_from": figure.valid_from,
            "basis": figure.basis,
        }
    )


def _within_the_day(term: ProcessingTime) -> bool:
    return term.unit is TimeUnit.SAME_DAY or (
        term.unit is TimeUnit.HOUR and (term.amount or 0) <= WORKING_HOURS
    )


def in_reading_order(procedures: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Sort by plain name as a Vietnamese reader expects; the code settles equal names."""
    return tuple(sorted(procedures, key=lambda p: (sort_key(p.name), p.code)))
