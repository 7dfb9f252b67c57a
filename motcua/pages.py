"""The pages, as files for MkDocs to render: (path, bytes) pairs.

Each page is a head and a body of HTML, both in the front matter of a file that has no other text. The
theme prints the body as it stands, so no word of a record is ever read as Markdown; Jinja2 escapes it for
HTML. What a page shows is handed to its template piece by piece, never as the whole directory: so a page
is made anew only when something on it changed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import escape

from motcua import links
from motcua.answers import answer
from motcua.directory import Directory
from motcua.disk import File
from motcua.memory import Memory, make_key
from motcua.opening import describe_desk, describe_term, list_holidays
from motcua.place import Commune, Province
from motcua.record import PlaceRole, Procedure
from motcua.search import compose_search
from motcua.template import Filler

ASSETS: Final = {
    "assets/motcua.css": "styles/site.css",
    "assets/motcua.js": "scripts/site.js",
    "assets/dates.js": "scripts/dates.js",
    "assets/search-engine.js": "scripts/search-engine.js",
    "assets/favicon.svg": "images/favicon.svg",
}
"""What the pages load besides, and where it lies below templates/."""


HOLIDAYS: Final = "holidays"
"""The name under which the list of them is remembered: the one thing here that is no page."""

MINISEARCH: Final = "node_modules/minisearch/dist/es/index.js"


@dataclass(frozen=True)
class Entry:
    """A procedure as lists show it."""

    code: str
    name: str
    summary: str
    door: str
    """Where to go, if that is not the one-stop desk; else ""."""


@dataclass(frozen=True)
class Shelf:
    """A life event, a field or another list, as the home page shows it."""

    path: str
    name: str
    icon: str
    hint: str
    count: int


@dataclass(frozen=True)
class Poster:
    """One sheet to be printed, as its list shows it."""

    number: int
    name: str
    file: str


def compose_pages(directory: Directory, templates: Path, memory: Memory) -> Iterator[File]:
    """Make every page, and what they load.

    Raises TemplateBrokenError when a template is broken.
    """
    until = directory.province.holidays_announced_until
    holidays = _recall_holidays(until, memory) if until else None
    pages = _Pages(directory, holidays, Filler(templates / "pages", memory))
    yield from pages.home()
    yield from pages.lists()
    for procedure in directory.procedures:
        yield from pages.of_procedure(procedure)
    for path, source in ASSETS.items():
        yield path, (templates / source).read_bytes()
    yield "assets/minisearch.js", templates.parent / MINISEARCH
    yield from compose_search(directory, pages.answers)


def _recall_holidays(until: int, memory: Memory) -> Any:
    """They take longer to work out than many a page."""
    return json.loads(
        memory.recall(HOLIDAYS, make_key(HOLIDAYS, until), lambda: json.dumps(list_holidays(until)))
    )


class _Pages:
    def __init__(self, directory: Directory, holidays: Any, filler: Filler) -> None:
        self.holidays = holidays
        self.directory = directory
        self.commune = directory.commune
        self.province = directory.province
        self.filler = filler
        self.answers = {p.code: answer(directory, p) for p in directory.procedures}

    def home(self) -> Iterator[File]:
        everything = self.directory
        events = (
            Shelf(links.life_event(e.id), e.name, e.icon, e.hint or "", len(everything.in_life_event(e.id)))
            for e in everything.life_events_in_use()
        )
        fields = (
            Shelf(links.field(f.id), f.name, f.icon, "", len(everything.in_field(f.id)))
            for f in everything.fields_in_use()
        )
        others = (
            Shelf(links.A_TO_Z, "Tất cả các việc, từ A đến Z", "", "", len(everything.listed)),
            Shelf(links.SAME_DAY, "Làm trong ngày", "", "", len(everything.done_same_day())),
            Shelf(links.ONLINE, "Nộp qua mạng", "", "", len(everything.done_online())),
        )
        yield self._page(
            "",
            "home.html",
            "Bà con cần làm việc gì?",
            events=tuple(events),
            fields=tuple(fields),
            others=others,
            chosen=tuple((p.code, p.name) for p in everything.chosen),
            commune=self._say(self.commune, "hotline", "places"),
        )
        yield self._page(
            links.PLACES,
            "places.html",
            "Nơi nộp, giờ mở cửa, số máy",
            commune=self._say(self.commune, "hotline", "places", "villages", "name", "source"),
            province=self._say(self.province, "hotline", "called", "name", "source"),
            holidays=self.holidays,
            desks=self._desks(self.commune.places),
        )
        yield self._page(links.POSTERS, "posters.html", "Tờ in để dán tường", **self._posters())

    def lists(self) -> Iterator[File]:
        everything = self.directory
        letters = tuple((letter, self._entries(group)) for letter, group in everything.by_letter())
        yield self._page(links.A_TO_Z, "a-z.html", "Tất cả các việc, từ A đến Z", letters=letters)
        for path, title, procedures, empty in (
            (links.SAME_DAY, "Làm trong ngày", everything.done_same_day(),
             "Chưa có việc nào mà nguồn ghi rõ là xong trong ngày."),
            (links.ONLINE, "Nộp qua mạng", everything.done_online(), "Chưa có việc nào nộp được qua mạng."),
            *((links.field(f.id), f.name, everything.in_field(f.id), "")
              for f in everything.fields_in_use()),
            *((links.life_event(e.id), e.name, everything.in_life_event(e.id), "")
              for e in everything.life_events_in_use()),
        ):  # fmt: skip
            yield self._page(
                path,
                "list.html",
                title,
                entries=self._entries(procedures),
                empty=empty,
                commune=self._say(self.commune, "hotline"),
            )

    def of_procedure(self, procedure: Procedure) -> Iterator[File]:
        everything = self.directory
        joint = everything.joint_for(procedure)
        roles = [c.place for c in procedure.channels if c.place in self.commune.places]
        desks = self._desks(roles)
        desk = next((desks.get(role) for role in procedure.in_person_places), None)
        named = (*procedure.related, *procedure.joins, *filter(None, (procedure.replaced_by,)))
        yield self._page(
            links.procedure(procedure.code),
            "procedure.html" if procedure.active else "retired.html",
            procedure.name,
            about=procedure,
            procedure=procedure,
            answers=self.answers[procedure.code],
            names={code: everything.by_code[code].name for code in named},
            joint=tuple((p.code, p.name) for p in joint),
            promise=everything.promise_for(procedure),
            commune=self._say(self.commune, "called", "hotline"),
            places={role: self.commune.places[role] for role in roles},
            holidays=self.holidays if desks else None,
            desks=desks,
            desk=desk,
            dated=describe_term(procedure) if desk else None,
            province=self._say(self.province, "desk_called", "postage"),
        )
        yield self._page(
            links.rating(procedure.code),
            "rating.html",
            f"Cho ý kiến: {procedure.name}",
            code=procedure.code,
            name=procedure.name,
            commune=self._say(self.commune, "called", "hotline", "portal", "complaints", "ratings"),
        )

    def _posters(self) -> dict[str, Any]:
        everything = self.directory

        def poster(procedure: Procedure, village: str | None = None) -> Poster:
            number = everything.sheet_numbers[procedure.code]
            return Poster(number, procedure.name, links.sheet(procedure.code, village))

        return {
            "general": tuple(sorted(map(poster, everything.listed), key=lambda p: p.number)),
            "villages": tuple(
                (village.name, village.helper.name, tuple(poster(p, village.id) for p in procedures))
                for village, procedures in everything.village_sheets()
            ),
        }

    def _desks(self, roles: Iterable[PlaceRole]) -> dict[PlaceRole, dict[str, Any]]:
        """When those places are open whose doors can be foretold: holidays and hours have to be known."""
        places = {role: self.commune.places[role] for role in roles if self.holidays}
        return {role: describe_desk(place) for role, place in places.items() if place.hours}

    def _say(self, place: Commune | Province, *names: str) -> dict[str, Any]:
        """What a page says of its commune or province, and no more: it is made anew where that changes."""
        return {name: getattr(place, name) for name in names}

    def _entries(self, procedures: Iterable[Procedure]) -> tuple[Entry, ...]:
        return tuple(map(self._entry, procedures))

    def _entry(self, procedure: Procedure) -> Entry:
        door = self.answers[procedure.code].where.door
        return Entry(procedure.code, procedure.name, procedure.summary, door.brief if door else "")

    def _page(
        self, path: str, template: str, title: str, about: Procedure | None = None, **data: Any
    ) -> File:
        body = self.filler.fill(
            template,
            path,
            title=title,
            **data,
        )
        # MkDocs puts these into the page as they stand.
        head: dict[str, Any] = {"title": str(escape(title)), "hide": ["navigation", "toc"]}
        if about:
            head["description"] = str(escape(about.summary))
        head["body"] = body.strip()
        meta = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items())
        return links.source_file(path), f"---\n{meta}\n---\n".encode()
