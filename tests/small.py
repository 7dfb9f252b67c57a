"""A project of three short records that builds in a moment, and eyes for the pages a build makes."""

import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder

from tests.conftest import copy_project

BIRTH: Final = "1.100001"
LODGING: Final = "1.100002"
WITHDRAWN: Final = "1.100003"
BIRTH_FILE: Final = "procedures/ho-tich/khai-sinh-thu.yml"
LODGING_FILE: Final = "procedures/cu-tru/o-tro-thu.yml"
WITHDRAWN_FILE: Final = "procedures/ho-tich/viec-cu.yml"

FILES: Final = {
    "procedures/fields.yml": """\
fields:
  - id: ho-tich
    name: Hộ tịch
    icon: material/account-group
  - id: cu-tru
    name: Cư trú
    icon: material/home-account
  - id: dat-dai
    name: Đất đai
    icon: material/map
life_events:
  - id: em-be
    name: Nhà có em bé
    hint: khai sinh
    icon: material/baby-carriage
  - id: chuyen-nha
    name: Chuyển nhà
    icon: material/truck
  - id: xe
    name: Xe máy, ô tô
    icon: material/motorbike
""",
    "procedures/words.yml": "units: []\nauthorities: []\nwords: []\n",
    "procedures/synonyms.yml": "same: []\nnoise: []\n",
    "province.yml": """\
name: Tỉnh Thử
called: tỉnh
sample: true
desk_called: Trung tâm Phục vụ hành chính công
source:
  name: Số liệu thử
  date: 2026-11
""",
    "commune.yml": """\
name: Xã Thử (mẫu)
called: xã
sample: true
website: https://xathu.example/
hotline: "0000 000 900"
portal: https://dichvucong.gov.vn/
complaints: Bộ phận tiếp công dân của xã (mẫu)
source:
  name: Số liệu thử
  date: 2026-11
places:
  one_stop_desk:
    name: Quầy Một cửa xã Thử (mẫu)
    address: Số 1 đường Thử
    phone: "0000 000 901"
    hours:
      - days: [mon, tue, wed, thu, fri]
        opens: "07:30"
        closes: "11:30"
  commune_police:
    name: Công an xã Thử (mẫu)
    address: Số 2 đường Thử
    phone: "0000 000 902"
    hours:
      - days: [mon, sat]
        opens: "08:00"
        closes: "11:00"
villages:
  - id: thon-dong
    name: Thôn Đông
    helper:
      name: Bác An (mẫu)
      phone: "0000 000 903"
chosen:
  - "1.100001"
ratings:
  way: phone_and_slip
  slip_box: Hòm thư ở cửa quầy (mẫu)
""",
    "posters/plan.yml": """\
sheets:
  - number: 1
    procedure: "1.100001"
  - number: 2
    procedure: "1.100002"
villages:
  - village: thon-dong
    sheets: [1]
""",
    BIRTH_FILE: """\
code: "1.100001"
name: Khai sinh thử
summary: Làm giấy khai sinh cho trẻ mới sinh.
field: ho-tich
life_events:
  - em-be
channels:
  - type: in_person
    place: one_stop_desk
  - type: online
    link: https://dichvucong.gov.vn/
processing_time:
  - unit: working_day
    amount: 3
fees:
  - type: priced
    kind: fee
    amount: 8000
    per: bản
documents:
  - papers:
      - name: Tờ khai đăng ký khai sinh
        originals: 1
  - case: Bố mẹ đã kết hôn
    papers:
      - name: Giấy chứng nhận kết hôn
        handling: show
  - case: Bố mẹ chưa kết hôn
    papers:
      - name: Giấy cam đoan
source:
  name: Cổng Dịch vụ công quốc gia
  retrieved: 2026-06
""",
    LODGING_FILE: """\
code: "1.100002"
name: Đăng ký ở trọ thử
summary: Báo chỗ ở tạm với Công an xã.
field: cu-tru
life_events:
  - chuyen-nha
channels:
  - type: in_person
    place: commune_police
processing_time:
  - unit: same_day
fees:
  - type: free
documents:
  - papers:
      - name: Thẻ căn cước
        handling: show
source:
  name: Cổng Dịch vụ công quốc gia
  retrieved: 2026-06
""",
    WITHDRAWN_FILE: """\
code: "1.100003"
name: Khai sinh kiểu cũ
summary: Làm giấy khai sinh theo lối cũ.
field: ho-tich
status: withdrawn
withdrawn_on: 2026-07-01
replaced_by: "1.100001"
source:
  name: Cổng Dịch vụ công quốc gia
  retrieved: 2026-05
""",
}

HOSTILE: Final = (
    "<script>alert('a')</script>",
    '"><img src=x onerror=alert(1)>',
    "</p></section></div><h1>đè lên</h1>",
    "{{ 7 * 7 }} {% raw %} {# ẩn #}",
    "**đậm** _nghiêng_ [chữ](https://xau.example/) `mã` # đề mục",
    "&lt;b&gt; &amp; &copy; a < b > c",
    """ngoặc "kép" và 'đơn'""",
    "![hình](https://xau.example/x.png) <https://xau.example/>",
    "--- *** ___ :smile: [^1] ++chèn++ ==tô== $x$",
)
"""Texts that would do something, were they taken for more than text."""


def make_small(target: Path) -> Path:
    """Make the project in `target`: the real code and templates, the small data."""
    copy_project(target)
    for folder in ("procedures", "posters"):
        shutil.rmtree(target / folder)
    for path, text in FILES.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return target


def make_hostile(project: Path) -> Path:
    """Put texts that try to be more than text into a small project, wherever text is let in."""
    quoted = [_quote(text) for text in HOSTILE]
    everything = _quote(" ".join(HOSTILE))
    listed = "".join(f"\n  - {text}" for text in quoted)
    file = project / BIRTH_FILE
    edit(file, "name: Khai sinh thử", f"name: {everything}")
    edit(file, "summary: Làm giấy khai sinh cho trẻ mới sinh.", f"summary: {everything}")
    edit(file, "field: ho-tich", f"also_known_as:{listed}\nfield: ho-tich")
    edit(file, "case: Bố mẹ đã kết hôn", f"case: {quoted[0]}")
    edit(file, "name: Giấy cam đoan", f"name: {everything}\n        note: {everything}")
    edit(file, "source:", f"steps:{listed}\nconditions:{listed}\nsource:")
    edit(project / "commune.yml", "address: Số 1 đường Thử", f"address: {everything}")
    edit(project / "commune.yml", "name: Xã Thử (mẫu)\n", "name: 'Xã <b>Thử</b> & \"bạn\"'\n")
    edit(project / "procedures/fields.yml", "hint: khai sinh", f"hint: {everything}")
    return project


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def copy_built(project: Path, target: Path) -> Path:
    """Copy a built project with the times and the links of its files, so that nothing in it looks new."""
    return shutil.copytree(project, target, symlinks=True)


def edit(file: Path, old: str, new: str) -> None:
    """Write `new` where `old` stands in a file; it must stand there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def hold_tree(folder: Path) -> dict[str, bytes | str]:
    """All that stands below a folder, bytes of files and goals of links: equal twice means untouched."""
    held: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            held[name] = str(path.readlink())
        elif path.is_file():
            held[name] = path.read_bytes()
    return held


def read_page(file: Path) -> Element:
    """Parse an HTML file to its tree."""
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    reader.close()
    return reader.tree()


def text_of(element: Element) -> str:
    """What a reader sees of an element, white space folded."""
    return " ".join("".join(_texts(element)).split())


def content_of(page: Element) -> Element:
    """The part of a page that we wrote, without the header and footer around it."""
    return with_class(page, "mc-page")[0]


def with_class(element: Element, name: str) -> list[Element]:
    """Every element below that bears a class."""
    return [e for e in element.iter() if name in e.get("class", "").split()]


def with_id(element: Element, name: str) -> Element:
    """The one element below that bears an id."""
    (found,) = [e for e in element.iter() if e.get("id") == name]
    return found


def hrefs_of(element: Element) -> list[str]:
    """Where the links below lead, in their order."""
    return [e.get("href", "") for e in element.iter("a") if e.get("href")]


def _texts(element: Element) -> list[str]:
    if element.tag in ("script", "style", "title"):
        return []
    parts = [element.text or ""]
    for child in element:
        parts += [*_texts(child), child.tail or ""]
    return parts


class _Reader(HTMLParser):
    """HTML to a tree, forgiving as a browser about what is left open."""

    void = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self._builder = TreeBuilder()
        self._builder.start("document", {})
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in self.void:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            last = self._open.pop()
            self._builder.end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self._builder.data(data)

    def tree(self) -> Element:
        while self._open:
            self._builder.end(self._open.pop())
        self._builder.end("document")
        return self._builder.close()
