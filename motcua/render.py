"""MkDocs as a renderer: pages of our folder in, HTML out, and no word of ours in between."""

import logging
import traceback
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import Environment, FileSystemBytecodeCache, TemplateSyntaxError
from markupsafe import Markup, escape

from motcua.directory import Directory
from motcua.links import Links, telephone
from motcua.protect import UnprotectedPageError, protect_page

CONFIG: Final = "mkdocs.yml"


class RenderError(Exception):
    """MkDocs could not build; the message is its own."""


def make_config(directory: Directory, site: Links) -> bytes:
    """The MkDocs configuration of one commune: the project's own, with name, address and phone filled in.

    It inherits ../mkdocs.yml, a way of joining that MkDocs and Zensical share.
    """
    commune = directory.commune
    settings: Mapping[str, Any] = {
        "INHERIT": f"../{CONFIG}",
        # MkDocs puts this into pages as it stands.
        "site_name": str(escape(commune.name)),
        "site_url": site.website,
        "docs_dir": "docs",
        "site_dir": "rendered",
        "theme": {"custom_dir": "../templates/theme"},
        "extra": {
            "hotline": commune.hotline,
            "hotline_link": telephone(commune.hotline),
        },
    }
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False).encode()


def pages_in_navigation(config_file: Path) -> set[str]:
    """The pages that the project's own mkdocs.yml names: MkDocs wants to see them at every run.

    Raises RenderError when that file cannot be read, or has no such list.
    """
    try:
        navigation = yaml.safe_load(config_file.read_text(encoding="utf-8"))["nav"]
        return {page for entry in navigation for page in entry.values()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise RenderError(f"{CONFIG}: {error}") from error


def render_site(
    config_file: Path,
    docs_dir: Path,
    frame_dir: Path,
    compiled_dir: Path,
    names: Collection[str],
    take: Callable[[str, str], None],
) -> None:
    """Run MkDocs on a configuration made by make_config and some of the pages made by compose_pages.

    `take` is given the name and the HTML of each page as soon as it is there. What MkDocs makes besides, the
    same for whichever pages, is left in `frame_dir`; compiled templates in `compiled_dir`, for the next time.
    Raises RenderError when it fails or warns: a page it could not place is a page nobody finds; and
    UnprotectedPageError.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import Files

    class Desk(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
        """MkDocs is shown the wanted pages only, and hands them over instead of writing them."""

        def on_files(self, files: Any, **_: Any) -> Any:
            own = str(docs_dir)
            return Files([file for file in files if file.src_dir != own or file.src_uri in names])

        def on_env(self, env: Environment, **_: Any) -> Environment:
            # To compile the theme's templates takes as long as to render a hundred pages.
            compiled_dir.mkdir(parents=True, exist_ok=True)
            env.bytecode_cache = FileSystemBytecodeCache(str(compiled_dir))
            return env

        def on_post_page(self, output: str, page: Any, **_: Any) -> str:
            take(page.file.src_uri, protect_page(output, page.file.dest_uri))
            # MkDocs holds all pages to the end; their texts weigh more than all else.
            page.meta, page.content, page.markdown = {}, "", ""
            return ""

        def on_post_template(self, output_content: str, template_name: str, **_: Any) -> str:
            # The sitemap is ours.
            return protect_page(output_content, template_name) if template_name.endswith(".html") else ""

    warnings = _Warnings()
    log = logging.getLogger("mkdocs")
    log.addHandler(warnings)
    log.propagate = False
    try:
        config = load_config(str(config_file), docs_dir=str(docs_dir), site_dir=str(frame_dir))
        # It is escaped already; this tells the theme, which would escape it again in places.
        config.site_name = Markup(config.site_name)
        config.plugins["desk"] = Desk()
        build(config)
    except (OSError, UnprotectedPageError):
        raise
    # A theme template can fail in any way; whatever it is, it is told with its place and not as a trace.
    except Exception as error:
        raise RenderError("\n".join((*warnings.messages, f"{_find_template(error)}{error}"))) from error
    finally:
        log.removeHandler(warnings)
    if warnings.messages:
        raise RenderError("\n".join(warnings.messages))


def _find_template(error: Exception) -> str:
    """The last place in a template on the way to an error, as "file:line: ", or ""."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename}:{error.lineno}: "
    return f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
