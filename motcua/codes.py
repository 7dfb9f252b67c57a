"""QR codes as they are printed: level Q, at most version 4, alphanumeric, four modules of quiet zone.

The limits are those of ISO/IEC 18004; the sizes follow from reading distance (see DESIGN, "Paper").
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import segno

from motcua.links import MAX_PRINTED

QUIET_ZONE: Final = 4

CAPACITIES: Final = (16, 29, 47, MAX_PRINTED)
"""How many alphanumeric characters versions 1 to 4 hold at level Q (ISO/IEC 18004, table 7)."""

Run = tuple[int, int, int]
"""Column and row, counted from 0, and length of dark modules side by side."""


@dataclass(frozen=True)
class PrintedCode:
    """A code ready to be drawn, without its quiet zone."""

    modules: int
    runs: tuple[Run, ...]


def draw_code(address: str) -> PrintedCode:
    """Make the code of a printed address.

    Raises ValueError when the address does not fit version 4 in alphanumeric mode.
    """
    if len(address) > MAX_PRINTED:
        raise ValueError(f"{address}: {len(address)} characters, {MAX_PRINTED} fit")
    code = segno.make(address, error="q", boost_error=False, micro=False, mode="alphanumeric")
    runs = []
    for row, line in enumerate(code.matrix):
        column = 0
        for dark, modules in groupby(line):
            length = len(tuple(modules))
            if dark:
                runs.append((column, row, length))
            column += length
    return PrintedCode(len(code.matrix), tuple(runs))


def count_modules(address: str) -> int:
    """How many modules wide the code of a printed address is, without making it."""
    version = next(number for number, most in enumerate(CAPACITIES, 1) if len(address) <= most)
    return 17 + 4 * version


def measure_code(address: str, module: float) -> float:
    """The width in mm of a code whose modules are `module` mm wide, quiet zone included."""
    return round((count_modules(address) + 2 * QUIET_ZONE) * module, 2)
