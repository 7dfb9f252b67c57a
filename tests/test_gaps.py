"""What a place has not filled in yet is listed, what concerns most people first."""

from pathlib import Path
from typing import Final

from motcua.gaps import find_gaps
from motcua.load import COMMUNE_FILE, PROVINCE_FILE
from tests.conftest import run_build
from tests.golden.project import read_project, write_project
from tests.small import make_small
from tests.test_check import SHEETS, change, write_records

FEE: Final = "fees:\n  - type: set_by_province\n    kind: fee\n    name: Lệ phí {}\n"

FIGURE: Final = """\
fees:
  - procedure: "1.000001"
    kind: fee
    amount: 8000
    basis: 12/2026/NQ-HĐND
    source:
      name: Công báo tỉnh
      date: 2026-11-01
source:
"""


def gaps_of(root: Path, files: dict[str, str]) -> list[str]:
    return list(map(str, find_gaps(read_project(write_project(root, files, SHEETS)))))


def with_villages(files: dict[str, str], village: list[int], chosen: list[str]) -> dict[str, str]:
    """The files with a plan in which sheets hang in one village, and with chosen procedures."""
    plan = "sheets:\n" + "".join(f'  - number: {n}\n    procedure: "{c}"\n' for n, c in enumerate(SHEETS, 1))
    return {
        **files,
        "posters/plan.yml": f"{plan}villages:\n  - village: thon-dong\n    sheets: {village}\n",
        **change(COMMUNE_FILE, "ratings:", f"chosen: {chosen}\nratings:"),
    }


def test_missing_fees_are_listed_chosen_ones_first(tmp_path: Path) -> None:
    """Fees that a province has yet to supply: those of chosen and hung procedures come before the others."""
    files = write_records(FEE.format("một"), FEE.format("hai"), FEE.format("ba"))
    told = gaps_of(tmp_path, with_villages(files, [2], ["1.000003"]))
    fees = [line for line in told if "mức tiền" in line]
    assert [line.split('"')[1] for line in fees] == ["1.000003", "1.000002", "1.000001"]
    assert fees[0] == (
        f'{PROVINCE_FILE}: "1.000003" (Tạm trú): chưa có mức tiền của khoản Lệ phí ba. '
        'Thêm vào mục fees: - procedure: "1.000003" rồi kind, amount, per, basis, source.'
    )


def test_a_figure_supplied_is_no_longer_missing(tmp_path: Path) -> None:
    """A fee that province.yml supplies leaves the list."""
    files = write_records(FEE.format("một"), FEE.format("hai")) | change(PROVINCE_FILE, "source:\n", FIGURE)
    assert [line.split('"')[1] for line in gaps_of(tmp_path, files) if "mức tiền" in line] == ["1.000002"]


def test_postage_is_missing_where_results_are_posted(tmp_path: Path) -> None:
    """Who pays for posting is asked only where results are posted, with how many procedures wait for it."""
    assert not any("postage" in line for line in gaps_of(tmp_path / "none", write_records()))
    told = gaps_of(tmp_path / "some", write_records("delivery: [by_post]\n", "delivery: [by_post]\n"))
    assert [line for line in told if "postage" in line] == [
        f"{PROVINCE_FILE}: chưa ghi ai trả tiền gửi kết quả về nhà (2 việc gửi được). "
        "Thêm mục postage: rồi who_pays, source."
    ]


def test_hours_are_missing_where_a_place_has_none(tmp_path: Path) -> None:
    """A place without opening hours is listed: people would come to a closed door."""
    text = change(COMMUNE_FILE, 'opens: "07:30"', 'opens: "07:31"')[COMMUNE_FILE]
    start, end = text.index("    hours:"), text.index("villages:")
    files = write_records() | {COMMUNE_FILE: text[:start] + "    hours: []\n" + text[end:]}
    assert any(line.startswith(f"{COMMUNE_FILE}: places, one_stop_desk") for line in gaps_of(tmp_path, files))


def test_announced_holidays_are_missing_until_they_are_written(tmp_path: Path) -> None:
    """Without the year up to which holidays are announced no day can be worked out: that is listed."""
    assert any("holidays_announced_until" in line for line in gaps_of(tmp_path / "none", write_records()))
    files = write_records() | change(PROVINCE_FILE, "source:", "holidays_announced_until: 2026\nsource:")
    assert not any("holidays_announced_until" in line for line in gaps_of(tmp_path / "some", files))


def test_sample_values_are_listed(tmp_path: Path) -> None:
    """A commune that took the project as it is learns that names and numbers are still samples."""
    root = make_small(tmp_path / "project")
    result = run_build(root, "check")
    assert result.returncode == 0, result.stderr
    assert f"{COMMUNE_FILE}: vẫn là số liệu mẫu." in result.stdout
    assert f"{PROVINCE_FILE}: vẫn là số liệu mẫu." in result.stdout
    assert f"{COMMUNE_FILE}: website: chưa phải địa chỉ thật." in result.stdout
