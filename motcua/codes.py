"""QR codes as they are printed: level Q, at most version 4, alphanumeric, four modules of quiet zone.

The limits are those of ISO/IEC 18004; the sizes follow from reading distance (see DESIGN, "Paper").
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import segno

from motcua.links import MAX_PRINTED

QUIET_ZONE: Final = 4


@dataclass(frozen=True)
class PrintedCode:
    """A code ready to be drawn: `picture` is an SVG as a data URI, quiet zone included."""

    address: str
    modules: int
    picture: str

    def width(self, module: float) -> float:
        """Its width in mm, quiet zone included, when one module is `module` mm wide."""
        return round((self.modules + 2 * QUIET_ZONE) * module, 2)


@cache
def draw_code(address: str) -> PrintedCode:
    """Make the code of a printed address.

    Raises ValueError when the address does not fit version 4 in alphanumeric mode.
    """
    if len(address) > MAX_PRINTED:
        raise ValueError(f"{address}: {len(address)} characters, {MAX_PRINTED} fit")
    code = segno.make(address, error="q", boost_error=False, micro=False, mode="alphanumeric")
    picture = code.svg_data_uri(border=QUIET_ZONE, xmldecl=False, svgns=True, nl=False)
    return PrintedCode(address, int(code.symbol_size(border=0)[0]), picture)
