"""The real records: each loads, is written as people speak, and loses nothing on the way to its page."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from pydantic import BaseModel

from motcua.check import check_documents
from motcua.directory import Directory
from motcua.load import read_documents
from motcua.record import Procedure
from tests.conftest import ROOT, run_build
from tests.small import BIRTH, BIRTH_FILE, edit, hrefs_of, make_small, read_page, text_of, with_class, with_id

Way = tuple[str, ...]
"""The keys that lead to a value; positions in lists left out."""

RECORDS: Final = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "procedures").glob("*/*.yml"))

each_record = pytest.mark.parametrize("file", RECORDS)

CHANNEL: Final = {
    "in_person": "nộp trực tiếp",
    "online": "nộp qua mạng",
    "post": "gửi qua bưu điện",
    "phone": "gọi điện báo",
}

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "audience": {
        "citizen": "người dân",
        "household": "hộ gia đình",
        "overseas_vietnamese": "người Việt Nam ở nước ngoài",
        "foreigner": "người nước ngoài",
        "official": "cán bộ, công chức, viên chức",
        "organisation": "tổ chức",
        "cooperative": "hợp tác xã",
        "enterprise": "doanh nghiệp",
        "foreign_enterprise": "doanh nghiệp có vốn nước ngoài",
    },
    "channels.type": {
        "in_person": "Nộp ở đâu, lúc nào?",
        "online": "Nộp qua mạng được.",
        "post": "Gửi hồ sơ qua bưu điện được.",
        "phone": "Gọi điện báo được.",
    },
    "channels.level": {
        "full": "Làm trọn qua mạng, không phải đi lại.",
        "partial": "Nộp qua mạng một phần, vẫn phải đi một lần.",
        "booking": "Qua mạng chỉ đặt được lịch hẹn, rồi đến làm.",
    },
    "processing_time.unit": {
        "hour": "giờ",
        "same_day": "Trong ngày",
        "working_day": "ngày làm việc",
        "day": "ngày",
        "month": "tháng",
        "as_appointed": "Theo ngày ghi trên giấy hẹn",
        "unstated": "Hỏi ngày lấy khi nộp",
    },
    "processing_time.channels": CHANNEL,
    "fees.type": {
        "priced": "đ",
        "free": "Không mất tiền",
        "set_by_province": "do tỉnh quy định, chưa ghi được con số",
        "set_by_decree": "chưa ghi được con số",
        "unknown": "chưa rõ",
    },
    "fees.kind": {"charge": "phí", "fee": "lệ phí"},
    "fees.channels": CHANNEL,
    "papers.handling": {
        "submit": "Nộp lại",
        "show": "Cho xem rồi cầm về",
        "submit_or_show": "Nộp bản sao, hoặc cho xem bản chính",
    },
    "papers.channels": CHANNEL,
    "delivery": {
        "at_place": "nhận tại nơi nộp",
        "by_post": "nhận tại nhà qua bưu điện",
        "electronic": "nhận bản điện tử",
    },
}


def say_money(dong: int) -> str:
    return f"{dong:,}".replace(",", ".") + " đ"


NUMBERS: Final[Mapping[str, Callable[[int], str]]] = {
    "processing_time.amount": str,
    "fees.amount": say_money,
    "fees.tiers.from_unit": "thứ {}".format,
    "fees.tiers.amount": say_money,
    "fees.cap.amount": lambda dong: f"nhiều nhất {say_money(dong)}",
    "papers.originals": "{} bản chính".format,
    "papers.copies": "{} bản sao".format,
    "papers.either": "{} bản chính hoặc bản sao".format,
    "guide.minutes": "{} phút".format,
}

MONTHS: Final = ("source.retrieved", "verified.edition")

IN_A_SENTENCE: Final = ("must_appear.when",)
"""Texts that go on in the middle of a sentence, and so without their capital."""

ADDRESSES: Final = ("channels.link", "guide.url", "source.url")

SHOWN_OTHERWISE: Final = {
    "field": "the page of the field lists the record",
    "life_events": "the pages of the life events list the record",
    "related": "a link bears the other record's name",
    "joins": "a link bears the other record's name",
    "status": "the four answers stand only on the page of what people can do today",
    "channels.place": "the place's name, address and phone stand for its role",
}
"""Keys whose value no reader should see as it stands, and what stands for it; held by a test of its own."""

TOGETHER: Final = {
    "documents.papers": ".//ul[@class='mc-papers']/li",
    "who_may_submit.papers": ".//section[@id='ai-di-thay']//ul[@class='mc-papers']/li",
    "fees": ".//section[@id='bao-nhieu-tien']/p",
    "processing_time": ".//section[@id='bao-lau']/p",
    "must_appear": ".//section[@id='phai-tu-den']/ul/li",
    "who_may_submit": ".//section[@id='ai-di-thay']/ul/li",
    "forms": ".//section[@id='to-khai']/ul/li",
    "legal_basis": ".//*[@id='can-cu']//li",
}
"""Facts that mean something only side by side, and the elements of which one holds them."""

APART: Final = ("fees.exempt", "processing_time.cutoff", "processing_time.extensions")
"""Facts that stand in a line of their own below the one they belong to."""


def walk(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every single value of a dumped record, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*way, key))
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from walk(inner, way)
    elif value is not None:
        yield way, value


def facts_of(record: Procedure) -> dict[str, Any]:
    """A record as data, but for the values that another one says along with itself."""
    data = record.model_dump()
    for channel in data["channels"]:
        if channel["level"] == "booking":
            # Who reads that it can be handed in online would hand it in: the level's own words stand alone.
            assert channel.pop("type") == "online"
    for term in data["processing_time"]:
        if term["stated"]:
            del term["unit"]
    return data


def name_of(way: Way) -> str:
    """The name of a key in the tables above; a paper is a paper, whoever brings it."""
    return ".".join(way[way.index("papers") :] if "papers" in way else way)


def say(way: Way, value: Any) -> str:
    """A value as a reader of the page must find it. A new kind of number or choice is a KeyError here."""
    key = name_of(way)
    if isinstance(value, StrEnum):
        return PHRASES[key][value]
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    if isinstance(value, int):
        return NUMBERS[key](value)
    if key in IN_A_SENTENCE:
        return f"{value[:1].lower()}{value[1:]}"
    if key in MONTHS:
        return "/".join(str(int(part)) for part in reversed(value.split("-")))
    return str(value)


def find_missing(record: Procedure, page: Element) -> list[str]:
    """The facts of a record that its page does not show, each as "key: what should be read there"."""
    text, links = text_of(page), hrefs_of(page)
    missing = []
    for way, value in walk(facts_of(record)):
        key = name_of(way)
        if key in SHOWN_OTHERWISE:
            continue
        wanted = say(way, value)
        seen = (
            wanted in links
            if key in ADDRESSES
            else is_in(wanted, text, exactly=not isinstance(value, StrEnum))
        )
        if not seen:
            missing.append(f"{key}: {wanted}")
    return missing


def is_in(wanted: str, text: str, exactly: bool = True) -> bool:
    """Whether a text is read; as a whole number, so that 1 is not found in 15. Phrases may begin a line."""
    wanted, text = (wanted, text) if exactly else (wanted.casefold(), text.casefold())
    start = r"(?<!\d)" if wanted[:1].isdigit() else ""
    end = r"(?!\d)" if wanted[-1:].isdigit() else ""
    # An original alone is not "an original or a copy".
    end = r"(?! hoặc bản sao)" if wanted.endswith("bản chính") else end
    return re.search(start + re.escape(wanted) + end, text) is not None


def find_apart(record: Procedure, page: Element) -> list[tuple[str, list[str]]]:
    """The facts that must stand together and do not: their key, and what should be read in one element."""
    return [
        (key, wanted)
        for key, elements in TOGETHER.items()
        for wanted in groups_at(record, key)
        if not any(all(is_in(w, text_of(e), exactly=False) for w in wanted) for e in page.findall(elements))
    ]


def groups_at(record: Procedure, key: str) -> Iterator[list[str]]:
    """For each member of a list of the record, what must be read of it in one place."""
    keys = tuple(key.split("."))
    for member in members_at(facts_of(record), keys):
        leaves = [((*keys, *way), value) for way, value in walk(member)]
        yield [say(way, value) for way, value in leaves if ".".join(way) not in APART]


def members_at(data: dict[str, Any], keys: Way) -> Iterator[dict[str, Any]]:
    for member in data[keys[0]]:
        if len(keys) > 1:
            yield from members_at(member, keys[1:])
        else:
            yield member


WAYS_IN: Final = {
    "nop-o-dau": ("in_person",),
    "ngoi-nha": ("online", "post", "phone"),
}
"""The sections that tell how to hand in, and which ways each of them tells, one kind after the other."""


def find_out_of_place(record: Procedure, directory: Directory, page: Element) -> list[str]:
    """The facts of the ways to hand in that do not follow one another, way by way, in their sections."""
    missing = []
    for section, kinds in WAYS_IN.items():
        text = text_of(with_id(page, section))
        channels = [c for kind in kinds for c in record.channels if c.type == kind]
        for channel in channels:
            place = directory.commune.places[channel.place].name if channel.place else None
            way = [PHRASES["channels.type"][channel.type]] if channel.type != "in_person" else []
            if channel.level:
                way = [*way[: channel.level != "booking"], PHRASES["channels.level"][channel.level]]
            facts = [channel.when, *way, place, channel.jurisdiction, channel.note, *channel.needs]
            for fact in filter(None, (*facts, channel.hours)):
                before, found, rest = text.partition(fact)
                missing += [] if found else [f"{section}: {fact}"]
                text = rest if found else before
        handed_in = [c for c in channels if c.type == "online" and c.level != "booking"]
        if text_of(with_id(page, section)).count("Nộp qua mạng được.") != len(handed_in):
            missing.append(f"{section}: {len(handed_in)} ways to hand in online")
    return missing


def record_of(directory: Directory, file: str) -> Procedure:
    return next(p for p in directory.procedures if directory.files[p.code] == file)


def page_of(folder: Path, record: Procedure) -> Element:
    (content,) = with_class(read_page(folder / record.code / "index.html"), "mc-page")
    return content


# What the records hold


def test_every_real_record_loads(directory: Directory) -> None:
    """Each record file in the folder passes the check and becomes one procedure of the directory."""
    assert sorted(directory.files.values()) == RECORDS
    assert len(directory.by_code) == len(RECORDS)


@each_record
def test_every_fact_is_on_the_page(file: str, directory: Directory, built: Path) -> None:
    """Whatever a record says (texts, amounts, days, choices, addresses) a reader finds on its page."""
    record = record_of(directory, file)
    assert find_missing(record, page_of(built / "site", record)) == []


@each_record
def test_facts_that_belong_together_stand_together(file: str, directory: Directory, built: Path) -> None:
    """A paper with its copies, a fee with its condition, a law with its day: nobody pieces them together."""
    record = record_of(directory, file)
    assert find_apart(record, page_of(built / "site", record)) == []


@each_record
def test_each_way_of_handing_in_tells_its_own_facts(file: str, directory: Directory, built: Path) -> None:
    """Who hands in one way reads, in one piece, to whom it is open, where, which commune, what it takes."""
    record = record_of(directory, file)
    page = page_of(built / "site", record)
    assert find_out_of_place(record, directory, page) == []


@each_record
def test_each_case_holds_its_own_papers(file: str, directory: Directory, built: Path) -> None:
    """Who opens a case reads its papers in the order of the record, and those of no other case."""
    record = record_of(directory, file)
    papers = with_id(page_of(built / "site", record), "mang-gi")
    if len(record.labelled_cases) < 2:
        return
    drawers = list(papers.iter("details"))
    assert len(drawers) == len(record.labelled_cases)
    for drawer, case in zip(drawers, record.labelled_cases, strict=True):
        assert text_of(next(drawer.iter("summary"))).startswith(str(case.case))
        names = [text_of(e) for e in with_class(drawer, "mc-paper")]
        assert [n.split(" (")[0] for n in names] == [p.name.split(" (")[0] for p in case.papers]


@each_record
def test_what_stands_for_a_value_is_there(file: str, directory: Directory, built: Path) -> None:
    """Values not shown as they stand do their work: lists, links to related records, the place's address."""
    record = record_of(directory, file)
    site = built / "site"
    page = page_of(site, record)
    for folder in (f"linh-vuc/{record.field}", *(f"chuyen/{event}" for event in record.life_events)):
        assert f"../../{record.code}/" in hrefs_of(read_page(site / folder / "index.html"))
    related = {a.get("href"): text_of(a) for a in page.iter("a")}
    for code in (*record.related, *record.joins):
        assert related[f"../{code}/"] == directory.by_code[code].name
    assert bool(with_class(page, "mc-answers")) == record.active
    text = text_of(page)
    in_stages = any(term.stage for term in record.processing_time)
    assert ("hết chặng này mới sang chặng sau" in text) == in_stages
    for role in {channel.place for channel in record.channels if channel.place}:
        place = directory.commune.places[role]
        assert all(part in text for part in (place.name, place.address, place.phone))


# No key is forgotten, not even one that no real record uses yet

EVERY_KEY: Final = """\
code: "1.100004"
name: Việc ghi đủ mọi mục
official_name: Thủ tục ghi đủ mọi mục
summary: Bản ghi có đủ mọi mục mà hình dạng cho phép.
also_known_as: [gọi là một, gọi là hai]
field: ho-tich
life_events: [em-be]
status: active
effective_from: 2026-12-01
replaces: ["1.100003"]
audience: [citizen, household, overseas_vietnamese, foreigner, official, organisation, cooperative,
  enterprise, foreign_enterprise]
deadline: Trong 59 ngày từ ngày sinh
conditions: [Điều kiện thứ nhất]
must_appear:
  - who: Đôi bên
    when: Lúc ký tên
who_may_submit:
  - who: Ông bà ngoại
    needs: Giấy nhờ đi thay
    papers:
      - name: Giấy của người đi thay
        official_name: Tên trong luật của giấy đi thay
        originals: 31
        copies: 32
        handling: show
        when: Đi thay người ốm
        channels: [in_person]
        alternatives: [Giấy đi thay khác]
        not_needed_if: Là bố mẹ, vợ chồng
        note: Ghi chú của giấy đi thay
      - name: Giấy thứ hai của người đi thay
        either: 33
        handling: submit_or_show
channels:
  - type: in_person
    place: one_stop_desk
    jurisdiction: Xã nơi ở trong ba năm
    when: Trẻ dưới sáu tuổi
    needs: [Phiếu hẹn trực tiếp]
    hours: Sáng thứ Ba
    note: Ghi chú khi nộp trực tiếp
  - type: online
    level: full
    needs: [Tài khoản trực tuyến]
    link: https://nop.example/qua-mang
    hours: Cả ngày lẫn đêm
    note: Ghi chú khi nộp qua mạng
  - type: online
    level: partial
    link: https://nop.example/mot-phan
  - type: online
    level: booking
    link: https://nop.example/dat-lich
  - type: phone
    place: commune_police
    note: Ghi chú khi gọi
  - type: post
    place: commune_police
    needs: [Phong bì dán tem]
    hours: Giờ bưu điện
    note: Ghi chú khi gửi
processing_time:
  - unit: hour
    amount: 41
    channels: [online]
    when: Làm gấp
  - unit: working_day
    amount: 42
    cutoff: "15:05"
    extensions: [Cần hỏi nơi khác]
  - unit: day
    amount: 43
    channels: [in_person, post]
  - unit: month
    amount: 44
    when: Làm chậm
    stage: Chặng đầu
    counted_from: ngày nộp tiền
  - unit: same_day
    when: Làm ngay
  - unit: as_appointed
    when: Hẹn sau
  - unit: as_appointed
    stated: Theo lịch của đoàn
  - unit: unstated
    when: Chưa rõ
fees:
  - type: priced
    kind: fee
    name: Lệ phí thử
    amount: 2000
    per: trang
    tiers:
      - from_unit: 3
        amount: 1000
    cap:
      amount: 200000
      per: bản
    channels: [in_person]
    when: Sao giấy
    valid_from: 2026-08-01
    valid_until: 2026-12-31
    basis: 226/2016/TT-BTC
    exempt: [Người thuộc hộ nghèo]
  - type: free
    kind: charge
    channels: [online]
  - type: set_by_province
    kind: fee
    when: Việc của tỉnh
  - type: set_by_decree
    basis: 281/2016/TT-BTC
  - type: unknown
    when: Việc chưa rõ
documents:
  - papers:
      - name: Giấy ai cũng cần
        official_name: Tên trong luật của giấy
        originals: 6
        copies: 7
        handling: submit
        when: Nhờ người đi thay
        channels: [post, online]
        alternatives: [Giấy thay thế]
        not_needed_if: Đã có trong máy
        note: Ghi chú của giấy
  - case: Trường hợp thứ nhất
    papers:
      - name: Giấy của trường hợp đầu
        either: 8
        handling: show
  - case: Trường hợp thứ hai
    papers:
      - name: Giấy của trường hợp sau
forms:
  - name: Tờ khai thử
    number: Mẫu T01
    issued_with: 53/2025/TT-BCA
steps: [Đi đến quầy.]
common_mistakes: [Quên giấy]
good_to_know: [Nên gọi trước]
guide:
  title: Bài hướng dẫn thử
  url: https://nop.example/huong-dan
  minutes: 9
results: [Tờ kết quả]
delivery: [at_place, by_post, electronic]
authority: [Ủy ban thử]
legal_basis:
  - number: 123/2015/NĐ-CP
    title: Nghị định thử
    issued: 2015-11-15
    expires: 2027-03-01
joins: ["1.100002"]
related: ["1.100001"]
source:
  name: Nguồn thử
  retrieved: 2026-06-12
  url: https://nop.example/nguon
  decision: 163/QĐ-BTP
  agency: Bộ Thử
verified:
  by: Công chức thử
  on: 2026-11-03
  edition: 2026-06
"""

ONLY_WHEN_WITHDRAWN: Final = {("withdrawn_on",), ("replaced_by",)}
"""Keys that the shape refuses in a record in use; test_pages.py holds what becomes of them."""


@pytest.fixture(scope="module")
def full_place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Directory, Path]:
    """A place with the record of every key, and the folder of its pages."""
    root = make_small(tmp_path_factory.mktemp("full") / "project")
    (root / "procedures/ho-tich/du-moi-muc.yml").write_text(EVERY_KEY, encoding="utf-8")
    edit(root / "posters/plan.yml", "villages:", '  - number: 3\n    procedure: "1.100004"\nvillages:')
    result = run_build(root, "site")
    assert result.returncode == 0, result.stderr
    return check_documents(read_documents(root)), root / "build/rendered"


@pytest.fixture(scope="module")
def full(full_place: tuple[Directory, Path]) -> tuple[Procedure, Element]:
    """The record of every key, and its page."""
    record = full_place[0].by_code["1.100004"]
    return record, page_of(full_place[1], record)


def ways_of(model: type[BaseModel], way: Way = ()) -> Iterator[Way]:
    """Every key the shape of a record knows, as a way from the top."""
    for name, info in model.model_fields.items():
        inner = list(_models_in(info.annotation))
        if inner:
            yield from ways_of(inner[0], (*way, name))
        else:
            yield (*way, name)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def test_the_full_record_holds_every_key(full: tuple[Procedure, Element]) -> None:
    """A key added to the shape is added to the full record, so that the next test asks where it is shown."""
    record, _ = full
    assert set(ways_of(Procedure)) - {way for way, _ in walk(record.model_dump())} == ONLY_WHEN_WITHDRAWN


def test_the_full_record_holds_every_choice(full: tuple[Procedure, Element]) -> None:
    """Every choice of every list of choices is tried, not only those that today's records make."""
    record, _ = full
    made: dict[str, set[str]] = {}
    for way, value in walk(record.model_dump()):
        made.setdefault(name_of(way), set()).add(value)
    lists = {"audience", "channels.type", "channels.level", "processing_time.unit", "fees.type", "fees.kind",
             "papers.handling", "delivery"}  # fmt: skip
    assert {key: made[key] for key in lists} == {key: set(PHRASES[key]) for key in lists}


def test_no_key_is_skipped(full: tuple[Procedure, Element]) -> None:
    """A record that uses every key the shape lets in shows every one of them on its page."""
    assert find_missing(*full) == []


def test_the_facts_of_a_full_record_stand_together(full: tuple[Procedure, Element]) -> None:
    """With every key in use, each fee, paper, time and law still stands in one piece."""
    assert find_apart(*full) == []


def test_the_ways_of_a_full_record_stay_apart(
    full_place: tuple[Directory, Path], full: tuple[Procedure, Element]
) -> None:
    """With every way of handing in, and three kinds of "online", each still tells only its own facts."""
    record, page = full
    assert find_out_of_place(record, full_place[0], page) == []


def test_stages_are_told_as_stages(full: tuple[Procedure, Element]) -> None:
    """Terms that follow one another stand in order, and the page says that each waits for the last."""
    record, page = full
    section = with_id(page, "bao-lau")
    told = [text_of(p) for p in section.findall("p")]
    assert "Làm lần lượt từng chặng, hết chặng này mới sang chặng sau:" in told
    wanted = [str(term.amount) for term in record.processing_time if term.amount]
    assert [n for text in told for n in re.findall(r"\b4\d\b", text)] == wanted


ODD_PAIRS: Final = {
    "a link to a counter": "channels: [{type: in_person, place: one_stop_desk, link: 'https://nop.example/x'}]",
    "a link to a letter": "channels: [{type: post, link: 'https://nop.example/x'}]",
    "a unit of nothing": "fees: [{type: free, per: trang thử}]",
    "a further rate of nothing": "fees: [{type: free, tiers: [{from_unit: 77, amount: 1234}]}]",
    "a cap on the unknown": "fees: [{type: unknown, cap: {amount: 5678, per: bản thử}}]",
    "a commune for a letter": "channels: [{type: post, place: one_stop_desk, jurisdiction: Xã thử}]",
    "a level of a call": "channels: [{type: phone, place: one_stop_desk, level: booking}]",
    "a link to a call": "channels: [{type: phone, place: one_stop_desk, link: 'https://nop.example/x'}]",
    "a condition on a booking": "channels: [{type: in_person, place: one_stop_desk}, "
    "{type: online, level: booking, when: Việc thử, needs: [Máy thử]}]",
    "a start of nothing": "processing_time: [{unit: unstated, counted_from: ngày thử, stage: Chặng thử}]",
    "an original or a copy, and both": "documents: [{papers: [{name: Giấy thử, either: 3, originals: 2}]}]",
    "a paper of a proxy by post": "who_may_submit: [{who: Bà, papers: [{name: Giấy thử, channels: [post]}]}]",
    "a time stated twice": "processing_time: [{unit: day, amount: 41, stated: Nguyên văn thử}]",
}
"""Keys that the shape knows and that go together oddly."""


@pytest.mark.parametrize("pair", ODD_PAIRS)
def test_what_is_let_in_is_shown(pair: str, tmp_path: Path) -> None:
    """A fact written where it has no place is refused, or else shown; it is never taken and dropped."""
    root = make_small(tmp_path / "project")
    replace_key(root / BIRTH_FILE, ODD_PAIRS[pair])
    result = run_build(root, "site")
    if result.returncode == 0:
        record = check_documents(read_documents(root)).by_code[BIRTH]
        assert find_missing(record, page_of(root / "build/rendered", record)) == []
    else:
        assert f"{BIRTH_FILE}:" in result.stderr


LONE_WAYS: Final = {
    "an appointment": "channels: [{type: online, level: booking}]",
    "a call": "channels: [{type: phone}]",
    "a call to a place": "channels: [{type: phone, place: commune_police}]",
    "a letter": "channels: [{type: post}]",
}
"""Records that nobody need walk for, by the only way of handing in that they name."""


@pytest.mark.parametrize("way", LONE_WAYS)
def test_no_question_stays_without_answer(way: str, tmp_path: Path) -> None:
    """An only way to hand in that is an odd one is refused, or the page says what to do and whom to call."""
    root = make_small(tmp_path / "project")
    replace_key(root / BIRTH_FILE, LONE_WAYS[way])
    result = run_build(root, "site")
    if result.returncode == 0:
        page = page_of(root / "build/rendered", check_documents(read_documents(root)).by_code[BIRTH])
        (answers,) = with_class(page, "mc-answers")
        assert "" not in [text_of(dd) for dd in answers.iter("dd")]
        assert " ," not in text_of(page)
        assert [e for e in with_id(page, "ngoi-nha").iter("a") if e.get("href", "").startswith("tel:")]
    else:
        assert f"{BIRTH_FILE}:" in result.stderr


def replace_key(file: Path, line: str) -> None:
    """Put a line in the place of what a record says under the same key, or at its end."""
    key = line.split(":")[0]
    kept = re.sub(rf"^{key}:\n(?:[ -].*\n)+", "", file.read_text(encoding="utf-8"), flags=re.M)
    file.write_text(f"{kept}{line}\n", encoding="utf-8")


# How the records are written

TITLES: Final = frozenset(
    {"official_name", "legal_basis.title", "documents.papers.official_name", "forms.name"}
)
"""What the law names, we do not shorten."""

CITATION: Final = re.compile(r"\([^()]*\b(Điều|Luật|Nghị định|Thông tư)\b[^()]*\)")

MAX_WORDS: Final = 25


@each_record
def test_sentences_are_short(file: str, directory: Directory) -> None:
    """No sentence is longer than 25 words, laws cited in brackets apart: it is read on a phone, standing."""
    texts = [(".".join(w), v) for w, v in walk(record_of(directory, file).model_dump()) if type(v) is str]
    long = [
        f"{key}: {sentence}"
        for key, text in texts
        if key not in TITLES
        for sentence in re.split(r"(?<=[.!?…])\s", CITATION.sub("", text))
        if len(sentence.split()) > MAX_WORDS
    ]
    assert long == []


@each_record
def test_text_is_composed(file: str) -> None:
    """Every record is in Unicode NFC: what a phone types finds it, and a sheet draws it right."""
    assert unicodedata.is_normalized("NFC", (ROOT / file).read_text(encoding="utf-8"))


@each_record
def test_case_labels_are_short(file: str, directory: Directory) -> None:
    """A case is told apart at a glance: no label is longer than 8 words, and no two are alike."""
    labels = [str(case.case) for case in record_of(directory, file).labelled_cases]
    assert [label for label in labels if len(label.split()) > 8] == []
    assert len(set(labels)) == len(labels)


@each_record
def test_the_source_is_the_national_portal(file: str, directory: Directory) -> None:
    """Facts come from the national portal, read in a named month, and linked where the address is known."""
    source = record_of(directory, file).source
    assert source.name == "Cổng Dịch vụ công quốc gia"
    assert source.url is None or urlsplit(source.url).hostname == "dichvucong.gov.vn"
