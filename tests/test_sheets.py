"""What hangs on the wall: every sheet read back from its PDF and held against the built site and the records.

No test here asks what the program meant to draw. Codes are read from the picture, words from the PDF and from
the picture; what they must be comes from the pages of the built site and from the YAML files as they are.
"""

import ast
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
import yaml

from tests.conftest import copy_project, run_build
from tests.reading import (
    SIGNS,
    Code,
    DrawnSheet,
    Paragraph,
    around,
    colours_of_code,
    find_margins,
    ink_share,
    measure_code,
    photocopy,
    read_by_eye,
    read_codes,
    read_codes_with_zbar,
)
from tests.small import content_of, read_page, text_of, with_class, with_id

DPI: Final = 150
"""What a cheap office printer still resolves."""

WHAT_TO_BRING: Final = "Mang gì theo?"
WHERE: Final = "Nộp ở đâu, lúc nào?"
HOW_LONG: Final = "Bao lâu thì xong?"
HOW_MUCH: Final = "Hết bao nhiêu tiền?"

STARTS: Final = "Tính từ "
"""From when a time runs, in the words that begin it."""

NO_HOST: Final = "chưa có địa chỉ trang thật"
SAMPLE: Final = "tên xã, số máy là ví dụ"
NOT_CHECKED: Final = "chờ cán bộ kiểm tra"
BAND: Final = re.compile("(BẢN MẪU|BẢN NHÁP|CHƯA SOÁT) · CHƯA DÁN")

Value = dict[str, Any]


def load(file: Path) -> Value:
    """A YAML file, every value in it as text."""
    value: Value = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    return value


@cache
def records_of(root: Path) -> dict[str, Value]:
    """The records of a project by their codes. Asked for when nothing in it changes any more."""
    return {record["code"]: record for record in map(load, root.glob("procedures/*/*.yml"))}


@dataclass(frozen=True)
class Wall:
    """One sheet, and the project in which it was built."""

    root: Path
    sheet: DrawnSheet

    def __str__(self) -> str:
        return str(self.sheet)

    @property
    def code(self) -> str:
        return self.sheet.path.stem

    @property
    def record(self) -> Value:
        return records_of(self.root)[self.code]

    @cached_property
    def commune(self) -> Value:
        return load(self.root / "commune.yml")

    @cached_property
    def village(self) -> Value | None:
        folder = self.sheet.path.parent.name
        return next((v for v in self.commune.get("villages", ()) if v["id"] == folder), None)

    @cached_property
    def number(self) -> int:
        plan = load(self.root / "posters/plan.yml")
        return next(int(s["number"]) for s in plan["sheets"] if s["procedure"] == self.code)

    @property
    def host(self) -> str:
        return urlsplit(self.commune["website"]).hostname or ""

    @cached_property
    def page(self) -> Element:
        return content_of(read_page(self.root / "site" / self.code / "index.html"))

    @property
    def places(self) -> list[Value]:
        """Where one can hand in, as the record sends there and commune.yml tells."""
        channels = [c for c in self.record["channels"] if c["type"] == "in_person"]
        roles = dict.fromkeys(c["place"] for c in channels)
        return [self.commune["places"][role] for role in roles]

    @property
    def phone(self) -> str:
        return str(self.places[0]["phone"] if self.places else self.commune["hotline"])

    @property
    def edition(self) -> str:
        verified = self.record.get("verified")
        days = [self.record["source"]["retrieved"]] + ([verified["on"]] if verified else [])
        return "/".join(str(int(part)) for part in reversed(max(days).split("-")))

    @cached_property
    def codes(self) -> list[Code]:
        return read_codes(self.sheet.rasterise(DPI))

    def texts(self) -> list[str]:
        return [p.text for p in self.sheet.paragraphs if p.tag != "Figure"]

    def section(self, heading: str) -> list[str]:
        """What stands below one of the four questions."""
        following = list(self.sheet.paragraphs)
        while following and following.pop(0).text != heading:
            pass
        end = next((i for i, p in enumerate(following) if p.tag in ("H2", "Figure")), len(following))
        return [p.text.lstrip(SIGNS).strip() for p in following[:end]]


Finder = Callable[[Wall], Iterator[str]]


def collect(walls: Sequence[Wall], *finders: Finder) -> list[str]:
    """What is wrong with some sheets, each fault after the name of its sheet."""
    return [f"{wall}: {fault}" for wall in walls for find in finders for fault in find(wall)]


def find_walls(root: Path) -> list[Wall]:
    files = sorted((root / "site/posters").rglob("*.pdf"))
    return [Wall(root, DrawnSheet(file)) for file in files]


@pytest.fixture(scope="module")
def walls(built: Path) -> list[Wall]:
    """Every sheet of the built project."""
    found = find_walls(built)
    listed = {Path(file).stem for file in built.glob("site/posters/*.pdf")}
    records = records_of(built).values()
    assert listed == {record["code"] for record in records if record.get("status", "active") == "active"}
    assert len(found) > len(listed), "no village has its own sheets"
    return found


ENOUGH: Final = 3
"""How often a letter must stand on what is read before one can say that it is read rightly."""


@pytest.fixture(scope="module")
def telling(walls: list[Wall]) -> list[Wall]:
    """The few sheets on which what is slow is tried: the extremes, and all that together show what any shows.

    In a village hang the sheets of the desk with one line changed: one of them is enough.
    """
    walls = [*(w for w in walls if not w.village), next(w for w in walls if w.village)]
    shown = {wall: features_of(wall) for wall in walls}
    chosen = [
        walls[-1],
        max(walls, key=lambda wall: len(wall.sheet.letters)),
        min(walls, key=lambda wall: len(wall.sheet.letters)),
        max(walls, key=lambda wall: wall.sheet.letters.count("☐")),
        max(walls, key=lambda wall: len(wall.record["name"])),
    ]
    whole: Counter[str] = sum(shown.values(), Counter())
    missing = Counter({feature: min(ENOUGH, count) for feature, count in whole.items()})
    missing -= sum((shown[wall] for wall in set(chosen)), Counter())
    while missing:
        rest = [wall for wall in walls if wall not in chosen]
        chosen.append(max(rest, key=lambda wall: (missing & shown[wall]).total()))
        missing -= shown[chosen[-1]]
    return list(dict.fromkeys(chosen))


def features_of(wall: Wall) -> Counter[str]:
    """How often each letter stands on a sheet; and its places, as if they stood there often enough."""
    places = {place["name"] for place in wall.places} or {"at home"}
    return Counter(wall.sheet.letters) + Counter(dict.fromkeys(places, ENOUGH))


# Codes ------------------------------------------------------------------------------------------------------


def find_code_faults(wall: Wall) -> Iterator[str]:
    """Both readers find the same two codes, and each is the address that stands below it."""
    texts = sorted(code.text for code in wall.codes)
    others = read_codes_with_zbar(wall.sheet.rasterise(DPI))
    if len(texts) != 2 or texts != others:
        yield f"zxing-cpp reads {texts}, zbar {others}"
    for code in wall.codes:
        printed = find_address_below(wall.sheet, code)
        if printed != code.text:
            yield f"the code says {code.text}, the paper below it {printed}"


def find_address_below(sheet: DrawnSheet, code: Code) -> str:
    """The address next below a code, its lines joined."""
    x, bottom = code.box.middle * 72 / DPI, code.box.bottom * 72 / DPI
    below = [
        (line.top, paragraph.text)
        for paragraph in sheet.paragraphs
        for line in paragraph.lines[:1]
        if "://" in paragraph.text and line.top > bottom and line.left < x < line.right
    ]
    return "".join(min(below)[1].split()) if below else "has no address"


def find_page_faults(wall: Wall) -> Iterator[str]:
    """The main code leads to the page of the name printed on top, the other to the form that rates it."""
    main, rating = [urlsplit(code.text.lower()) for code in wall.codes]
    for address in (main, rating):
        if (address.scheme, address.hostname) != ("https", wall.host):
            yield f"leads to {address.geturl()}, not to {wall.host}"
    name = " ".join(wall.sheet.texts("H1"))
    page = read_page(wall.root / f"site{main.path}index.html")
    if [text_of(h1) for h1 in page.iter("h1")] != [name]:
        yield f'{main.path} is not headed "{name}"'
    form = content_of(read_page(wall.root / f"site{rating.path}index.html"))
    if rating.path == main.path or name not in text_of(form):
        yield f'{rating.path} does not rate "{name}"'


def test_each_code_is_the_address_printed_below_it(walls: list[Wall]) -> None:
    """Who cannot scan a code may type what stands below it and arrives at the same place."""
    assert not collect(walls, find_code_faults)


def test_each_code_leads_to_the_page_whose_name_the_sheet_bears(walls: list[Wall]) -> None:
    """Who scans a sheet gets the procedure that is printed on top of it, not an error and not another one."""
    assert not collect(walls, find_page_faults)


def test_codes_survive_the_photocopier(telling: list[Wall]) -> None:
    """A village head may photocopy a sheet on a worn copier, and both codes still scan."""
    for wall in telling:
        copy = photocopy(wall.sheet.rasterise(DPI))
        wanted = sorted(code.text for code in wall.codes)
        assert sorted(code.text for code in read_codes(copy)) == wanted, str(wall)
        assert read_codes_with_zbar(copy) == wanted, str(wall)


def find_print_faults(wall: Wall) -> Iterator[str]:
    """Codes are large enough to be read from where people stand, and as ISO/IEC 18004 wants them around."""
    image = wall.sheet.rasterise(DPI)
    for code, least in zip(wall.codes, (1.5, 0.9), strict=True):
        module, quiet = measure_code(image, code, DPI)
        if round(module, 2) < least:
            yield f"{code.text}: a module is {module:.2f} mm wide, less than {least} mm"
        if not quiet:
            yield f"{code.text}: the quiet zone of four modules is not white"
        if code.version > 4 or code.level != "Q":
            yield f"{code.text}: version {code.version}, level {code.level}"
        if colours_of_code(image, code) != {(0, 0, 0), (255, 255, 255)}:
            yield f"{code.text}: not black on white"


def test_codes_can_be_read_from_where_people_stand(walls: list[Wall]) -> None:
    """A cheap phone reads the codes: few and large modules, pure black, white around them, level Q."""
    assert not collect(walls, find_print_faults)


# Words ------------------------------------------------------------------------------------------------------


def find_word_faults(wall: Wall) -> Iterator[str]:
    """Name, commune, helper, phones, number and edition are those of the files; nothing is garbled."""
    texts = wall.texts()
    hotline, village = wall.commune["hotline"], wall.village
    edition = f"Tờ số {wall.number:02d} · Mã thủ tục {wall.code} · Bản {wall.edition}"
    wanted = [fold(wall.record["name"]), fold(wall.commune["name"])]
    if village:
        helper = village["helper"]
        wanted.append(f"Ở {village['name']}, hỏi {helper['name']}: {helper['phone']}.")
        edition += f" · {village['name']}"
    for text in (*wanted, edition):
        if text not in texts:
            yield f'"{text}" does not stand on it'
    for needed in (
        ("mật khẩu", "OTP", "chuyển tiền", "cài ứng dụng", "dán đè", wall.host, hotline),
        ("Zalo", "máy ảnh", "CHẠM"),
        ("gõ địa chỉ", wall.phone, hotline),
    ):
        if not any(all(words in text for words in needed) for text in texts):
            yield f"no line says {', '.join(needed)}"
    if not all(unicodedata.is_normalized("NFC", text) for text in texts):
        yield "some letters are in pieces (not NFC)"


def find_headline_faults(wall: Wall) -> Iterator[str]:
    """The name is what stands there largest."""
    large = max(p.size for p in wall.sheet.paragraphs if p.lines)
    largest = [p.text for p in wall.sheet.paragraphs if p.lines and p.size == large]
    if largest != [fold(wall.record["name"])]:
        yield f"{largest} is set largest"


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def find_answer_faults(wall: Wall) -> Iterator[str]:
    """The four answers are those of the record's page: nothing is changed, no known sum or time left out."""
    known, unknown = tell_how_much(wall.page)
    for heading, wanted in (
        (WHERE, list(tell_where(wall))),
        (HOW_LONG, tell_how_long(wall)),
        (HOW_MUCH, known or [say_briefly(text) for text in unknown]),
    ):
        lines = wall.section(heading)
        if heading == HOW_LONG:
            yield from find_start_faults(wall, lines)
            lines = [re.sub(f" {STARTS}.*", "", line) for line in lines]
        if not lines or [line for line in lines if line in wanted] != wanted:
            yield f'below "{heading}" stands {lines}, the record and its page say {wanted}'
    for banner in wall.page.findall("p[@class='mc-banner']"):
        if text_of(banner).startswith("Việc này ") and text_of(banner) not in wall.texts():
            yield f"it does not say first: {text_of(banner)}"
    if unknown and not any(f"ọi {wall.phone} hỏi trước khi đi" in line for line in wall.section(HOW_MUCH)):
        yield "it does not say whom to ask about money"
    yield from find_paper_faults(wall)


def find_start_faults(wall: Wall, lines: Sequence[str]) -> Iterator[str]:
    """A time that runs from another day than that of handing in says so on paper too."""
    told = " ".join(lines)
    for paragraph in with_id(wall.page, "bao-lau").findall("p"):
        start = re.search(f"{STARTS}.*", text_of(paragraph))
        if start and start.group() not in told:
            yield f'below "{HOW_LONG}" is missing: {text_of(paragraph)}'


def tell_where(wall: Wall) -> Iterator[str]:
    """Where and when, with the hours as the page says them."""
    cards = with_class(with_id(wall.page, "nop-o-dau"), "mc-place")
    for place, card in zip(wall.places[:1], cards, strict=False):
        # What the phone says by its clock is nothing for paper.
        name, address, *hours, phone = [text_of(p) for p in card.iter("p") if p.get("class") != "mc-told"]
        assert [name, address, phone] == [fold(place[key]) for key in ("name", "address", "phone")]
        yield from (name, address, *hours, f"Hỏi: {phone}")
    yield from (f"Hoặc {fold(other['name'])}." for other in wall.places[1:])
    for section in wall.page.findall("section[@id='phai-tu-den']"):
        yield from (f"Phải tự đến: {end(text_of(one))}" for one in section.iter("li"))
    if "deadline" in wall.record:
        yield f"Hạn làm: {end(fold(wall.record['deadline']))}"


def end(text: str) -> str:
    """A text as a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def tell_how_long(wall: Wall) -> list[str]:
    """The times the law gives; what follows a time on a line of its own is part of it on paper."""
    told: list[str] = []
    promises = [fold(promise["text"]).rstrip(".") for promise in wall.commune.get("promises", ())]
    for paragraph in with_id(wall.page, "bao-lau").findall("p"):
        text = text_of(paragraph)
        if text.startswith("Nộp sau "):
            told[-1] += f" {text}"
        elif with_class(paragraph, "mc-phone"):
            continue  # whom to call when it is late
        elif not paragraph.get("class") and not text.endswith(":") and text.rstrip(".") not in promises:
            told.append(re.sub(f" {STARTS}.*", "", text.removeprefix("Nguồn chưa ghi thời hạn. ")))
    return told


BRIEFLY: Final = (
    (r"(: )Mức tiền theo văn bản [^ ,]+, (chưa ghi được con số\.)$", r"\1\2"),
    (r"(: )Mức tiền (do [^,]+ quy định), chưa ghi được con số\.$", r"\1\2."),
    (r"(: chưa rõ) bao nhiêu tiền\.$", r"\1."),
)
"""How paper says of one case that its sum is not known: the number to call stands below anyway."""


def say_briefly(text: str) -> str:
    for pattern, brief in BRIEFLY:
        text = re.sub(pattern, brief, text)
    return text


def tell_how_much(page: Element) -> tuple[list[str], list[str]]:
    """The sums that are known, and what is to be paid where the sum is not."""
    known, unknown = [], []
    for paragraph in with_id(page, "bao-nhieu-tien").findall("p"):
        if paragraph.get("class") or text_of(paragraph).endswith(":"):
            continue
        small = "".join(text_of(span) for span in with_class(paragraph, "mc-small"))
        text = text_of(paragraph).removesuffix(small).strip()
        if not with_class(paragraph, "mc-phone"):
            known.append(text)
        elif text.startswith("Chưa rõ việc này"):
            unknown.append(text)
        else:
            unknown.append(re.sub(r" Gọi [\d ]+ hỏi trước khi đi\.$", "", text))
    return known, unknown


def find_paper_faults(wall: Wall) -> Iterator[str]:
    """Papers are all listed, or those that everybody needs, or none; where one is missing a line says so."""
    items = [p.text.lstrip(SIGNS).strip() for p in wall.sheet.paragraphs if p.tag == "LI"]
    named = {text_of(p) for p in with_class(wall.page, "mc-paper")}
    papers = papers_to_carry(wall.record)
    for chosen in (papers, [paper for paper in papers if "when" not in paper], []):
        if len(items) == len(chosen) and all(map(says_paper, items, chosen)):
            break
    else:
        yield f"papers {items} against {papers}"
        return
    for paper in chosen:
        if not any(text.startswith(fold(paper["name"])) for text in named):
            yield f"the page does not know the paper {paper['name']}"
    if len(chosen) < len(papers) or not papers:
        told = " ".join(line for line in wall.section(WHAT_TO_BRING) if line not in items)
        if wall.phone not in told:
            yield "it does not say whom to ask about papers"


def papers_to_carry(record: Value) -> list[Value]:
    """The papers of a procedure without cases that are handed in at a desk, where they are few enough."""
    cases = record.get("documents", [])
    papers = [p for case in cases for p in case["papers"] if "in_person" in p.get("channels", ["in_person"])]
    return [] if any("case" in case for case in cases) or len(papers) > 8 else papers


def says_paper(item: str, paper: Value) -> bool:
    """Whether an item of a list is this paper: for whom, its name, how many."""
    when = f"{fold(paper['when'])}: " if "when" in paper else ""
    kinds = {"originals": "bản chính", "copies": "bản sao", "either": "bản chính hoặc bản sao"}
    copies = " · ".join(
        f"{paper[kind]} {what}" for kind, what in kinds.items() if paper.get(kind, "0") != "0"
    )
    return item.startswith(when + fold(paper["name"])) and item.endswith(f"({copies})" if copies else "")


def find_foreign_words(wall: Wall) -> Iterator[str]:
    """Every text is made of what the files and the page say and of the fixed words of the template."""
    known = {squeeze(text) for text in (*fixed_words(wall.root), *words_of(wall))} - {""}
    for paragraph in wall.sheet.paragraphs:
        text = squeeze(paragraph.text.lstrip(SIGNS).strip())
        if not can_be_made(text, known):
            yield f'nobody wrote "{paragraph.text}"'
    if wall.sheet.untagged:
        yield f'"{wall.sheet.untagged}" is part of no paragraph'


def squeeze(text: str) -> str:
    return "".join(text.split())


def can_be_made(text: str, known: set[str]) -> bool:
    """Whether `text` is a chain of known pieces."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {start + len(piece) for piece in known if text.startswith(piece, start)}
    return len(text) in reached


def fixed_words(root: Path) -> Iterator[str]:
    """The words of the template itself, and those by which the program joins what it is told."""
    template = (root / "templates/sheets/sheet.html").read_text(encoding="utf-8")
    for braces in re.findall(r"\{[{%].*?[%}]\}", template, re.DOTALL):
        yield from re.findall(r'"([^"]*)"', braces)
    bare = re.sub(r"\{[{%#].*?[%}#]\}", "\0", template, flags=re.DOTALL)
    for pictured in re.findall(r'alt="([^"]*)"', bare):
        yield from pictured.split("\0")
    yield from html.unescape(re.sub("<[^>]*>", "\0", bare)).split("\0")
    for module in ("phrases", "posters"):
        for text in strings_of(root / f"motcua/{module}.py"):
            yield from (text, text[:1].upper() + text[1:])


def strings_of(module: Path) -> Iterator[str]:
    """The texts in a module's code, docstrings left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def words_of(wall: Wall) -> Iterator[str]:
    """What the files and the page have to say about one procedure."""
    told = [text for text in wall.page.itertext() if len(text.strip()) > 1]
    yield from (part for text in told for part in (text, *re.split(r"[:;.]\s", text)))
    local = (wall.commune, load(wall.root / "province.yml"))
    yield from (text for text in leaves([wall.record, *local]) if len(text) > 1)
    yield from (f"{wall.number:02d}", wall.edition, wall.host)
    yield from (code.text for code in wall.codes)


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield fold(value)
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)


def test_words_on_paper_are_those_of_the_files(walls: list[Wall]) -> None:
    """Name, phones, helper, number, edition and warnings stand there as they were written, every accent."""
    assert not collect(walls, find_word_faults, find_headline_faults)


def test_paper_gives_the_same_four_answers_as_the_page(walls: list[Wall]) -> None:
    """Whoever reads the wall and whoever reads the phone bring the same papers to the same place."""
    assert not collect(walls, find_answer_faults)


def test_nothing_stands_on_paper_that_nobody_wrote(walls: list[Wall]) -> None:
    """No sheet carries a stray, garbled or foreign word, not even where only a screen reader finds it."""
    assert not collect(walls, find_foreign_words)


class TestLetters:
    """Apart from the others, so that the slow reading may run beside them."""

    def test_tired_eyes_read_what_stands_in_the_pdf(self, telling: list[Wall]) -> None:
        """Letters are drawn as what they are: OCR at 200 dpi reads at least 0.995 of a sheet rightly."""
        with ProcessPoolExecutor(2) as readers:
            readings = list(readers.map(read_by_eye, [wall.sheet.path for wall in telling]))
        for wall, reading in zip(telling, readings, strict=True):
            assert reading.share >= 0.995, f"{wall}: {reading.share:.4f} {reading.misread}"
        # A single rare letter drawn as another would not show in the whole.
        seen: dict[str, list[bool]] = {}
        for letter, right in (found for reading in readings for found in reading.letters()):
            seen.setdefault(letter, []).append(right)
        shares = {letter: sum(found) / len(found) for letter, found in seen.items() if len(found) >= ENOUGH}
        assert not {letter: share for letter, share in shares.items() if share < 0.6}


# Form -------------------------------------------------------------------------------------------------------


def find_form_faults(wall: Wall) -> Iterator[str]:
    """One page A4 that any printer prints whole."""
    sheet, image = wall.sheet, wall.sheet.rasterise(DPI)
    if sheet.pages != 1:
        yield f"{sheet.pages} pages"
    if [round(side, 1) for side in sheet.size] != [210, 297]:
        yield f"measures {sheet.size} mm"
    if min(find_margins(image, DPI).corners()) < 10:
        yield f"margins of {find_margins(image, DPI)} mm, less than 10 mm"


def find_ink_faults(wall: Wall) -> Iterator[str]:
    """No more than 8 % of a page is ink."""
    # Finer than elsewhere: coarse pixels make letters bolder than they are.
    share = ink_share(wall.sheet.rasterise(2 * DPI))
    if share > 0.08:
        yield f"{share:.2%} of the page is ink"


def find_letter_faults(wall: Wall) -> Iterator[str]:
    """Letters are large enough, of one family that travels with the PDF, and no line runs into another."""
    sheet = wall.sheet
    for name, embedded in sheet.fonts():
        if not embedded or not name.partition("+")[2].startswith("Source-Sans-3"):
            yield f"font {name} {'' if embedded else 'not embedded'}"
    texts = [p for p in sheet.paragraphs if p.lines]
    for paragraph in texts:
        least = 12 if is_small_print(paragraph, texts) else 14
        if min(paragraph.sizes) < least:
            yield f'"{paragraph.text}" is set in {min(paragraph.sizes)} pt, less than {least}'
    yield from find_collisions(sheet)


def is_small_print(paragraph: Paragraph, texts: Sequence[Paragraph]) -> bool:
    """The band's reasons, an address, the line of number and edition."""
    reasons = BAND.fullmatch(texts[0].text) and paragraph == texts[1]
    return bool(reasons) or "://" in paragraph.text or paragraph.text.startswith("Tờ số ")


def find_collisions(sheet: DrawnSheet) -> Iterator[str]:
    """Letters of different lines whose ink lies on one another."""
    lines = [(height, around(boxes), boxes) for height, boxes in sorted(sheet.inked_lines().items())]
    for (upper, high, above), (lower, low, below) in combinations(lines, 2):
        if high.meets(low) and any(a.meets(b) for a in above for b in below):
            yield f"the lines at {upper} and {lower} pt run into one another"


def find_access_faults(wall: Wall) -> Iterator[str]:
    """What PDF/UA-1 (ISO 14289-1) asks for: tags, language, title, a text for each picture."""
    sheet, catalog = wall.sheet, wall.sheet.catalog
    if not catalog["MarkInfo"]["Marked"] or catalog["Lang"] != b"vi":
        yield "not tagged, or not marked as Vietnamese"
    if not re.search(r"pdfuaid:part(>|=.)1", sheet.metadata):
        yield "does not claim PDF/UA-1"
    if not catalog["ViewerPreferences"]["DisplayDocTitle"] or fold(wall.record["name"]) not in sheet.title:
        yield f'its title is "{sheet.title}"'
    if len(sheet.texts("H1")) != 1 or sheet.texts("H2") != [WHAT_TO_BRING, WHERE, HOW_LONG, HOW_MUCH]:
        yield f"headings {sheet.texts('H1')} {sheet.texts('H2')}"
    pictures = sheet.texts("Figure")
    if len(pictures) != 2:
        yield f"{len(pictures)} pictures have a text"
    for code, text in zip(wall.codes, pictures, strict=False):
        if fold(wall.record["name"]) not in text or not text.endswith(code.text):
            yield f'"{text}" does not tell procedure and address of {code.text}'


def test_a_sheet_is_one_page_that_prints_whole(walls: list[Wall]) -> None:
    """Any office printer prints a sheet whole: one page A4, with margins of at least 10 mm."""
    assert not collect(walls, find_form_faults)


def test_a_sheet_takes_little_ink(walls: list[Wall]) -> None:
    """A village office can print all its sheets without running dry: at most 8 % of a page is ink."""
    assert not collect(walls, find_ink_faults)


def test_a_sheet_can_be_read_from_an_arms_length(walls: list[Wall]) -> None:
    """Old eyes can read a sheet: 14 pt, small print 12 pt, one clear family, no line touching another."""
    assert not collect(walls, find_letter_faults)


def test_a_screen_reader_tells_the_whole_sheet(walls: list[Wall]) -> None:
    """Who cannot see a sheet has it read aloud: in Vietnamese, in order, with what each code opens."""
    assert not collect(walls, find_access_faults)


def test_the_same_words_make_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Drawing a sheet again, elsewhere and later, gives the same file: what is unchanged stays."""
    root = copy_project(tmp_path / "again")
    change(root / "posters/plan.yml", lambda plan: plan.pop("villages"))
    drawn = draw(root)
    assert {path.name for path in drawn} == {path.name for path in built.glob("site/posters/*.pdf")}
    for path in drawn:
        assert path.read_bytes() == (built / "site/posters" / path.name).read_bytes(), path.name


# Made-up records --------------------------------------------------------------------------------------------

SOURCE: Final = {"name": "Cổng Dịch vụ công quốc gia", "retrieved": "2026-06"}

LONGEST_HOST: Final = "https://motcua.xa-hoabinhdong.nam-sach.hai-duong.gov.vn/"
"""47 characters, the longest host of which a code holds the address of a rating form."""

LONGEST: Final[Value] = {
    "code": "1.900001",
    "name": (
        "Cấp đổi, cấp lại, điều chỉnh, gia hạn giấy xác nhận hoạt động của cơ sở trợ giúp xã hội ngoài "
        "công lập, hộ gia đình nhận chăm sóc người cao tuổi, người khuyết tật nặng, trẻ em có hoàn cảnh đặc "
        "biệt khó khăn thuộc thẩm quyền của Ủy ban nhân dân cấp xã nơi cơ sở đặt trụ sở hoặc nơi hộ đó "
        "cư trú lâu dài"
    ),
    "channels": [
        {"type": "in_person", "place": "military_command"},
        {"type": "in_person", "place": "commune_police"},
        {"type": "online"},
        {"type": "post"},
    ],
    "deadline": "Trong 60 ngày từ ngày có thay đổi",
    "processing_time": [
        {"unit": "working_day", "amount": "15", "channels": ["in_person", "post"], "cutoff": "15:00"}
    ],
    "fees": [
        {
            "type": "priced",
            "amount": "2000",
            "per": "trang",
            "tiers": [{"from_unit": "3", "amount": "1000"}],
            "cap": {"amount": "200000", "per": "bản"},
            "exempt": ["Người thuộc hộ nghèo", "Người khuyết tật"],
        }
    ],
    "documents": [
        {
            "case": f"Trường hợp thứ {case} phải làm lại",
            "papers": [{"name": f"Giấy thứ {case}.{paper}", "originals": "1"} for paper in range(5)],
        }
        for case in range(12)
    ],
}

FULLEST: Final[Value] = {
    "code": "1.900002",
    "name": "Hỗ trợ chi phí mai táng, xây mộ cho người có công và thân nhân ở nghĩa trang của xã, phường",
    "channels": [{"type": "in_person", "place": "commune_police"}, {"type": "online"}],
    "processing_time": [{"unit": "day", "amount": "30"}],
    "fees": [{"type": "free"}],
    "documents": [
        {
            "papers": [
                {
                    "name": f"Giấy xác nhận thứ {paper} của Ủy ban nhân dân xã nơi người mất cư trú lần cuối",
                    "originals": "1",
                    "copies": "2",
                    **({"when": "Nhờ người khác đi thay hoặc gửi qua bưu điện"} if paper else {}),
                }
                for paper in range(8)
            ]
        }
    ],
}

EMPTIEST: Final[Value] = {"code": "1.900003", "name": "Cớ mất", "channels": [{"type": "online"}]}


def make_project(target: Path, records: Sequence[Value], website: str = "", sample: str = "true") -> Path:
    """A project of some made-up records in the commune as it is, or with a host and a name of its own."""
    root = copy_project(target)
    for file in root.glob("procedures/*/*.yml"):
        file.unlink()
    # Made-up records are as long-winded as the law is: which words may be used is nothing to paper.
    write(root / "procedures/words.yml", {"units": [], "authorities": [], "words": []})
    for record in records:
        whole = {"summary": "Việc nghĩ ra để thử.", "field": "ho-tich", "source": SOURCE, **record}
        write(root / f"procedures/ho-tich/{record['code']}.yml", whole)
    codes = [record["code"] for record in records]
    sheets = [{"number": str(number), "procedure": code} for number, code in enumerate(codes, 1)]
    villages = [{"village": "thon-ben-do", "sheets": [sheet["number"] for sheet in sheets]}]
    write(root / "posters/plan.yml", {"sheets": sheets, "villages": villages})
    own = {"chosen": codes, "sample": sample, **({"website": website} if website else {})}
    change(root / "commune.yml", lambda commune: commune.update(own))
    change(root / "province.yml", lambda province: province.update(sample=sample))
    return root


def change(file: Path, edit: Callable[[Value], object]) -> None:
    value = load(file)
    edit(value)
    write(file, value)


def write(file: Path, value: Value) -> None:
    """Write a YAML file, every text in quotes."""
    file.write_text(yaml.safe_dump(value, allow_unicode=True, default_style='"'), encoding="utf-8")


def draw(root: Path) -> list[Path]:
    result = run_build(root, "posters")
    assert result.returncode == 0, result.stdout + result.stderr
    return sorted((root / "build/drawn/posters").glob("*.pdf"))


@pytest.fixture(scope="module")
def extremes(tmp_path_factory: pytest.TempPathFactory) -> list[Wall]:
    """The sheets of the longest, the fullest and the emptiest record that a commune may have."""
    root = make_project(tmp_path_factory.mktemp("extremes") / "project", [LONGEST, FULLEST, EMPTIEST])
    return build(root)


def build(root: Path) -> list[Wall]:
    result = run_build(root)
    assert result.returncode == 0, result.stdout + result.stderr
    return find_walls(root)


class TestExtremes:
    """Apart from the others, so that they may run beside them."""

    def test_they_are_extreme(self, extremes: list[Wall]) -> None:
        """The trial is as hard as life: a name of 300 characters, 60 papers in 12 cases, nearly nothing."""
        assert len(extremes) == 6
        assert len(LONGEST["name"]) >= 300
        assert sum(len(case["papers"]) for case in LONGEST["documents"]) == 60

    def test_their_codes_scan(self, extremes: list[Wall]) -> None:
        """However much there is to say, the codes keep their size and lead where the paper says."""
        assert not collect(extremes, find_code_faults, find_page_faults, find_print_faults)

    def test_nothing_of_them_is_cut(self, extremes: list[Wall]) -> None:
        """However long name and answers are, all of it stands on one page, large enough, nothing overlaps."""
        assert not collect(extremes, find_form_faults, find_letter_faults, find_access_faults)

    def test_their_words_are_whole(self, extremes: list[Wall]) -> None:
        """However long name and answers are, they are the record's; where papers do not fit, whom to ask."""
        assert not collect(extremes, find_word_faults, find_answer_faults, find_foreign_words)


def test_the_longest_host_fits_the_paper(tmp_path: Path) -> None:
    """A commune with a long host gets sheets like all others: codes still large enough, addresses not cut."""
    walls = build(make_project(tmp_path / "project", [FULLEST, EMPTIEST], LONGEST_HOST, "false"))
    assert {code.version for wall in walls for code in wall.codes} == {4}
    assert not collect(walls, find_code_faults, find_page_faults, find_print_faults)
    assert not collect(walls, find_form_faults, find_letter_faults)


# Bands ------------------------------------------------------------------------------------------------------

CHECKED: Final[Value] = {
    **EMPTIEST,
    "name": "Khai sinh cho con",
    "verified": {"by": "Công chức hộ tịch", "on": "2026-11-03", "edition": "2026-06"},
}
UNCHECKED: Final[Value] = {**EMPTIEST, "code": "1.900004", "name": "Khai tử cho người mất"}
REAL_HOST: Final = "https://motcua.xahoabinh.gov.vn/"


@pytest.mark.parametrize(
    ("website", "sample", "checked", "unchecked"),
    [
        (REAL_HOST, "false", "", NOT_CHECKED),
        (REAL_HOST, "true", SAMPLE, SAMPLE + NOT_CHECKED),
        ("https://motcua.xahoabinh.example/", "false", NO_HOST, NO_HOST + NOT_CHECKED),
    ],
    ids=["real", "sample values", "no real host"],
)
def test_a_band_tells_what_must_not_hang_yet(
    tmp_path: Path, website: str, sample: str, checked: str, unchecked: str
) -> None:
    """A sheet of examples, without a real host, or that nobody checked, says so on top; others do not."""
    root = make_project(tmp_path / "project", [CHECKED, UNCHECKED], website, sample)
    for path, reasons in zip(draw(root), (checked, unchecked), strict=True):
        texts = [p.text for p in DrawnSheet(path).paragraphs]
        banded = BAND.fullmatch(texts[0]) is not None
        assert banded is bool(reasons), texts[:2]
        told = texts[1].casefold() if banded else ""
        found = "".join(reason for reason in (SAMPLE, NO_HOST, NOT_CHECKED) if reason.casefold() in told)
        assert found == reasons, texts[:2]


def test_sheets_that_may_hang_are_as_good(tmp_path: Path) -> None:
    """Without the band, which leaves room for larger letters, the real sheets still keep every promise."""
    root = copy_project(tmp_path / "project")
    for file in root.glob("procedures/*/*.yml"):
        change(file, lambda record: record.update(verified=CHECKED["verified"]))
    change(root / "commune.yml", lambda commune: commune.update(website=REAL_HOST, sample="false"))
    change(root / "province.yml", lambda province: province.update(sample="false"))
    change(root / "posters/plan.yml", lambda plan: plan.update(villages=plan["villages"][:1]))
    walls = build(root)
    assert not [wall for wall in walls if BAND.match(wall.texts()[0])]
    assert not collect(walls, find_code_faults, find_page_faults, find_print_faults)
    assert not collect(walls, find_word_faults, find_headline_faults, find_answer_faults, find_foreign_words)
    assert not collect(walls, find_form_faults, find_ink_faults, find_letter_faults, find_access_faults)


def test_the_edition_is_the_day_of_the_latest_check(tmp_path: Path) -> None:
    """Two sheets of one number can be told apart: the edition is the day of the latest check."""
    (path,) = draw(make_project(tmp_path / "project", [CHECKED], REAL_HOST, "false"))
    assert any(text.endswith("Bản 3/11/2026") for text in DrawnSheet(path).texts("P"))
