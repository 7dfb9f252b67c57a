"""The pages, as files for MkDocs to render: (path, bytes) pairs, nothing written.

Each page is one block of HTML with a title before it. Python-Markdown hands a raw block through as it
stands, so no word of a record is ever read as Markdown; Jinja2 escapes it for HTML.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from markupsafe import escape

from motcua import links
from motcua.answers import answer
from motcua.directory import Directory
from motcua.record import Procedure
from motcua.template import fill_template, make_environment

File = tuple[str, bytes]
"""A path below the folder that MkDocs reads, and what stands in it."""

ASSETS: Final = {
    "assets/motcua.css": "styles/site.css",
    "assets/motcua.js": "scripts/site.js",
    "assets/favicon.svg": "images/favicon.svg",
}
"""What the pages load besides, and where it lies below templates/."""


def compose_pages(directory: Directory, site: links.Links, templates: Path) -> Iterator[File]:
    """Make every page, and what they load.

    Raises TemplateBrokenError when a template is broken.
    """
    pages = _Pages(directory, site, templates)
    yield from pages.general()
    for procedure in directory.procedures:
        yield from pages.of_procedure(procedure)
    for path, source in ASSETS.items():
        yield path, (templates / source).read_bytes()


class _Pages:
    def __init__(self, directory: Directory, site: links.Links, templates: Path) -> None:
        self.directory = directory
        self.environment = make_environment(templates / "pages")
        self.environment.globals |= {
            "directory": directory,
            "commune": directory.commune,
            "province": directory.province,
            "site": site,
        }

    def general(self) -> Iterator[File]:
        everything = self.directory
        yield self._page("", "home.html", "Bà con cần làm việc gì?")
        yield self._page(links.A_TO_Z, "a-z.html", "Tất cả các việc, từ A đến Z")
        yield self._page(links.POSTERS, "posters.html", "Tờ in để dán tường")
        yield self._page(links.PLACES, "places.html", "Nơi nộp, giờ mở cửa, số máy")
        for path, title, procedures, empty in (
            (links.SAME_DAY, "Làm trong ngày", everything.done_same_day(),
             "Chưa có việc nào mà nguồn ghi rõ là xong trong ngày."),
            (links.ONLINE, "Nộp qua mạng", everything.done_online(), "Chưa có việc nào nộp được qua mạng."),
        ):  # fmt: skip
            yield self._page(path, "list.html", title, procedures=procedures, empty=empty)
        for one in everything.fields_in_use():
            yield self._page(
                links.field(one.id), "list.html", one.name, procedures=everything.in_field(one.id)
            )
        for event in everything.life_events_in_use():
            members = everything.in_life_event(event.id)
            yield self._page(links.life_event(event.id), "list.html", event.name, procedures=members)

    def of_procedure(self, procedure: Procedure) -> Iterator[File]:
        answers = answer(self.directory, procedure)
        template = "procedure.html" if procedure.active else "retired.html"
        yield self._page(
            links.procedure(procedure.code),
            template,
            procedure.name,
            description=procedure.summary,
            procedure=procedure,
            answers=answers,
        )
        yield self._page(
            links.rating(procedure.code), "rating.html", f"Cho ý kiến: {procedure.name}", procedure=procedure,
            answers=answers,
        )  # fmt: skip

    def _page(self, path: str, template: str, title: str, description: str = "", **data: Any) -> File:
        def link(target: str) -> str:
            return links.relative(target, path)

        body = fill_template(self.environment, template, title=title, link=link, **data)
        # MkDocs puts these into the page as they stand.
        head: dict[str, Any] = {"title": str(escape(title)), "hide": ["navigation", "toc"]}
        if description:
            head["description"] = str(escape(description))
        if template == "rating.html":
            head["search"] = {"exclude": True}
        meta = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items())
        return links.source_file(path), f"---\n{meta}\n---\n\n{body.strip()}\n".encode()
