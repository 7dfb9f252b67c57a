"""The smallest project that passes the check, to put records into."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from motcua.check import check_documents
from motcua.directory import Directory
from motcua.load import (
    COMMUNE_FILE,
    FIELDS_FILE,
    PLAN_FILE,
    PROVINCE_FILE,
    SYNONYMS_FILE,
    WORDS_FILE,
    read_documents,
)
from motcua.problem import ProblemsError

PLACE: Final = Path(__file__).parent / "place"


def write_project(root: Path, files: Mapping[str, str] | None = None, sheets: Iterable[str] = ()) -> Path:
    """Write the place into `root`, a plan with one sheet for each code of `sheets`, and `files` over that."""
    numbered = "".join(f'\n  - number: {n}\n    procedure: "{code}"' for n, code in enumerate(sheets, 1))
    names = (FIELDS_FILE, WORDS_FILE, SYNONYMS_FILE, PROVINCE_FILE, COMMUNE_FILE)
    place = {name: (PLACE / Path(name).name).read_text() for name in names}
    for name, text in {**place, PLAN_FILE: f"sheets:{numbered or ' []'}\n", **(files or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def copy_records(case: Path, root: Path) -> None:
    """Put the records of a golden case where those of their field belong, byte for byte."""
    folder = root / "procedures" / "ho-tich"
    folder.mkdir()
    for record in case.glob("*.yml"):
        shutil.copyfile(record, folder / record.name)


def read_project(root: Path) -> Directory:
    """Read and check the project in `root`, as a build does."""
    return check_documents(read_documents(root))


def tell_problems(root: Path) -> list[str]:
    """What a build prints about the project in `root`, one line a problem."""
    try:
        read_project(root)
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return []
