"""The rules of words: one thing, one name, in every record."""

from pathlib import Path
from typing import Final

import pytest

from motcua.load import WORDS_FILE
from tests.golden.project import tell_problems, write_project
from tests.test_check import BIRTH, DEATH, SHEETS, tell, write_records

LISTS: Final = "units: [bản, trang]\nauthorities: [Công an xã]\nwords: []\n"

LAW: Final = "legal_basis:\n  - number: 60/2014/QH13\n    title: {}\n    issued: {}\n"

FORM: Final = "forms:\n  - name: {}\n    number: Mẫu CT01\n    issued_with: 53/2025/TT-BCA\n"


def test_shunned_word_is_told_with_a_better_one(tmp_path: Path) -> None:
    """Who writes a word that the records have agreed not to use is told where, and what to write."""
    assert tell(tmp_path, write_records("good_to_know:\n  - Hỏi cha,\n    mẹ trước.\n")) == [
        f'{BIRTH}:11:5: Nên biết thêm (good_to_know): đừng viết "cha, mẹ". Viết: bố, mẹ.'
    ]


@pytest.mark.parametrize(
    "more",
    [
        "official_name: Công dân khai sinh\n",
        "also_known_as:\n  - công dân đi khai sinh\n",
        "forms:\n  - name: Tờ khai của công dân\n",
        "legal_basis:\n  - number: 60/2014/QH13\n    title: Luật về cha, mẹ\n",
        "good_to_know:\n  - Thẻ căn cước công dân còn dùng được.\n",
        "good_to_know:\n  - Công dântheo.\n",
    ],
)
def test_words_of_others_are_let_be(tmp_path: Path, more: str) -> None:
    """What the law names, what people say, and a word that is part of another one is not found fault with."""
    assert tell(tmp_path, write_records(more)) == []


def test_units_and_authorities_are_listed(tmp_path: Path) -> None:
    """A unit of money or an office that no other record knows is told, with the known ones."""
    fees = "fees:\n  - type: priced\n    amount: 1\n    per: tờ\n    cap:\n      amount: 2\n      per: bộ\n"
    files = {**write_records(fees + "authority:\n  - Công an\n"), WORDS_FILE: LISTS}
    told = tell(tmp_path, files)
    assert [line.split(": ")[0] for line in told] == [f"{BIRTH}:13:10", f"{BIRTH}:16:12", f"{BIRTH}:18:5"]
    assert told[0].endswith(
        f'"tờ" chưa có trong mục units của {WORDS_FILE}. Chỉ ghi một trong: bản; trang. Hoặc thêm vào tệp đó.'
    )
    assert "Công an xã" in told[2]


@pytest.mark.parametrize(
    ("birth", "death", "place"),
    [
        (LAW.format("Luật Hộ tịch", "2014-11-20"), LAW.format("Luật hộ tịch", "2014-11-20"), "12:12"),
        (LAW.format("Luật Hộ tịch", "2014-11-20"), LAW.format("Luật Hộ tịch", "2014-11-02"), "13:13"),
        (FORM.format("Tờ khai CT01"), FORM.format("Tờ khai cư trú"), "11:11"),
    ],
    ids=["title", "day", "form"],
)
def test_records_agree_on_laws_and_forms(tmp_path: Path, birth: str, death: str, place: str) -> None:
    """One law, one title and day; one form, one name: the second record is told where the first says else."""
    told = tell(tmp_path, write_records(birth, death))
    assert [one.split(": ")[0] for one in told] == [f"{DEATH}:{place}"]
    assert f"ở {BIRTH}:{place.split(':')[0]} ghi là" in told[0]


def test_a_law_without_a_title_contradicts_nobody(tmp_path: Path) -> None:
    """A source that names a law by its number only is no mistake."""
    named = "legal_basis:\n  - number: 60/2014/QH13\n"
    assert tell(tmp_path, write_records(named, LAW.format("Luật Hộ tịch", "2014-11-20"))) == []


def test_a_missing_words_file_is_told(tmp_path: Path) -> None:
    """A project without its words file is told so; it does not pass unread."""
    root = write_project(tmp_path, write_records(), SHEETS)
    (root / WORDS_FILE).unlink()
    assert any(line.startswith(f"{WORDS_FILE}:1:1:") for line in tell_problems(root))
