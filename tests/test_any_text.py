"""Any text: what is typed into a text field is shown letter for letter and does nothing, or is refused.

The fields are found in the shapes, so a field added to one is tried from that day on. What a text must look
like is told by its tame twin: the same text with a harmless sign in place of each that means something to
HTML, Markdown, Jinja, YAML or PDF. A page is right if it is that of the twin, element for element, with the
signs put back.
"""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import pdfplumber
import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data
from pdfminer.pdftypes import PDFObjRef, PDFStream
from playwright.sync_api import Browser, Page, expect
from pydantic import BaseModel, TypeAdapter, ValidationError

from motcua.answers import answer
from motcua.check import SINGLE_FILES, check_documents
from motcua.directory import Directory
from motcua.draw import FONT_FOLDER, draw_sheets
from motcua.indexes import compose_indexes
from motcua.links import Links
from motcua.load import (
    COMMUNE_FILE,
    FIELDS_FILE,
    PLAN_FILE,
    PROVINCE_FILE,
    SYNONYMS_FILE,
    WORDS_FILE,
    Document,
    read_text,
)
from motcua.memory import Memory
from motcua.pages import compose_pages
from motcua.posters import Sheet, compose_sheets
from motcua.problem import Problem, ProblemsError
from motcua.record import PlaceRole, Procedure
from motcua.scalars import Text
from motcua.search import compose_search
from tests.conftest import ROOT, run_build
from tests.reading import DrawnSheet, find_margins, read_codes
from tests.small import BIRTH, BIRTH_FILE, FILES, edit, make_small
from tests.test_browser import open_phone, serve_folder
from tests.test_records import EVERY_KEY

Way = tuple[str | int, ...]
"""The keys, and places in lists, that lead to a value."""

Token = tuple[Any, ...]
"""A tag of a page and its attributes, each a name and a value."""

TEXT_TAG: Final = "#text"

Place = dict[str, Any]
"""The data of every file of a project, by path."""


@cache
def takes(kind: Any, text: str) -> bool:
    """Whether a kind of value lets a text in."""
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


TEXTS: Final = (
    "</title></style></textarea></noscript><script>window.ran='closed'</script>",
    '"><img src=x onerror="window.ran=\'picture\'">',
    "' onmouseover='window.ran=1' \" onfocus=\"window.ran=2",
    '@policy@ <body class="@setting@"> content="@policy@" @setting@',
    "&lt;b&gt; &copy &#60;i&#62; \\u003cu\\u003e %3Cb%3E",
    "\"kép\" 'đơn' `mã` “cong” M'gar",
    "{{ 7*7 }} {%raw%} {{7*7}} {#ẩn#}",
    ") Tj /JavaScript (app.alert(1)) /URI \\0 %s",
    "]]> <![CDATA[ --> <!-- <?php ?>",
    "khôngcódấucách" * 5,
    "<script>window.ran='script'</script>",
    "<svg/onload=window.ran='svg'><iframe srcdoc='<script>parent.ran=3</script>'>",
    "<base href=//xau.example><link rel=stylesheet href=//xau.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//xau.example><style>*{color:red}</style>",
    "</p></section></div></body></html><h1>đè</h1><!--",
    "javascript:window.ran='link'",
    "[bấm](javascript:window.ran=4) <javascript:window.ran=5> https://xau.example/?a=1&b=2",
    "![](data:image/svg+xml,<svg/>) data:text/html,<script>window.ran=6</script>",
    "{%if x%} {{ config }} ${7*7} #{7*7}",
    "#đề **đậm** _nghiêng_ ~~gạch~~ |a|b| [^1]:",
    "--- !!python/object &neo *neo - gạch",
)
"""Texts that would do something, were they taken for more than text; none of more than seven words."""

FOREIGN: Final = ("אבגד عربي ﷽", "漢字 ไทย 𝒳", "😀 👍🏽 ❤️ 🇻🇳")
"""Letters that the font of the sheets does not have."""

ON_PAPER: Final = TEXTS[:10]
NAMES: Final = (*ON_PAPER, *(text for text in FOREIGN if takes(Text, text)))
"""Names of procedures: they come to more places than other texts. The first of them come to paper as well."""

SPECIAL: Final = "<>&\"'{}%#$@\\/=()[]|~^*_`-+;,"
TAME: Final = str.maketrans({sign: chr(0x2500 + place) for place, sign in enumerate(SPECIAL)})
WILD: Final = str.maketrans({chr(0x2500 + place): sign for place, sign in enumerate(SPECIAL)})
"""From a text to its twin and back: signs that draw tables stand for those that mean something.

Full stops and colons stay: a text that ends in one is given no further full stop.
"""

LINK: Final = "https://nop.example/a;b?x=1&copy=2&lt;3=(4)*!#javascript:5"
"""A link that is let in, with all in it that is not plain."""

WILD_NAME: Final = 'Xã M\'gar & <b> "@policy@" {{7*7}} @setting@'
"""The commune's: it stands on every page and sheet."""

FULL: Final = "1.100004"
FULL_FILE: Final = "procedures/ho-tich/du-moi-muc.yml"

MORE: Final = {
    COMMUNE_FILE: """\
promises:
  - procedure: "1.100001"
    text: Xã hẹn trả trong ngày
    source:
      name: Giấy hẹn của xã
      date: 2026-11
""",
    PROVINCE_FILE: """\
hotline: "1022"
fees:
  - procedure: "1.100004"
    kind: fee
    amount: 9000
    per: tờ
    when: Việc của tỉnh
    basis: 12/2026/NQ-HĐND
    source:
      name: Công báo tỉnh thử
      date: 2026-11
postage:
  who_pays: Tỉnh trả tiền gửi
  source:
    name: Công báo khác
    date: 2026-11
""",
    PLAN_FILE: '  - {number: 3, procedure: "1.100004"}\n',
}
"""What the small project leaves out of its place."""

NAMED: Final = """\
code: "{code}"
name: Tên {n}
summary: Tóm tắt {n}
field: cu-tru
channels:
  - {{type: in_person, place: commune_police}}
processing_time:
  - {{unit: as_appointed, stated: Hẹn {n}}}
fees:
  - {{type: priced, amount: 1000, per: Phần {n}}}
documents:
  - papers:
      - name: Giấy {n}
source: {{name: Nguồn {n}, retrieved: 2026-06}}
"""
"""A record short enough for a sheet; there is one for each of NAMES."""


# The fields that take any text


def find_kinds(kind: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every single value that a shape knows: the keys that lead to it, and its kind."""
    inner = [one for one in get_args(kind) if one not in (type(None), Ellipsis)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        hints = get_type_hints(kind, include_extras=True)
        for key in kind.model_fields:
            yield from find_kinds(hints[key], (*way, key))
    elif get_origin(kind) is Annotated and get_origin(inner[0]) is None:
        yield way, kind
    elif inner:
        # Of a mapping the values; of a list, or of what may be left out, the one kind that it holds.
        yield from find_kinds(inner[1] if get_origin(kind) is dict else inner[0], way)
    else:
        yield way, kind


@cache
def kinds_of(path: str) -> dict[tuple[str, ...], Any]:
    return dict(find_kinds(SINGLE_FILES.get(path, Procedure)))


def is_free(kind: Any) -> bool:
    return takes(kind, "<b>")


def leads_away(kind: Any) -> bool:
    """Whether a kind of value is the address of a page."""
    return not is_free(kind) and any(takes(kind, f"https://a.example/{end}") for end in ("", "{code}"))


def keys_of(way: Way) -> tuple[str, ...]:
    """The way as the shapes know it: without places in lists, and without the roles of places."""
    return tuple(step for step in way if isinstance(step, str) and step not in set(PlaceRole))


def walk(data: Any, way: Way = ()) -> Iterator[tuple[Way, str]]:
    """Every single value of a file."""
    if isinstance(data, str):
        yield way, data
    else:
        for step, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from walk(inner, (*way, step))


def find_free(place: Place) -> Iterator[tuple[str, Way, str]]:
    """Every value of a place that may be any text: its file, the way to it, the text."""
    for path, data in place.items():
        for way, text in walk(data):
            # The name of a picture is text to the shape, and a rule asks that there is such a picture.
            if way[-1] != "icon" and is_free(kinds_of(path)[keys_of(way)]):
                yield path, way, text


def put(place: Place, path: str, way: Way, value: str) -> None:
    """Change one value of a place."""
    data = place[path]
    for step in way[:-1]:
        data = data[step]
    data[way[-1]] = value


def gather_place() -> Place:
    """The small project with every key of every file in use."""
    texts = {path: text.replace(": []", ":") for path, text in FILES.items()} | {FULL_FILE: EVERY_KEY}
    texts[PLAN_FILE] = texts[PLAN_FILE].replace("villages:", f"{MORE[PLAN_FILE]}villages:")
    texts |= {path: texts[path] + MORE[path] for path in (COMMUNE_FILE, PROVINCE_FILE)}
    place: Place = {path: yaml.load(text, yaml.BaseLoader) for path, text in texts.items()}
    for path in (WORDS_FILE, SYNONYMS_FILE):
        place[path] = {key: [] for key in place[path]}
    # The last field and the last event of the small project are those that no record belongs to.
    for words in place[FIELDS_FILE].values():
        words.pop()
    return place


def dress(place: Place, texts: Mapping[str, str]) -> Place:
    """The place with each of its free texts replaced; what was equal stays equal."""
    dressed = copy.deepcopy(place)
    for path, way, text in find_free(place):
        put(dressed, path, way, texts[text])
    return dressed


def check_place(place: Place) -> Directory:
    return check_documents([Document(path, data) for path, data in place.items()])


def test_every_text_field_is_tried() -> None:
    """No field that takes any text is forgotten, in no file: those of the shapes are those tried here."""
    place = gather_place()
    tried = {(path, keys_of(way)) for path, way, _ in find_free(place)}
    for path in (FIELDS_FILE, PROVINCE_FILE, COMMUNE_FILE, PLAN_FILE, FULL_FILE):
        free = {way for way, kind in kinds_of(path).items() if is_free(kind) and way[-1] != "icon"}
        assert {keys for file, keys in tried if file == path} == free


# Any text at all, in the templates


class _Reader(HTMLParser):
    """HTML as a list of tags with their attributes; texts and comments are tags of one attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Token] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        before = self.found.pop()[1][1] if self.found and self.found[-1][0] == TEXT_TAG else ""
        self.found.append((TEXT_TAG, ("", before + data)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("#comment", ("", data)))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("#declaration", ("", decl)))

    def handle_pi(self, data: str) -> None:
        self.found.append(("#instruction", ("", data)))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("#unknown", ("", data)))


def tokens_of(html: str) -> list[Token]:
    return _Reader(html).found


def make_wild(found: Any) -> Any:
    """What was read of a page of tame texts, with the signs of the wild ones put back."""
    if isinstance(found, str):
        return found.translate(WILD)
    return type(found)(map(make_wild, found))


def frame_of(html: str) -> list[tuple[str, ...]]:
    """The elements of a page with the names of their attributes, without any text."""
    return [(tag, *(name for name, _ in rest)) for tag, *rest in tokens_of(html) if tag != TEXT_TAG]


@dataclass(frozen=True)
class Composed:
    """All that is made of a place before MkDocs and WeasyPrint have it."""

    pages: dict[str, dict[str, Any]]
    sheets: dict[str, Sheet]
    search: list[tuple[str, str, str]]
    sitemap: bytes


def compose(place: Place, folder: Path) -> Composed:
    directory, templates, memory = check_place(place), ROOT / "templates", Memory(folder)
    site = Links(directory.commune.website)
    indexes = {
        path: content for path, content in compose_indexes(directory, site) if isinstance(content, bytes)
    }
    answers = {p.code: answer(directory, p) for p in directory.procedures}
    return Composed(
        pages={
            # As MkDocs reads it: what cannot be read is a page without title and body.
            path: get_data(content.decode())[1]
            for path, content in compose_pages(directory, templates, memory)
            if isinstance(content, bytes) and path.endswith(".md")
        },
        sheets={sheet.path: sheet for sheet in compose_sheets(directory, site, templates, memory)},
        search=read_search(next(iter(compose_search(directory, answers)))[1]),
        sitemap=indexes["sitemap.xml"],
    )


def read_search(index: object) -> list[tuple[str, str, str]]:
    """The search list: each entry's code, its name and its line of facts, as a reader sees them."""
    assert isinstance(index, bytes)
    read = json.loads(index)
    return [(row[0], row[1], read["facts"][row[5]]) for row in read["rows"]]


def is_let_in(text: str) -> bool:
    return takes(Text, text) and len(text.split()) <= 7


PIECES: Final = (
    *TEXTS,
    *FOREIGN,
    *sorted({piece for text in TEXTS for piece in re.findall(r"\w+|[^\w\s]+", text)}),
    *"<>&'/\"\\",
    *("<!--", "-->", "--", "]]>", "{{", "}}", "{%", "%}", "{#", "\\n"),
    *"\ufdd0\ufffd\ufffe\uffff\U0001fffe\ue000 \x85\u2028\u3000ßŉİﬁ",
)

ANY_TEXT: Final = (
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.characters(exclude_categories=["Cs"]).filter(lambda c: ord(c) not in WILD),
        ),
        min_size=1,
        max_size=5,
    )
    .map("".join)
    .filter(is_let_in)
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("composed")


# No shrinking: what fails is short as it is.
@settings(max_examples=10, deadline=None, database=None, phases=[Phase.generate])
@given(texts=st.lists(ANY_TEXT, min_size=7, max_size=7))
def test_any_text_is_only_text(texts: list[str], scratch: Path) -> None:
    """Whatever is let in, each page, sheet and list has the elements it always has and shows it as typed."""
    place = gather_place()
    free = dict.fromkeys(text for _, _, text in find_free(place))
    wild = {text: texts[number % len(texts)] for number, text in enumerate(free)}
    tame = {text: wild[text].translate(TAME) for text in free}
    made, twin = compose(dress(place, wild), scratch / "wild"), compose(dress(place, tame), scratch / "tame")
    for path, page in twin.pages.items():
        for part in ("title", "description", "body"):
            wanted = make_wild(tokens_of(page.get(part, "")))
            assert tokens_of(made.pages[path].get(part, "")) == wanted, f"{path}: {part}"
    for path, sheet in twin.sheets.items():
        assert tokens_of(made.sheets[path].html) == make_wild(tokens_of(sheet.html)), path
        for one, other in zip(made.sheets[path].cuts, sheet.cuts, strict=True):
            assert frame_of(one) == frame_of(other), path
    assert made.search == make_wild(twin.search)
    assert made.sitemap == twin.sitemap


# Texts that would do something, in a real build


def code_of(number: int) -> str:
    return f"1.2{number:05d}"


def file_of(number: int) -> str:
    return f"procedures/cu-tru/viec-{number}.yml"


def add_named(place: Place) -> Place:
    """The place with a short record, and so a sheet, for each of NAMES."""
    for number in range(len(NAMES)):
        record = yaml.load(NAMED.format(code=code_of(number), n=number), yaml.BaseLoader)
        place[file_of(number)] = record
        place[PLAN_FILE]["sheets"].append({"number": str(number + 10), "procedure": record["code"]})
    return place


def make_wild_texts(place: Place) -> dict[str, str]:
    """For each text of a place a wild one, which ends in a number of its own."""
    texts = {}
    for number, text in enumerate(dict.fromkeys(text for _, _, text in find_free(place))):
        named = re.fullmatch(r"Tên (\d+)", text)
        kind = NAMES[int(named[1])] if named else TEXTS[number % len(TEXTS)]
        texts[text] = WILD_NAME if text == "Xã Thử (mẫu)" else f"{kind} {number}"
    return texts


def build(place: Place, root: Path) -> Path:
    """Build the pages of a place through the real door."""
    make_small(root)
    for path, data in place.items():
        (root / path).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    result = run_build(root, "site")
    assert result.returncode == 0, result.stderr
    return root / "build/rendered"


@pytest.fixture(scope="module")
def wild_place() -> Place:
    """A place in which every text tries to be more."""
    place = add_named(gather_place())
    for path, way, _ in find_links(place):
        if way[-1] in ("link", "url"):
            put(place, path, way, LINK)
    return dress(place, make_wild_texts(place))


@pytest.fixture(scope="module")
def wild_site(wild_place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(wild_place, tmp_path_factory.mktemp("wild") / "project")


@pytest.fixture(scope="module")
def tame_site(wild_place: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the twin."""
    texts = {text: text.translate(TAME) for _, _, text in find_free(wild_place)}
    return build(dress(wild_place, texts), tmp_path_factory.mktemp("tame") / "project")


def pages_in(site: Path) -> list[str]:
    return sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))


def read_html(file: Path) -> list[Token]:
    return tokens_of(file.read_text(encoding="utf-8"))


def test_built_pages_are_those_of_harmless_texts(wild_site: Path, tame_site: Path) -> None:
    """A built page is letter for letter that of harmless texts: header, footer, title and all."""
    assert pages_in(wild_site) == pages_in(tame_site)
    for page in pages_in(tame_site):
        assert read_html(wild_site / page) == make_wild(read_html(tame_site / page)), page


def test_built_lists_are_those_of_harmless_texts(wild_site: Path, tame_site: Path) -> None:
    """The search list and the sitemap hold the texts as typed, or none at all."""
    wild, tame = [read_search((site / "assets/search.json").read_bytes()) for site in (wild_site, tame_site)]
    assert wild == make_wild(tame)
    assert len(wild) > len(NAMES)
    assert (wild_site / "sitemap.xml").read_bytes() == (tame_site / "sitemap.xml").read_bytes()


def test_links_lead_where_they_are_written_to(wild_site: Path) -> None:
    """A link with signs in it that mean something to HTML leads exactly where the record says."""
    page = (wild_site / FULL / "index.html").read_text(encoding="utf-8")
    links = [dict(attributes).get("href") for tag, *attributes in tokens_of(page) if tag == "a"]
    # Three ways of handing in online, the guide, the source.
    assert links.count(LINK) == 5
    assert not [link for link in links if link and re.match(r"\s*(javascript|data|vbscript):", link, re.I)]


# The same in a real browser

WATCH: Final = """
window.broken = []
document.addEventListener('securitypolicyviolation', e => {
  window.broken.push(`${e.effectiveDirective} ${e.blockedURI}`)
})
"""

SEE: Final = """
() => {
  document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })
  const all = [...document.querySelectorAll('*')]
  const away = [...document.links].filter(a => !['http:', 'https:', 'tel:'].includes(a.protocol))
  return {
    text: document.querySelector('.mc-page').innerText + ' ' + document.querySelector('.mc-footer').innerText,
    ran: String(window.ran),
    width: document.documentElement.scrollWidth,
    broken: window.broken,
    odd: [
      ...all.filter(e => [...e.attributes].some(a => a.name.startsWith('on'))),
      ...document.querySelectorAll('iframe, object, embed, img, base, style, meta[http-equiv=refresh]'),
      ...away,
    ].map(e => e.outerHTML.slice(0, 99)),
  }
}
"""


@dataclass(frozen=True)
class Seen:
    """What a browser made of one page."""

    title: str
    text: str
    ran: str
    width: int
    broken: list[str]
    odd: list[str]


def see(page: Page, address: str) -> Seen:
    page.goto(address)
    found = page.evaluate(SEE)
    found["text"] = " ".join(found["text"].split())
    return Seen(title=page.title(), **found)


@pytest.fixture(scope="module")
def visited(browser: Browser, wild_site: Path) -> tuple[dict[str, Seen], list[str]]:
    """Every page of the wild place in a browser, and what the browser complained about."""
    complaints: list[str] = []
    page = open_phone(browser, complaints)
    page.add_init_script(WATCH)
    for address in serve_folder(wild_site):
        names = [name for name in pages_in(wild_site) if not re.match(r"1\.2\d+/5/", name)]
        seen = {name: see(page, address + name) for name in names}
        page.wait_for_load_state("networkidle")
    page.context.close()
    return seen, complaints


def test_no_text_does_anything(visited: tuple[dict[str, Seen], list[str]]) -> None:
    """In a browser no text runs, opens a window, calls another host or becomes an element of any page."""
    seen, complaints = visited
    assert complaints == []
    for name, page in seen.items():
        assert (page.ran, page.broken, page.odd) == ("undefined", [], []), name


def test_no_word_makes_a_page_wider(visited: tuple[dict[str, Seen], list[str]]) -> None:
    """A word longer than a phone is wide is broken, and no page scrolls sideways."""
    assert {name: page.width for name, page in visited[0].items() if page.width > 360} == {}


NOT_SHOWN: Final = {(PROVINCE_FILE, ("fees", "source", "name"))}
"""Where a council's fee was read is for those who keep the file."""


def test_each_text_is_seen_as_typed(visited: tuple[dict[str, Seen], list[str]], wild_place: Place) -> None:
    """Each text of every file is read in a browser as it was typed, those of a record on its own page."""
    seen, _ = visited
    everything = "\n".join(page.text for page in seen.values())
    for path, way, text in find_free(wild_place):
        if (path, keys_of(way)) not in NOT_SHOWN:
            record = path.startswith("procedures/") and path != FIELDS_FILE
            shown = seen[f"{wild_place[path]['code']}/index.html"].text if record else everything
            # The first letter of a text may begin a sentence, or no longer begin one.
            assert text[1:] in shown, f"{path}: {way}: {text}"


def test_a_name_is_the_title_as_typed(visited: tuple[dict[str, Seen], list[str]], wild_place: Place) -> None:
    """The browser's window bears the name of a procedure and of the commune as they were typed."""
    seen, _ = visited
    for path, data in wild_place.items():
        if "code" in data:
            title = f"{data['name']} - {wild_place[COMMUNE_FILE]['name']}"
            assert seen[f"{data['code']}/index.html"].title == title, path


def test_a_search_shows_names_as_typed(browser: Browser, wild_site: Path, wild_place: Place) -> None:
    """What a search finds bears its name as typed, and no name in the list does anything."""
    complaints: list[str] = []
    page = open_phone(browser, complaints)
    page.add_init_script(WATCH)
    for address in serve_folder(wild_site):
        page.goto(address)
        box = page.locator("#mc-find-box")
        found = page.locator(".mc-found [role=option] strong")
        for number in range(len(NAMES)):
            name = wild_place[file_of(number)]["name"]
            box.fill(name)
            expect(found.filter(has_text=name).first).to_have_text(name)
        box.fill("M'gar")
        expect(found.first).to_contain_text("M'gar")
        assert page.evaluate("[String(window.ran), window.broken]") == ["undefined", []]
        assert page.locator("img, iframe").count() == 0
    page.context.close()
    assert complaints == []


# The same on paper


@pytest.fixture(scope="module")
def drawn(wild_place: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sheets of the wild place by their path.

    Left out are the full record, which no sheet holds, and those in letters that no sheet can show.
    """
    folder = tmp_path_factory.mktemp("drawn")
    directory = check_place(wild_place)
    site, memory = Links(directory.commune.website), Memory(folder / "memory")
    composed = compose_sheets(directory, site, ROOT / "templates", memory)
    left_out = {FULL_FILE, *(file_of(number) for number in range(len(ON_PAPER), len(NAMES)))}
    sheets = [sheet for sheet in composed if sheet.record not in left_out]
    files = {}
    for sheet, pdf in draw_sheets(sheets, ROOT / FONT_FOLDER, workers=2):
        files[sheet.path] = folder / sheet.path
        files[sheet.path].parent.mkdir(parents=True, exist_ok=True)
        files[sheet.path].write_bytes(pdf)
    return files


def read_sheet(sheet: DrawnSheet) -> str:
    """The text of a sheet without white space: what was broken at the end of a line is whole again."""
    return squeeze("".join(paragraph.text for paragraph in sheet.paragraphs))


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_paper_shows_texts_as_typed(drawn: dict[str, Path], wild_place: Place) -> None:
    """On a sheet, in its title and in what a screen reader says of its codes texts stand as typed."""
    commune, shown = wild_place[COMMUNE_FILE]["name"], ""
    for number in range(len(ON_PAPER)):
        record = wild_place[file_of(number)]
        sheet = DrawnSheet(drawn[f"posters/{record['code']}.pdf"])
        text = read_sheet(sheet)
        wanted = [record["name"], record["processing_time"][0]["stated"], record["fees"][0]["per"]]
        wanted += [record["documents"][0]["papers"][0]["name"], commune]
        assert [one for one in wanted if squeeze(one) not in text] == [], str(sheet)
        assert sheet.title == f"{record['name']} – {commune}"
        assert all(f": {record['name']}. HTTPS://" in alt for alt in sheet.texts("Figure"))
        shown += text
    assert [text for text in TEXTS if squeeze(text) not in shown] == []


def test_paper_shows_the_place_as_typed(drawn: dict[str, Path], wild_place: Place) -> None:
    """Whom to ask in the village, where to go and how the desk is called stand on paper as typed."""
    commune, desk = wild_place[COMMUNE_FILE], wild_place[PROVINCE_FILE]["desk_called"]
    village, police = commune["villages"][0], commune["places"]["commune_police"]
    text = read_sheet(DrawnSheet(drawn[f"posters/thon-dong/{BIRTH}.pdf"]))
    assert [one for one in (village["name"], village["helper"]["name"]) if squeeze(one) not in text] == []
    text = read_sheet(DrawnSheet(drawn[f"posters/{code_of(0)}.pdf"]))
    assert [one for one in (police["name"], police["address"], desk) if squeeze(one) not in text] == []


ACTIVE: Final = {
    *("AA", "AcroForm", "Annots", "EmbeddedFile", "EmbeddedFiles", "Filespec", "GoToR", "JS", "JavaScript"),
    *("Launch", "OpenAction", "RichMedia", "SubmitForm", "URI", "XFA"),
}
"""By what a PDF opens, calls or runs something (ISO 32000-1, 7.11, 12.5 and 12.6)."""


def find_active(value: Any) -> Iterator[str]:
    """The keys and names inside one object of a PDF that make it do something."""
    if isinstance(value, PDFStream):
        yield from find_active(value.attrs)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in ACTIVE and inner not in ([], {}):
                yield key
            yield from find_active(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from find_active(inner)
    elif not isinstance(value, PDFObjRef | bytes | str) and getattr(value, "name", None) in ACTIVE:
        yield value.name


def test_paper_does_nothing(drawn: dict[str, Path]) -> None:
    """A sheet opened on a computer holds no link, no script, no file and nothing that calls out."""
    assert len(drawn) > len(ON_PAPER)
    for path, file in drawn.items():
        with pdfplumber.open(file) as pdf:
            numbers = {number for xref in pdf.doc.xrefs for number in xref.get_objids()}
            active = {key for number in numbers for key in find_active(pdf.doc.getobj(number))}
            assert len(pdf.pages) == 1, path
        assert active == set(), path


def test_long_words_stay_on_the_paper(drawn: dict[str, Path]) -> None:
    """A word longer than a line is broken: it leaves the margins white and the codes alone."""
    for number in (0, 9):
        sheet = DrawnSheet(drawn[f"posters/{code_of(number)}.pdf"]).rasterise(100)
        assert min(find_margins(sheet, 100).corners()) >= 10, TEXTS[number]
        assert len(read_codes(sheet)) == 2, TEXTS[number]


def test_letters_that_the_font_lacks_are_refused(tmp_path: Path) -> None:
    """A letter that the font of the sheets lacks is refused by a message, never printed as an empty box."""
    root = make_small(tmp_path / "project")
    edit(root / BIRTH_FILE, "name: Khai sinh thử", "name: Khai sinh 😀")
    result = run_build(root, "posters")
    assert result.returncode == 1
    assert BIRTH_FILE in result.stderr
    assert "😀" in result.stderr


# What is refused


def tell_problems(place: Place) -> list[Problem]:
    """What the check says of a place whose files are written out, with every odd letter as an escape."""
    documents = []
    for path, data in place.items():
        text = json.dumps(data, ensure_ascii=False)
        documents.append(read_text(path, re.sub(r"[^\x20-\x7eÀ-ỹ]", lambda c: f"\\U{ord(c[0]):08x}", text)))
    try:
        check_documents(documents)
    except ProblemsError as error:
        return list(error.problems)
    return []


HIDDEN: Final = {
    "turns text around": "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    "has no width": "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u2060"
    "\u2061\u2064\u206a\u206f\u3164\ufeff\uffa0\ufff9\ufffa\ufffb\U0001bca0\U0001d173"
    "\U000e0001\U000e0041\U000e007f\U000e0100",
    "controls a machine": "\x00\x01\x07\x08\x0e\x1b\x7f\x80\x9b\x9f",
    "is no character": "\ufffe\uffff",
}
"""What nobody sees: Bidi_Control, Default_Ignorable_Code_Point and Cc of Unicode; and what YAML forbids."""


@pytest.mark.parametrize("what", HIDDEN)
def test_hidden_letters_are_refused(what: str) -> None:
    """A letter that nobody sees is refused: what nobody sees nobody can check."""
    let_in = [f"U+{ord(letter):04X}" for letter in HIDDEN[what] if takes(Text, f"Khai{letter}sinh")]
    assert let_in == []


def test_hidden_letters_are_refused_in_every_field() -> None:
    """In whichever field of whichever file a hidden letter stands, the check names the file and the field."""
    place = gather_place()
    for path, way, text in list(find_free(place)):
        put(place, path, way, f"{text[:1]}\u202e{text[1:]}")
    problems = tell_problems(place)
    fields = {(path, way) for path, way, _ in find_free(place)}
    assert len(problems) == len(fields)
    assert all("có ký tự ẩn (RIGHT-TO-LEFT OVERRIDE)" in problem.message for problem in problems)
    assert {problem.path for problem in problems} == {path for path, _ in fields}


BAD_LINKS: Final = (
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://a.example/",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//xau.example/",
    "https:xau.example",
    "https://dichvucong.gov.vn@xau.example/",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/'><script>",
    "https://a.example/\\..\\x",
    "https://a.example/{{7*7}}<{code}",
)


def find_links(place: Place) -> Iterator[tuple[str, Way, str]]:
    """Every value of a place that is the address of a page."""
    for path, data in place.items():
        for way, text in walk(data):
            if leads_away(kinds_of(path)[keys_of(way)]):
                yield path, way, text


def with_form() -> Place:
    """A place that takes ratings on a form, and so holds each kind of link."""
    place = gather_place()
    place[COMMUNE_FILE]["ratings"] = {"way": "web_form", "form": "https://bieu-mau.example/?ma={code}"}
    return place


@pytest.mark.parametrize("link", BAD_LINKS)
def test_bad_links_are_refused(link: str) -> None:
    """In whichever field an address is asked for, what is no plain web address is refused with a message."""
    place = with_form()
    links = list(find_links(place))
    assert {way[-1] for _, way, _ in links} == {"link", "url", "website", "portal", "form"}
    for path, way, _ in links:
        put(place, path, way, link)
    problems = tell_problems(place)
    assert len(problems) == len(links)
    assert all("Viết" in problem.message or "ký tự ẩn" in problem.message for problem in problems)


def test_a_picture_is_one_of_the_set() -> None:
    """The name of a picture is refused unless the set has it: no text becomes a file's path or markup."""
    for icon in (*TEXTS[:3], "../../../../etc/passwd", "material/../material/home", "material/home.svg"):
        place = gather_place()
        place[FIELDS_FILE]["fields"][0]["icon"] = icon
        (problem,) = tell_problems(place)
        assert "không có hình" in problem.message, icon


def test_words_to_say_are_told_as_typed() -> None:
    """What words.yml says in place of another word stands in the message letter for letter."""
    text, place = " ".join(TEXTS), gather_place()
    place[WORDS_FILE]["words"] = [{"say": text, "instead_of": ["khai sinh thử"]}]
    problems = tell_problems(place)
    assert problems
    assert all(problem.message == f'đừng viết "khai sinh thử". Viết: {text}.' for problem in problems)
