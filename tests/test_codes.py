"""Codes: whatever address is printed, both kinds of reader give it back, from few and large modules."""

from collections.abc import Sequence
from functools import cache

import pypdfium2
import pytest
import weasyprint
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from motcua import links
from motcua.codes import QUIET_ZONE, PrintedCode, count_modules, draw_code
from motcua.directory import Directory
from motcua.draw import Picture
from tests.reading import Code, read_codes, read_codes_with_zbar

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""ISO/IEC 18004, table 5."""

PIXELS = 6
"""Width of a module in the trial pictures."""

BLOT = 6
"""Width of a stain in modules; it may fall anywhere but on the marks by which readers find a code."""

addresses = st.text(ALPHANUMERIC, min_size=1, max_size=links.MAX_PRINTED)


@cache
def print_code(code: PrintedCode) -> Image.Image:
    """The picture of a code as WeasyPrint and a PDF reader make it, quiet zone and all, on a white page."""
    side = (code.modules + 2 * QUIET_ZONE) * PIXELS
    html = (
        f"<style>@page {{ size: {side}px; margin: 0 }} body {{ margin: 0 }} img {{ display: block }}</style>"
        f'<img src="qr:code" style="width: {side}px; height: {side}px">'
    )
    pdf = weasyprint.HTML(string=html).write_pdf(cache={"qr:code": Picture(code)})
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=96 / 72).to_pil()
    return image.convert("RGB")


def read_by_all(image: Image.Image) -> Code:
    """What both readers find: one code, of which they read the same."""
    (code,) = read_codes(image)
    assert read_codes_with_zbar(image) == [code.text]
    return code


@settings(max_examples=150, deadline=None)
@given(addresses)
@example("HTTPS://XAHOABINH.EXAMPLE/1.001193/")
@example("0")
@example("Z" * links.MAX_PRINTED)
def test_every_address_that_fits_is_read_back(address: str) -> None:
    """Any address of up to 67 characters scans with every reader: at most 33 modules, level Q."""
    code = draw_code(address)
    read = read_by_all(print_code(code))
    assert (read.text, read.level, read.modules) == (address, "Q", code.modules)
    # A sheet leaves room for a code before it is made.
    assert count_modules(address) == code.modules
    assert read.version <= 4


@settings(deadline=None)
@given(st.text(ALPHANUMERIC, min_size=links.MAX_PRINTED + 1, max_size=200))
def test_a_longer_address_is_refused(address: str) -> None:
    """An address that would make a code too fine for cheap phones is never printed: it is refused at once."""
    with pytest.raises(ValueError, match=f"{len(address)}"):
        draw_code(address)


@pytest.mark.parametrize("address", ["https://xahoabinh.example/1.001193/", "HTTPS://XÃ.EXAMPLE/", ""])
def test_an_address_of_other_letters_is_refused(address: str) -> None:
    """An address that a person could type wrongly, in lower case or with accents, is never printed."""
    with pytest.raises(ValueError, match="alphanumeric"):
        draw_code(address)


def test_the_longest_host_that_a_commune_may_have_fits() -> None:
    """With the longest host the rating address still fits, and only the alphanumeric mode holds it."""
    host = "motcua.xa-hoabinhdong.nam-sach.hai-duong.gov.vn"
    assert len(host) == links.LONGEST_HOST
    address = links.Links(f"https://{host}/").printed(links.rating("1.001193"))
    assert len(address) == links.MAX_PRINTED
    # Version 4, level Q holds 46 characters in byte mode, 67 in alphanumeric mode (ISO/IEC 18004, table 7).
    assert read_by_all(print_code(draw_code(address))).version == 4


def test_codes_of_the_real_records_have_29_modules(directory: Directory) -> None:
    """The sheets that hang today scan from afar: their codes are of version 3."""
    site = links.Links(directory.commune.website)
    paths = [path(record.code) for record in directory.procedures for path in (links.procedure, links.rating)]
    assert {draw_code(site.printed(path)).modules for path in paths} == {29}


def test_the_quiet_zone_is_part_of_the_picture() -> None:
    """However a template places a code, the white that readers need around it comes along."""
    code = draw_code("HTTPS://XAHOABINH.EXAMPLE/1.001193/")
    image = print_code(code)
    (found,) = read_codes(image)
    edges = (found.box.left, found.box.top, image.width - found.box.right, image.height - found.box.bottom)
    assert all(abs(edge - QUIET_ZONE * PIXELS) <= 1 for edge in edges), edges
    assert set(colours(image)) == {(0, 0, 0), (255, 255, 255)}


def colours(image: Image.Image) -> Sequence[tuple[int, ...]]:
    found = image.getcolors()
    assert found is not None
    return [colour for _, colour in found if isinstance(colour, tuple)]


@settings(max_examples=60, deadline=None)
@given(
    st.text(ALPHANUMERIC, min_size=36, max_size=links.MAX_PRINTED),
    st.integers(8, 22),
    st.integers(8, 14),
    st.sampled_from(["white", "black", "saddlebrown"]),
)
def test_a_stained_code_still_scans(address: str, right: int, down: int, colour: str) -> None:
    """Paper hangs for years: a hole or blot of six modules' width, one centimetre, does no harm."""
    image = print_code(draw_code(address)).copy()
    left, top = ((QUIET_ZONE + place) * PIXELS for place in (right, down))
    blot = (left, top, left + BLOT * PIXELS, top + BLOT * PIXELS)
    ImageDraw.Draw(image).rectangle(blot, fill=colour)
    assert read_by_all(image).text == address
