"""Filling in templates: the one way in which words get into markup, for pages and sheets alike."""

import traceback
from pathlib import Path
from typing import Any

import jinja2

from motcua import links, phrases
from motcua.answers import answer
from motcua.icons import draw_icon
from motcua.place import RatingWay
from motcua.record import ChannelType, Delivery


class TemplateBrokenError(Exception):
    """A template cannot be filled in; the message names its file and line."""


def fill_template(environment: jinja2.Environment, name: str, **data: Any) -> str:
    """Fill a template in.

    Raises TemplateBrokenError for anything that goes wrong inside it.
    """
    try:
        return environment.get_template(name).render(**data)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateBrokenError(f"{error.filename}:{error.lineno}: {error.message}") from error
    except jinja2.TemplateNotFound as error:
        raise TemplateBrokenError(f"templates/…/{error.name}: không thấy tệp này") from error
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = next(
            (f"{f.filename}:{f.lineno}" for f in reversed(frames) if f.filename.endswith(".html")), name
        )
        raise TemplateBrokenError(f"{where}: {error}") from error


def make_environment(folder: Path) -> jinja2.Environment:
    """Make the environment in which pages and sheets are written: all is escaped, nothing undefined."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "links": links,
        "phrases": phrases,
        "icon": draw_icon,
        "ChannelType": ChannelType,
        "Delivery": Delivery,
        "RatingWay": RatingWay,
        "answer": answer,
    }
    return environment
