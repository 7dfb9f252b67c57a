"""A project of twelve records: long lists, a record that names another, two villages, a local fee."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.small import edit, make_small

RECORD: Final = """\
code: "1.20000{number}"
name: Việc số {number}
summary: Làm việc số {number}.
field: {field}
channels:
  - type: in_person
    place: {place}
processing_time:
  - unit: working_day
    amount: 3
fees:
  - type: {fee}
documents:
  - papers:
      - name: Đơn số {number}
steps:
  - Nộp đơn số {number}.
source:
  name: Cổng Dịch vụ công quốc gia
  retrieved: 2026-06
"""

SECOND_VILLAGE: Final = """\
  - id: thon-tay
    name: Thôn Tây
    helper:
      name: Cô Bình (mẫu)
      phone: "0000 000 904"
"""

COUNCIL_FEE: Final = """\
fees:
  - procedure: "1.200004"
    kind: fee
    amount: 15000
    per: bản
    basis: 12/2026/NQ-HĐND
    source:
      name: Nghị quyết thử
      date: 2026-11
"""

NUMBERS: Final = range(1, 10)
"""Of the records that may stand beside the three small ones."""


def code_of(number: int) -> str:
    return f"1.20000{number}"


def file_of(number: int) -> str:
    return f"procedures/{'dat-dai' if number < 6 else 'cu-tru'}/viec-{number}.yml"


def write_record(project: Path, number: int) -> None:
    """Add one record and its sheet to a project."""
    file = project / file_of(number)
    file.parent.mkdir(exist_ok=True)
    place = "commune_police" if number == 9 else "one_stop_desk"
    fee = "set_by_province" if number == 4 else "free"
    text = RECORD.format(number=number, field=file.parent.name, place=place, fee=fee)
    file.write_text(text, encoding="utf-8")
    edit(project / "posters/plan.yml", "villages:\n", f"{plan_entry(number)}villages:\n")


def plan_entry(number: int) -> str:
    return f'  - number: {number + 2}\n    procedure: "{code_of(number)}"\n'


def make_twelve(target: Path, numbers: Iterable[int] = NUMBERS) -> Path:
    """Make a project of twelve records and two villages, or of fewer, but with the first five numbers."""
    project = make_small(target)
    for number in numbers:
        write_record(project, number)
    edit(project / file_of(2), "field:", "life_events:\n  - xe\nfield:")
    edit(project / file_of(5), "source:", f'related:\n  - "{code_of(1)}"\nsource:')
    hung = "sheets: [1]\n  - village: thon-tay\n    sheets: [2, 6]\n"
    edit(project / "posters/plan.yml", "sheets: [1]\n", hung)
    edit(project / "commune.yml", "chosen:", f"{SECOND_VILLAGE}chosen:")
    edit(project / "province.yml", "source:", f"{COUNCIL_FEE}source:")
    return project
