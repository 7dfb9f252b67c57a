"""What stands on the pages: ways in for every reader, counted numbers, live links, words taken as words."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest

from motcua.directory import Directory
from motcua.record import ChannelType, OnlineLevel, Procedure, TimeUnit
from tests.conftest import run_build
from tests.small import (
    BIRTH,
    BIRTH_FILE,
    HOSTILE,
    LODGING,
    WITHDRAWN,
    content_of,
    copy_built,
    edit,
    hrefs_of,
    make_hostile,
    make_small,
    read_page,
    text_of,
    with_class,
    with_id,
)

RATING_LEVELS: Final = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"]
"""The five levels in the words of the national service portal."""

LOADED: Final = {"script", "img", "iframe", "object", "embed", "source", "video", "audio", "input", "form"}
"""Elements whose address a browser fetches, or sends to, by itself."""


@pytest.fixture(scope="module")
def site(built: Path) -> Path:
    return built / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Element]:
    """Every built page by its address below the root, such as "1.001193/"."""
    found = {}
    for file in sorted(site.rglob("*.html")):
        address = file.relative_to(site).as_posix()
        found[address.removesuffix("index.html")] = read_page(file)
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, its pages rendered. Do not write into it."""
    root = make_small(tmp_path_factory.mktemp("small") / "project")
    return render(root)


def render(root: Path) -> Path:
    result = run_build(root, "site")
    assert result.returncode == 0, result.stderr
    return root


def small_page(root: Path, address: str) -> Element:
    return content_of(read_page(root / "build/rendered" / address / "index.html"))


def in_use(directory: Directory) -> list[Procedure]:
    return [p for p in directory.procedures if p.status == "active"]


def listed_on(page: Element) -> list[str]:
    """The codes of the procedures a page lists, in its order."""
    found = [re.search(r"(\d\.\d{6})/$", href) for e in with_class(page, "mc-list") for href in hrefs_of(e)]
    return [match.group(1) for match in found if match]


# Ways in


def test_home_asks_what_one_needs(pages: dict[str, Element]) -> None:
    """The home page begins with the question and a search box that is tapped to type."""
    home = content_of(pages[""])
    assert text_of(next(home.iter("h1"))) == "Bà con cần làm việc gì?"
    box = with_id(pages[""], "mc-find-box")
    assert (box.tag, box.get("role")) == ("input", "combobox")
    assert str(box.get("placeholder")).startswith("Gõ như nói")
    (label,) = (e for e in home.iter("label") if e.get("for") == "mc-find-box")
    assert text_of(label)


def test_home_shows_the_life_events(pages: dict[str, Element], directory: Directory) -> None:
    """Each thing that happens in a house, if a procedure belongs to it, is a tile with a picture."""
    (tiles,) = with_class(pages[""], "mc-tiles")
    used = {event for p in in_use(directory) for event in p.life_events}
    events = [e for e in directory.vocabulary.life_events if e.id in used]
    assert [text_of(e) for e in tiles.iter("strong")] == [e.name for e in events]
    assert hrefs_of(tiles) == [f"chuyen/{e.id}/" for e in events]
    assert len(list(tiles.iter("svg"))) == len(events)
    assert all(e.hint in text_of(tiles) for e in events if e.hint)


def test_home_shows_the_fields(pages: dict[str, Element], directory: Directory) -> None:
    """Each field with a procedure in use is a link, in the order of fields.yml."""
    used = {p.field for p in in_use(directory)}
    fields = [f for f in directory.vocabulary.fields if f.id in used]
    links = [a for a in content_of(pages[""]).iter("a") if a.get("href", "").startswith("linh-vuc/")]
    assert [a.get("href") for a in links] == [f"linh-vuc/{f.id}/" for f in fields]
    assert all(f.name in text_of(a) for f, a in zip(fields, links, strict=True))


@pytest.mark.parametrize("address", ["", "noi-nop/"])
def test_places_are_told_whole(address: str, pages: dict[str, Element], directory: Directory) -> None:
    """Every place stands with its address, its hours and a phone number that can be tapped."""
    cards = with_class(content_of(pages[address]), "mc-place")
    for place, card in zip(directory.commune.places.values(), cards, strict=True):
        text = text_of(card)
        assert place.name in text
        assert place.address in text
        for hours in place.hours:
            assert (
                f"{hours.opens.hour}:{hours.opens.minute:02d}–{hours.closes.hour}:{hours.closes.minute:02d}"
                in text
            )
        assert hrefs_of(card) == ["tel:" + place.phone.replace(" ", "")]


def test_home_shows_what_the_commune_chose(pages: dict[str, Element], directory: Directory) -> None:
    """What people of the commune come for most is one tap from home, in the commune's own order."""
    links = [a.get("href", "") for a in content_of(pages[""]).iter("a")]
    chosen = [f"{code}/" for code in directory.commune.chosen]
    assert [link for link in links if link in chosen] == chosen


def test_done_within_a_day_lists_a_quick_one(small: Path) -> None:
    """A procedure that is finished on the day stands in that list, and one of three working days does not."""
    assert listed_on(small_page(small, "trong-ngay")) == [LODGING]


def test_hours_are_said_by_day(small: Path) -> None:
    """Days with the same hours are said together, and a single open morning is not lost."""
    desk, police = with_class(small_page(small, "noi-nop"), "mc-place")
    assert "Thứ Hai đến thứ Sáu: 7:30–11:30" in text_of(desk)
    assert "Thứ Hai: 8:00–11:00" in text_of(police)
    assert "Thứ Bảy: 8:00–11:00" in text_of(police)


def test_villages_name_their_helpers(pages: dict[str, Element], directory: Directory) -> None:
    """Whoever has no phone of his own finds by name whom to ask in his village."""
    text = text_of(content_of(pages["noi-nop/"]))
    for village in directory.commune.villages:
        assert f"{village.name}: {village.helper.name} {village.helper.phone}" in text


# Lists, and every number on them


def test_a_field_lists_its_procedures(pages: dict[str, Element], directory: Directory) -> None:
    """The page of a field lists all that can be done in it, and nothing else."""
    for field in {p.field for p in in_use(directory)}:
        assert listed_on(pages[f"linh-vuc/{field}/"]) == [
            p.code for p in in_use(directory) if p.field == field
        ]


def test_a_life_event_lists_its_procedures(pages: dict[str, Element], directory: Directory) -> None:
    """The page of a life event lists all that belongs to it, and nothing else."""
    for event in {e for p in in_use(directory) for e in p.life_events}:
        members = [p.code for p in in_use(directory) if event in p.life_events]
        assert listed_on(pages[f"chuyen/{event}/"]) == members


def test_done_within_a_day(pages: dict[str, Element], directory: Directory) -> None:
    """ "Làm trong ngày" lists what a source says is finished within the day, whatever the case."""
    quick = {TimeUnit.SAME_DAY, TimeUnit.HOUR}
    members = [
        p.code
        for p in in_use(directory)
        if p.processing_time and {t.unit for t in p.processing_time} <= quick
    ]
    assert listed_on(pages["trong-ngay/"]) == members


def test_handed_in_online(pages: dict[str, Element], directory: Directory) -> None:
    """ "Nộp qua mạng" lists what can be handed in from home, and not what can only be booked there."""
    members = [
        p.code
        for p in in_use(directory)
        if any(c.type is ChannelType.ONLINE and c.level is not OnlineLevel.BOOKING for c in p.channels)
    ]
    assert listed_on(pages["qua-mang/"]) == members


def test_a_to_z_is_in_order(pages: dict[str, Element], directory: Directory) -> None:
    """A–Z lists everything under its letter, in the order of a Vietnamese dictionary: D before Đ."""
    page = content_of(pages["a-z/"])
    assert sorted(listed_on(page)) == sorted(p.code for p in in_use(directory))
    letters = [text_of(h) for h in page.iter("h2")]
    alphabet = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
    assert letters == sorted(letters, key=alphabet.index)
    for letter, group in zip(letters, with_class(page, "mc-list"), strict=True):
        firsts = {text_of(name)[0] for name in group.iter("strong")}
        assert all(plain(first) == letter for first in firsts)


def plain(letter: str) -> str:
    """A letter without its tone; marks that make it another letter stay."""
    tones = {"ÀÁẢÃẠ": "A", "ẰẮẲẴẶ": "Ă", "ẦẤẨẪẬ": "Â", "ÈÉẺẼẸ": "E", "ỀẾỂỄỆ": "Ê", "ÌÍỈĨỊ": "I", "ÒÓỎÕỌ": "O",
             "ỒỐỔỖỘ": "Ô", "ỜỚỞỠỢ": "Ơ", "ÙÚỦŨỤ": "U", "ỪỨỬỮỰ": "Ư", "ỲÝỶỸỴ": "Y"}  # fmt: skip
    return next((base for toned, base in tones.items() if letter.upper() in toned), letter.upper())


def test_each_entry_says_what_it_is(pages: dict[str, Element], directory: Directory) -> None:
    """An entry of a list tells its procedure in a sentence, and where to hand in if not first at the desk."""
    entries = dict(zip(listed_on(pages["a-z/"]), entries_of(pages["a-z/"]), strict=True))
    for procedure in in_use(directory):
        text = text_of(entries[procedure.code])
        assert procedure.name in text
        assert procedure.summary in text
        roles = [c.place for c in procedure.channels if c.type is ChannelType.IN_PERSON and c.place]
        doors = [text_of(door) for door in entries[procedure.code].iter("em")]
        if roles:
            first = f"Nộp ở {directory.commune.places[roles[0]].name}"
            assert doors == ([] if roles[0] == "one_stop_desk" else [first])
        else:
            (door,) = doors
            answers = text_of(with_class(pages[f"{procedure.code}/"], "mc-answers")[0])
            assert f"Ngồi nhà {door[:1].lower()}{door[1:]}" in answers


def entries_of(page: Element) -> list[Element]:
    return [item for e in with_class(content_of(page), "mc-list") for item in e.iter("li")]


def test_a_number_at_a_link_is_what_one_finds_there(pages: dict[str, Element]) -> None:
    """ "12 việc" at a link means that twelve stand on the page behind it."""
    counted = 0
    for address, page in pages.items():
        for link in content_of(page).iter("a"):
            for count in with_class(link, "mc-count"):
                goal = pages[urljoin("/" + address, link.get("href", ""))[1:]]
                assert text_of(count) == f"{len(listed_on(goal))} việc"
                counted += 1
    assert counted > 10


def test_a_number_on_a_page_is_counted(pages: dict[str, Element]) -> None:
    """What a page says of its own length (procedures, papers, laws, cases) is what stands on it."""
    for address, page in pages.items():
        content = content_of(page)
        for line in with_class(content, "mc-small"):
            if match := re.fullmatch(r"(\d+) việc", text_of(line)):
                assert int(match.group(1)) == len(listed_on(content)), address
        for drawer in content.iter("details"):
            (count,) = with_class(drawer, "mc-count")
            held = with_class(drawer, "mc-paper") or list(drawer.iter("li"))
            assert text_of(count) == f"{len(held)} {'giấy' if with_class(drawer, 'mc-paper') else 'văn bản'}"
        if match := re.search(r"chọn 1 trong (\d+) trường hợp", text_of(content)):
            cases = [d for d in content.iter("details") if d.get("name") == "case"]
            assert int(match.group(1)) == len(cases), address


def test_the_posters_page_offers_every_sheet(
    pages: dict[str, Element], site: Path, directory: Directory
) -> None:
    """The village head finds each sheet by its number: those of the desk first, then his own village's."""
    page = content_of(pages["to-in/"])
    numbers = {s.number: s.procedure for s in directory.plan.sheets}
    desk = [f"../posters/{p.code}.pdf" for p in in_use(directory)]
    villages = [f"../posters/{v.village}/{numbers[n]}.pdf" for v in directory.plan.villages for n in v.sheets]
    sheets = [href for href in hrefs_of(page) if href.endswith(".pdf")]
    assert sorted(sheets) == sorted(desk + villages)
    for link in page.iter("a"):
        if match := re.match(r"Tờ số (\d+): (.+)", text_of(link)):
            code = numbers[int(match.group(1))]
            assert match.group(2) == directory.by_code[code].name
            assert link.get("href", "").endswith(f"/{code}.pdf")
    assert sorted(p.relative_to(site).as_posix() for p in site.rglob("*.pdf")) == sorted(
        h[3:] for h in sheets
    )


def test_the_posters_page_counts_its_sheets(pages: dict[str, Element]) -> None:
    """ "5 tờ" above a list of sheets means five sheets below it."""
    page = content_of(pages["to-in/"])
    counts = [m.group(1) for e in with_class(page, "mc-small") if (m := re.match(r"(\d+) tờ", text_of(e)))]
    assert counts == [str(len(hrefs_of(e))) for e in with_class(page, "mc-links")]


def test_a_wrong_address_is_helped_on(pages: dict[str, Element], directory: Directory) -> None:
    """Who lands nowhere is told so, and gets the way back, the list of all, and a number to call."""
    page = content_of(pages["404.html"])
    assert "Không có trang ở địa chỉ này" in text_of(next(page.iter("h1")))
    assert {"/a-z/", "tel:" + directory.commune.hotline.replace(" ", "")} <= set(hrefs_of(page))
    assert directory.commune.hotline in text_of(page)
    assert "số tờ" in text_of(page)


# Addresses


def test_every_printed_address_has_its_page(pages: dict[str, Element], directory: Directory) -> None:
    """/<code>/ and /<code>/5/ exist for every record: paper on a wall leads somewhere."""
    for procedure in directory.procedures:
        assert text_of(next(content_of(pages[f"{procedure.code}/"]).iter("h1"))) == procedure.name
        assert procedure.name in text_of(content_of(pages[f"{procedure.code}/5/"]))


def test_every_page_has_one_heading_and_a_title(pages: dict[str, Element], directory: Directory) -> None:
    """Each page says in one heading and in its title what it is about, in Vietnamese."""
    for address, page in pages.items():
        assert len(list(page.iter("h1"))) == 1, address
        assert directory.commune.name in (next(page.iter("title")).text or ""), address
        assert next(page.iter("html")).get("lang") == "vi", address


def addresses_in(page: Element) -> Iterator[tuple[Element, str]]:
    for element in page.iter():
        for name in ("href", "src", "action", "srcset", "poster", "data", "formaction"):
            if value := element.get(name):
                yield element, value


def test_every_link_leads_somewhere(pages: dict[str, Element], site: Path, directory: Directory) -> None:
    """No link of any page is dead: each leads to a page, a place on it, or a file of the site."""
    dead = [
        f"/{address} → {value}"
        for address, page in pages.items()
        for _, value in addresses_in(page)
        if (goal := find_goal(value, address, directory.commune.website)) and not resolves(goal, pages, site)
    ]
    assert dead == []


def find_goal(value: str, address: str, website: str) -> str | None:
    """The address on our own site to which `value` leads from a page; None where it leads elsewhere."""
    goal = urljoin(website + address, value)
    return goal.removeprefix(website) if goal.startswith(website) else None


def resolves(goal: str, pages: dict[str, Element], site: Path) -> bool:
    path, _, anchor = goal.partition("#")
    path = unquote(path)
    if path in pages:
        return not anchor or any(e.get("id") == anchor for e in pages[path].iter())
    return not anchor and (site / path).is_file()


def test_ids_are_not_used_twice(pages: dict[str, Element]) -> None:
    """A place on a page has one name of its own, so that a link to it hits."""
    for address, page in pages.items():
        ids = [e.get("id") for e in page.iter() if e.get("id")]
        assert len(ids) == len(set(ids)), address


def test_only_declared_links_lead_away(pages: dict[str, Element], directory: Directory) -> None:
    """Links to other hosts are those that records and commune.yml name, and nothing else."""
    declared = {directory.commune.portal}
    for procedure in directory.procedures:
        declared |= {channel.link for channel in procedure.channels if channel.link}
        declared |= {procedure.source.url or "", procedure.guide.url if procedure.guide else ""}
    phones = {directory.commune.hotline, *(p.phone for p in directory.commune.places.values())}
    phones |= {village.helper.phone for village in directory.commune.villages}
    declared |= {"tel:" + phone.replace(" ", "") for phone in phones}
    away = {
        value
        for address, page in pages.items()
        for element, value in addresses_in(page)
        if element.tag == "a" and find_goal(value, address, directory.commune.website) is None
    }
    assert away - declared == set()


def test_nothing_is_fetched_from_elsewhere(pages: dict[str, Element], site: Path) -> None:
    """No page fetches a script, style, picture or font from another host: nobody learns who reads what."""
    for address, page in pages.items():
        for element, value in addresses_in(page):
            fetched = element.tag in LOADED or (element.tag == "link" and element.get("rel") != "canonical")
            assert not (fetched and urlsplit(value).netloc), f"/{address}: {value}"
        assert not [e for e in page.iter() if "url(" in e.get("style", "")], address
    for sheet in site.rglob("*.css"):
        named = re.findall(
            r"(?:url\(|@import\s+)[\"']?((?:https?:)?//[^)\"']+)", sheet.read_text(encoding="utf-8")
        )
        assert named == [], sheet.name


def test_links_to_other_hosts_take_nothing_along(pages: dict[str, Element]) -> None:
    """A page behind a link to another host gets no hold on ours."""
    for address, page in pages.items():
        for link in content_of(page).iter("a"):
            if urlsplit(link.get("href", "")).netloc:
                assert link.get("rel") == "noopener", f"/{address}: {link.get('href')}"


# Procedures that ended


def test_a_withdrawn_procedure_says_so(small: Path) -> None:
    """Whoever scans an old sheet reads that the procedure ended, since when, and what to do instead."""
    page = small_page(small, WITHDRAWN)
    (banner,) = with_class(page, "mc-banner")
    assert "không còn từ 1/7/2026" in text_of(banner)
    assert "Nay làm theo: Khai sinh thử" in text_of(banner)
    assert hrefs_of(banner) == [f"../{BIRTH}/"]
    assert not with_class(page, "mc-answers")


def test_a_withdrawn_procedure_stands_in_no_list(small: Path) -> None:
    """What nobody can do any more is found by its old address only, and has no sheet."""
    for file in (small / "build/rendered").rglob("index.html"):
        address = file.parent.relative_to(small / "build/rendered").as_posix()
        if not address.startswith(WITHDRAWN):
            assert f"{WITHDRAWN}/" not in " ".join(hrefs_of(read_page(file))), address


def test_a_suspended_procedure_says_so(small: Path, tmp_path: Path) -> None:
    """A procedure that rests keeps its page, which says so, and leaves the lists for that time."""
    root = copy_built(small, tmp_path / "project")
    edit(root / BIRTH_FILE, "field: ho-tich", "field: ho-tich\nstatus: suspended")
    (root / "procedures/ho-tich/viec-cu.yml").unlink()
    render(root)
    assert "tạm dừng" in text_of(with_class(small_page(root, BIRTH), "mc-banner")[0])
    assert listed_on(small_page(root, "a-z")) == [LODGING]


# Words of a record are words


@pytest.fixture(scope="module")
def hostile(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with texts that try to be more than text."""
    return render(make_hostile(copy_built(small, tmp_path_factory.mktemp("hostile") / "project")))


HOSTILE_PAGES: Final = (
    "",
    "a-z",
    "to-in",
    "noi-nop",
    "linh-vuc/ho-tich",
    "chuyen/em-be",
    BIRTH,
    f"{BIRTH}/5",
    WITHDRAWN,
)


@pytest.mark.parametrize("address", HOSTILE_PAGES, ids=lambda address: address or "home")
def test_markup_in_a_record_is_only_read(address: str, hostile: Path, small: Path) -> None:
    """Tags, Markdown, braces and quotes typed into a record are shown as typed and do nothing on any page."""
    page = read_page(hostile / "build/rendered" / address / "index.html")
    calm = read_page(small / "build/rendered" / address / "index.html")
    assert " ".join(HOSTILE) in text_of(content_of(page))
    for tag in ("script", "img", "h1", "em", "code", "b"):
        assert len(list(page.iter(tag))) == len(list(calm.iter(tag))), tag
    assert [e for e in page.iter() if any(name.startswith("on") for name in e.attrib)] == []
    assert [value for _, value in addresses_in(page) if "xau.example" in value] == []


def test_a_hostile_commune_is_only_a_name(hostile: Path) -> None:
    """The commune's own name is shown as typed at the head and foot of every page."""
    page = read_page(hostile / "build/rendered/a-z/index.html")
    for part in ("md-header__title", "mc-footer"):
        assert 'Xã <b>Thử</b> & "bạn"' in text_of(with_class(page, part)[0])


def test_each_hostile_text_is_shown_as_typed(hostile: Path) -> None:
    """In lists, steps, conditions and papers each text stands letter for letter."""
    page = small_page(hostile, BIRTH)
    for section in ("trinh-tu", "dieu-kien"):
        items = [text_of(e) for e in with_id(page, section).iter("li")]
        assert items == [" ".join(text.split()) for text in HOSTILE]


def test_a_hostile_name_stays_in_the_title(hostile: Path) -> None:
    """The name of a procedure in the window's title and in search engines is text as well."""
    page = read_page(hostile / "build/rendered" / BIRTH / "index.html")
    assert (next(page.iter("title")).text or "").startswith(" ".join(HOSTILE))
    (description,) = [e for e in page.iter("meta") if e.get("name") == "description"]
    assert description.get("content") == " ".join(HOSTILE)


# The rating page


@pytest.fixture
def rating(small: Path) -> Element:
    return small_page(small, f"{BIRTH}/5")


def test_rating_offers_the_five_national_levels(rating: Element) -> None:
    """The rating page offers the five levels in the national wording, none of them chosen beforehand."""
    (levels,) = with_class(rating, "mc-levels")
    assert [text_of(e).removeprefix("☐ ") for e in levels.iter("li")] == RATING_LEVELS
    assert "Khai sinh thử" in text_of(rating)
    assert f"../../{BIRTH}/" in hrefs_of(rating) or "../" in hrefs_of(rating)
    assert not [e for e in rating.iter() if e.get("checked") is not None or e.get("selected") is not None]


def test_rating_offers_reasons(rating: Element) -> None:
    """Who is displeased, and who is pleased, finds ready reasons and need not write."""
    low, high = [
        [text_of(e) for e in ul.iter("li")]
        for part in with_class(rating, "mc-reasons")
        for ul in part.iter("ul")
    ]
    assert len(low) >= 5
    assert len(high) >= 5
    assert "☐ Chờ lâu, trễ hẹn" in low
    assert "☐ Đi một lần là xong" in high


def test_rating_limits_the_comment(rating: Element) -> None:
    """A comment is optional and short, and nobody is asked who he is."""
    text = text_of(rating)
    assert "500 chữ cái trở lại" in text
    assert "Không bắt buộc" in text
    assert "Đừng ghi tên, số điện thoại, số căn cước" in text


def test_rating_says_what_it_is_not(rating: Element) -> None:
    """The official rating and complaints have their own ways, and the page leads to both."""
    assert "https://dichvucong.gov.vn/" in hrefs_of(rating)
    assert "Khiếu nại, tố cáo thì gửi riêng: Bộ phận tiếp công dân của xã (mẫu)" in text_of(rating)


def test_rating_by_phone_and_slip(rating: Element) -> None:
    """Where the commune takes ratings by phone and on paper, the page says so and pretends no form."""
    text = text_of(rating)
    assert f"Gọi 0000 000 900, đọc mã {BIRTH}" in text
    assert "Hòm thư ở cửa quầy (mẫu)" in text
    assert "tel:0000000900" in hrefs_of(rating)
    assert not [e for e in rating.iter() if e.tag in ("form", "button", "input", "textarea")]


@pytest.mark.parametrize("code", [BIRTH, LODGING, WITHDRAWN])
def test_rating_by_web_form(code: str, web_form: Callable[[str], Element]) -> None:
    """Where the commune has a form, the page leads to it with the procedure's code filled in."""
    page = web_form(code)
    assert f"https://bieu-mau.example/gui?ma={code}&nguon=to" in hrefs_of(page)
    assert "{code}" not in " ".join(hrefs_of(page))
    assert "Hòm thư" not in text_of(page)
    assert f"đã ghi sẵn mã {code}" in text_of(page)


@pytest.fixture(scope="module")
def web_form(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Element]:
    """The rating page of a code in a commune that has a form of its own."""
    root = copy_built(small, tmp_path_factory.mktemp("form") / "project")
    edit(
        root / "commune.yml",
        "way: phone_and_slip\n  slip_box: Hòm thư ở cửa quầy (mẫu)",
        'way: web_form\n  form: "https://bieu-mau.example/gui?ma={code}&nguon=to"',
    )
    render(root)
    return lambda code: small_page(root, f"{code}/5")
