"""Filling in templates: the one way in which words get into markup, for pages and sheets alike."""

import json
import traceback
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.meta import find_referenced_templates

from motcua import links, phrases
from motcua.codes import measure_code
from motcua.icons import draw_icon
from motcua.memory import Memory, make_key
from motcua.place import RatingWay
from motcua.record import ChannelType, Delivery, OnlineLevel


class TemplateBrokenError(Exception):
    """A template cannot be filled in; the message names its file and line."""


class Filler:
    """Fills in the templates of one folder: all is escaped, nothing undefined.

    What was filled in before with the same words is taken from the memory.
    """

    def __init__(self, folder: Path, memory: Memory) -> None:
        self._memory = memory
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["cut"] = phrases.cut
        self._environment.globals |= {
            "links": links,
            "phrases": phrases,
            "icon": draw_icon,
            "measure_code": measure_code,
            "ChannelType": ChannelType,
            "Delivery": Delivery,
            "OnlineLevel": OnlineLevel,
            "RatingWay": RatingWay,
        }
        self._sources = cache(self._read_sources)

    def fill(self, template: str, path: str, **data: Any) -> str:
        """The text of `template` for the page or file at `path`; `link` in it leads from there.

        `data` holds models, dataclasses of such, and plain values: all that the text depends on.
        Raises TemplateBrokenError for anything that goes wrong inside the template.
        """
        (text,) = self.fill_each(template, path, [{}], **data)
        return text

    def fill_each(
        self, template: str, path: str, variants: Sequence[Mapping[str, Any]], **data: Any
    ) -> list[str]:
        """The texts of `template` with each of several sets of further data, remembered together."""
        try:
            key = make_key(self._sources(template), path, variants, data)
            held = self._memory.recall(
                path,
                key,
                lambda: json.dumps([self._fill(template, path, {**data, **more}) for more in variants]),
            )
            texts: list[str] = json.loads(held)
            return texts
        except jinja2.TemplateSyntaxError as error:
            raise TemplateBrokenError(f"{error.filename}:{error.lineno}: {error.message}") from error
        except jinja2.TemplateNotFound as error:
            raise TemplateBrokenError(f"templates/…/{error.name}: không thấy tệp này") from error

    def _fill(self, template: str, path: str, data: dict[str, Any]) -> str:
        filled = self._environment.get_template(template)
        try:
            return filled.render(link=partial(links.relative, page=path), **data)
        except jinja2.TemplateNotFound:
            raise
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            where = next(
                (f"{f.filename}:{f.lineno}" for f in reversed(frames) if f.filename.endswith(".html")),
                template,
            )
            raise TemplateBrokenError(f"{where}: {error}") from error

    def _read_sources(self, template: str) -> tuple[str, ...]:
        """The source of a template and of all that it draws in."""
        loader = self._environment.loader
        assert loader is not None
        source, file, _ = loader.get_source(self._environment, template)
        drawn_in = find_referenced_templates(self._environment.parse(source, template, file))
        return (source, *(part for name in sorted(filter(None, drawn_in)) for part in self._sources(name)))
