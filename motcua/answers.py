"""The four answers people come for, short enough for one screen and one sheet of paper.

What to bring, where and when, how long, how much: worked out once here, shown by pages and sheets alike,
so that wall and screen cannot drift apart.
"""

from dataclasses import dataclass
from typing import Final

from motcua.directory import Directory
from motcua.phrases import FROM_HOME, Charge, Term, capital, join_words, say_fee, say_hours, say_time
from motcua.place import Place
from motcua.record import ChannelType, OnlineLevel, Paper, PlaceRole, Procedure

MAX_PAPERS_ON_PAPER: Final = 8
"""A sheet lists papers only where one case has at most this many lines: lists that change cost reprints."""


@dataclass(frozen=True)
class Door:
    """What people must be told first: another door than the one-stop desk's. A sentence in three parts."""

    before: str
    name: str
    after: str
    brief: str
    """The same as lists say it."""


@dataclass(frozen=True)
class Where:
    place: Place | None
    """The first house where one can hand in; None where nobody need go."""
    others: tuple[Place, ...]
    hours: tuple[str, ...]
    jurisdiction: str
    """Which commune's house it is, in words, where the source says so."""
    door: Door | None
    """None where the one-stop desk is the right door."""
    from_home: str
    """The ways of handing in without a walk, in words, or ""."""


@dataclass(frozen=True)
class Answers:
    papers: tuple[Paper, ...]
    """What to bring in person, if that is one short list; empty where it depends on the case or is long."""
    proxy_brings: bool
    """Whether somebody who goes instead brings papers besides."""
    cases: int
    """Among how many cases one has to choose; 0 where there is nothing to choose."""
    where: Where
    terms: tuple[Term, ...]
    in_stages: bool
    """Whether the terms follow one another."""
    charges: tuple[Charge, ...]
    phone: str


def answer(directory: Directory, procedure: Procedure) -> Answers:
    """Work out the four answers for one procedure of the directory."""
    roles = procedure.in_person_places
    places = [directory.commune.places[role] for role in roles]
    place = places[0] if places else None
    walks = [channel for channel in procedure.channels if channel.type is ChannelType.IN_PERSON]
    papers = tuple(p for p in procedure.common_papers if _for_a_walk(p))
    short = not procedure.labelled_cases and len(papers) <= MAX_PAPERS_ON_PAPER
    return Answers(
        papers=papers if short else (),
        proxy_brings=any(proxy.needs or proxy.papers for proxy in procedure.who_may_submit),
        cases=len(procedure.labelled_cases) if len(procedure.labelled_cases) > 1 else 0,
        where=Where(
            place=place,
            others=tuple(places[1:]),
            hours=say_hours(place.hours) if place else (),
            jurisdiction=(walks[0].jurisdiction or "") if walks else "",
            door=_find_door(procedure, place, directory.province.desk_called),
            from_home=_say_from_home(procedure),
        ),
        terms=tuple(say_time(term) for term in procedure.processing_time),
        in_stages=any(term.stage for term in procedure.processing_time),
        charges=tuple(say_fee(fee, directory.province.called) for fee in directory.fees_of(procedure)),
        phone=directory.phone_for(procedure),
    )


def _find_door(procedure: Procedure, place: Place | None, desk: str) -> Door | None:
    roles = procedure.in_person_places
    if not procedure.active or roles[:1] == (PlaceRole.ONE_STOP_DESK,):
        return None
    if place is None:
        who = procedure.authority[0] if procedure.authority else desk
        ways = _say_from_home(procedure)
        how = f": {ways}, không phải đến nộp" if ways else ""
        return Door("Việc này do ", who, f" giải quyết{how}.", capital(ways))
    after = f", hoặc ở {desk}." if PlaceRole.ONE_STOP_DESK in roles else f", không nộp ở {desk}."
    return Door("Việc này nộp ở ", place.name, after, f"Nộp ở {place.name}")


def _say_from_home(procedure: Procedure) -> str:
    ways = []
    for kind, words in FROM_HOME.items():
        channels = [
            channel
            for channel in procedure.channels
            if channel.type is kind and channel.level is not OnlineLevel.BOOKING
        ]
        if channels:
            only_some = all(channel.when for channel in channels)
            ways.append(f"{words} (tùy trường hợp)" if only_some else words)
    return join_words(ways, last="hoặc")


def _for_a_walk(paper: Paper) -> bool:
    return not paper.channels or ChannelType.IN_PERSON in paper.channels
