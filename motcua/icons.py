"""Pictures from the icon sets that come with Material for MkDocs, drawn into our own markup."""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup


@cache
def draw_icon(name: str) -> Markup | None:
    """The SVG of "material/baby-carriage", or None where there is no such picture."""
    if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)+", name):
        return None
    picture = files("material") / "templates" / ".icons" / f"{name}.svg"
    if not picture.is_file():
        return None
    svg = picture.read_text(encoding="utf-8")
    # Beside a word that says the same, a picture is silence to a screen reader.
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
