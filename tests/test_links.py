"""Addresses: short, unchanging, printable, and links that lead where they should from every page."""

import itertools
import string
from typing import Final
from urllib.parse import urljoin, urlsplit

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from motcua import links
from motcua.codes import draw_code
from motcua.directory import Directory
from motcua.links import LONGEST_HOST, MAX_PRINTED, Links
from motcua.scalars import Phone, Website

ALPHANUMERIC: Final = frozenset(string.digits + string.ascii_uppercase + " $%*+-./:")
"""The characters of QR's alphanumeric mode (ISO/IEC 18004, table 5)."""

VERSION_4: Final = 33
"""Modules along one side of a version 4 symbol (ISO/IEC 18004, table 1)."""

CODES: Final = st.from_regex(r"[0-9]\.[0-9]{6}", fullmatch=True)
SLUGS: Final = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)

PAGES: Final = (
    "",
    links.procedure("1.001193"),
    links.rating("1.001193"),
    links.procedure("2.000815"),
    links.rating("2.000815"),
    links.field("ho-tich"),
    links.life_event("em-be"),
    *(links.A_TO_Z, links.SAME_DAY, links.ONLINE, links.POSTERS, links.PLACES),
)
"""One page of each kind, two of those that come by code."""

FILES: Final = (
    links.sheet("1.001193"),
    links.sheet("1.001193", "thon-dong"),
    "assets/motcua.css",
    "favicon.svg",
)
"""What pages lead to besides pages."""


@pytest.mark.parametrize("root", ["https://xa.example/", "https://ten.example/motcua/"])
def test_relative_link_leads_from_every_page_to_every_target(root: str) -> None:
    """From each kind of page, each kind of link ends where it should, below a folder too."""
    with_anchor = [f"{page}#giay-to" for page in PAGES if page]
    for page, target in itertools.product(PAGES, [*PAGES, *FILES, *with_anchor]):
        link = links.relative(target, page)
        assert urljoin(root + page, link) == root + target, (page, target, link)
        assert not link.startswith("/")


@given(st.lists(SLUGS | CODES, max_size=3), st.lists(SLUGS | CODES, max_size=3))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_relative_link_leads_between_any_two_pages(here: list[str], there: list[str]) -> None:
    """Whatever folders the site may grow, a link from one page to another ends there."""
    page, target = ("".join(f"{part}/" for part in parts) for parts in (here, there))
    assert (
        urljoin(f"https://xa.example/{page}", links.relative(target, page)) == f"https://xa.example/{target}"
    )


@pytest.mark.parametrize(
    "target",
    ["https://dichvucong.gov.vn/", "http://xa.example/a", "tel:0203123456", "mailto:a@xa.example", "#top"],
)
@pytest.mark.parametrize("page", PAGES)
def test_link_to_elsewhere_stays_as_it_is(target: str, page: str) -> None:
    """The portal, a phone number or a place on the page itself is no address below our root."""
    assert links.relative(target, page) == target


@given(st.text(string.ascii_lowercase + string.digits + "-.", min_size=3, max_size=LONGEST_HOST), CODES)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_printed_address_fits_its_code(host: str, code: str) -> None:
    """Every address that goes onto paper fits a code of version 4, on every host that is let in."""
    assert_fits(f"https://{host}/", code)


@pytest.mark.parametrize("length", range(LONGEST_HOST - 8, LONGEST_HOST + 1))
def test_printed_address_of_a_long_host_fits_its_code(length: int) -> None:
    """The longest host that is let in still fits."""
    website = f"https://{'x' * (length - 3)}.vn/"
    assert TypeAdapter(Website).validate_python(website) == website
    assert_fits(website, "1.001193")


def assert_fits(website: str, code: str) -> None:
    site = Links(website)
    for path in ("", links.procedure(code), links.rating(code)):
        printed = site.printed(path)
        assert set(printed) <= ALPHANUMERIC
        assert len(printed) <= MAX_PRINTED
        assert draw_code(printed).modules <= VERSION_4
        assert printed.lower() == website + path


def test_limit_is_that_of_the_code() -> None:
    """One character more than the limit would need a larger code, so the limit is as wide as it can be."""
    for length, modules in ((MAX_PRINTED, VERSION_4), (MAX_PRINTED + 1, VERSION_4 + 4)):
        code = segno.make("X" * length, error="q", boost_error=False, micro=False, mode="alphanumeric")
        assert code.symbol_size(border=0)[0] == modules
    with pytest.raises(ValueError, match="68 characters, 67 fit"):
        draw_code("X" * (MAX_PRINTED + 1))


def test_page_and_rating_have_addresses_of_digits(directory: Directory) -> None:
    """What is printed does not change when something is renamed: digits, dots and slashes, nothing else."""
    for procedure in directory.procedures:
        for path in (links.procedure(procedure.code), links.rating(procedure.code)):
            assert set(path) <= set(string.digits + "./")
            assert path.startswith(f"{procedure.code}/")


@pytest.mark.parametrize(
    ("website", "host", "is_real"),
    [
        ("https://motcua.tenxa.gov.vn/", "motcua.tenxa.gov.vn", True),
        ("https://xahoabinh.example/", "xahoabinh.example", False),
        ("https://xa.test/", "xa.test", False),
        ("https://xa.invalid/", "xa.invalid", False),
        ("https://xa.localhost/", "xa.localhost", False),
        ("https://example.vn/", "example.vn", True),
    ],
)
def test_sample_hosts_are_known_as_such(website: str, host: str, is_real: bool) -> None:
    """A sheet for a host that cannot exist is never taken for one to hang up."""
    assert Links(website).host == host == urlsplit(website).hostname
    assert Links(website).is_real is is_real


@given(st.text(string.digits + " .-()+", max_size=20))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_telephone_link_is_digits_only(number: str) -> None:
    """A tap on a number dials it, however it is spaced for the eye."""
    link = links.telephone(number)
    assert link.startswith("tel:")
    assert set(link.removeprefix("tel:")) <= set(string.digits)
    assert link.removeprefix("tel:") == "".join(c for c in number if c in string.digits)


@pytest.mark.parametrize("number", ["0203 123 456", "1022", "1900 1234"])
def test_telephone_link_dials_what_is_shown(number: str) -> None:
    """The link of a number dials that number."""
    assert links.telephone(TypeAdapter(Phone).validate_python(number)) == f"tel:{number.replace(' ', '')}"


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("", "index.md"),
        ("1.001193/", "1.001193/index.md"),
        ("1.001193/5/", "1.001193/5/index.md"),
        ("linh-vuc/ho-tich/", "linh-vuc/ho-tich/index.md"),
    ],
)
def test_page_knows_its_source(page: str, source: str) -> None:
    """The Markdown that MkDocs reads belongs to the address that it gives the page."""
    assert links.source_file(page) == source


def test_sheet_lies_at_its_own_address() -> None:
    """The sheet of a village is told from that of the commune by its folder."""
    assert links.sheet("1.001193") == "posters/1.001193.pdf"
    assert links.sheet("1.001193", "thon-dong") == "posters/thon-dong/1.001193.pdf"


def test_addresses_do_not_collide(directory: Directory) -> None:
    """No two pages, and no two sheets, share an address."""
    villages = [None, *(village.id for village in directory.commune.villages)]
    found = [
        *PAGES[-5:],
        "",
        *(links.procedure(p.code) for p in directory.procedures),
        *(links.rating(p.code) for p in directory.procedures),
        *(links.field(f.id) for f in directory.vocabulary.fields),
        *(links.life_event(e.id) for e in directory.vocabulary.life_events),
        *(links.sheet(p.code, village) for p in directory.procedures for village in villages),
    ]
    assert len(found) == len(set(found))
