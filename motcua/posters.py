"""The sheets in words: one A4 page a procedure, composed from the same answers as its page.

Composing is here, drawing in draw.py: a sheet whose words are the same as last time is not drawn again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from motcua import links
from motcua.answers import answer
from motcua.directory import Directory
from motcua.memory import Memory
from motcua.place import Village
from motcua.record import Procedure
from motcua.template import Filler

CUTS: Final = ((90, 2), (30, 1))
"""How many letters are left of a text that has to be cut, and how many items of a list: two lines and two
items, or half a line and one item where that is too long still."""

MAIN_MODULE: Final = 1.5
RATING_MODULE: Final = 0.9
"""Width of one module in mm. Read from 335 times as far away: half a metre, and a forearm's length."""


@dataclass(frozen=True)
class Sheet:
    """A sheet in words. Its extent and size are put in place of the mark @setting@ when it is drawn."""

    path: str
    html: str
    cuts: tuple[str, ...]
    """The same with its texts and lists cut, a little and much, for when nothing else makes it fit."""
    styles: str
    addresses: tuple[str, ...]
    """Of its codes: where the code of an address stands, its picture is named "qr:<address>"."""
    record: str
    """The file whose facts it shows."""


@dataclass(frozen=True)
class Band:
    """Why a sheet must not hang yet, in large letters and in small."""

    mark: str
    reasons: tuple[str, ...]


def compose_sheets(
    directory: Directory, site: links.Links, templates: Path, memory: Memory
) -> Iterator[Sheet]:
    """Write the words of every sheet: one a procedure, and one for each village that the plan names.

    Raises TemplateBrokenError when the template is broken.
    """
    filler = Filler(templates / "sheets", memory)
    styles = (templates / "sheets" / "sheet.css").read_text(encoding="utf-8")
    commune, province = directory.commune, directory.province

    def compose(procedure: Procedure, village: Village | None) -> Sheet:
        path = links.sheet(procedure.code, village.id if village else None)
        main = site.printed(links.procedure(procedure.code))
        rating = site.printed(links.rating(procedure.code))
        html, *cuts = filler.fill_each(
            "sheet.html",
            path,
            [{"limit": limit, "most": most} for limit, most in ((0, None), *CUTS)],
            procedure=procedure,
            village=village,
            answers=answer(directory, procedure),
            joint=tuple(p.name for p in directory.joint_for(procedure)),
            band=find_band(directory, site, procedure),
            main_address=main,
            rating_address=rating,
            main_module=MAIN_MODULE,
            rating_module=RATING_MODULE,
            number=directory.sheet_numbers[procedure.code],
            # Not the whole commune: whom another village asks is nothing to this sheet.
            commune={"name": commune.name, "hotline": commune.hotline, "called": commune.called},
            province={"desk_called": province.desk_called},
            site=site,
        )
        return Sheet(path, html, tuple(cuts), styles, (main, rating), directory.files[procedure.code])

    for procedure in directory.listed:
        yield compose(procedure, None)
    for village, procedures in directory.village_sheets():
        for procedure in procedures:
            yield compose(procedure, village)


def find_band(directory: Directory, site: links.Links, procedure: Procedure) -> Band | None:
    """Say why a sheet must not hang yet, or None where it may."""
    reasons = []
    if directory.commune.sample:
        reasons.append(("BẢN MẪU", f"tên {directory.commune.called}, số máy là ví dụ"))
    elif directory.province.sample:
        reasons.append(("BẢN MẪU", f"số liệu của {directory.province.called} là ví dụ"))
    if not site.is_real:
        reasons.append(("BẢN NHÁP", "chưa có địa chỉ trang thật"))
    if procedure.verified is None:
        reasons.append(("CHƯA SOÁT", "chờ cán bộ kiểm tra"))
    if not reasons:
        return None
    return Band(f"{reasons[0][0]} · CHƯA DÁN", tuple(why for _, why in reasons))
