"""Golden records: each folder below golden/good or golden/bad is a case, so a new case is a new folder.

A bad case holds record.yml and expected.txt: everything that is printed about it, one line a problem.
A good case holds records, and may hold expected.json: what record.yml gives.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel

from motcua.record import Procedure
from tests.golden.project import copy_records, read_project, tell_problems, write_project

GOLDEN: Final = Path(__file__).parent / "golden"
GOOD: Final = sorted((GOLDEN / "good").iterdir())
BAD: Final = sorted((GOLDEN / "bad").iterdir())

ADVICE: Final = re.compile(
    r"\b(viết|thêm|bớt|xóa|sửa|gõ|đặt|điền|đổi|chép|chỉ ghi|xem lại|bỏ|mở|chọn Save as)\b", re.IGNORECASE
)
"""The words by which staff are told what to do."""


def read_good(case: Path, root: Path) -> Procedure:
    """The procedure that record.yml of a good case gives, read among the other records of its folder."""
    codes = re.findall(
        r"""^"?code"?: ["'](.+)["']$""", "\n".join(f.read_text() for f in case.glob("*.yml")), re.M
    )
    copy_records(case, write_project(root, sheets=codes))
    directory = read_project(root)
    (code,) = (code for code, file in directory.files.items() if file.endswith("/record.yml"))
    return directory.by_code[code]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_good_record_is_read(case: Path, tmp_path: Path) -> None:
    """A record that is right is let in, and gives what was written, in its kind."""
    record = read_good(case, tmp_path)
    expected = case / "expected.json"
    if expected.exists():
        assert record.model_dump(mode="json") == json.loads(expected.read_text())


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_bad_record_is_told(case: Path, tmp_path: Path) -> None:
    """Every mistake in a record is told, at its line and column, in words that staff can follow."""
    copy_records(case, write_project(tmp_path))
    told = [line for line in tell_problems(tmp_path) if line.startswith("procedures/ho-tich/record.yml:")]
    assert told
    assert told == (case / "expected.txt").read_text().splitlines()


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_message_says_what_to_do(case: Path) -> None:
    """Whoever reads a message knows what to do next, and finds no example that ends in two full stops."""
    for line in (case / "expected.txt").read_text().splitlines():
        assert ADVICE.search(line), line
        assert re.search(r"(?<!\.)\.$", line), line


def test_good_records_use_every_key(tmp_path: Path) -> None:
    """No key of the shape goes untried: a new one is not done before a golden record has it."""
    schema = Procedure.model_json_schema()
    shapes = {"Procedure": schema, **schema["$defs"]}
    known = {f"{name}.{key}" for name, shape in shapes.items() for key in shape.get("properties", ())}
    assert known == set(keys_used(read_good(GOLDEN / "good" / "every-key", tmp_path)))


def keys_used(shape: BaseModel) -> Iterator[str]:
    """Every key that was written, in this mapping and in those below it."""
    for key in shape.model_fields_set:
        yield f"{type(shape).__name__}.{key}"
        value = getattr(shape, key)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from keys_used(part)
