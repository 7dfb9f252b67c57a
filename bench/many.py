"""Projects of any size: the real records repeated, their codes and names varied."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from motcua.load import COMMUNE_FILE, PLAN_FILE

ROOT: Final = Path(__file__).resolve().parent.parent
PARTS: Final = ("templates", "motcua", "build.py", "mkdocs.yml", "province.yml", COMMUNE_FILE)
"""What every project takes over as it stands; records and plan come besides."""

_CODE: Final = re.compile(r'"(\d)\.(\d{6})"')


def copy_parts(target: Path, parts: Iterable[str]) -> None:
    """Copy parts of this project into `target`; the fonts are linked, for they are many and never change."""
    target.mkdir(parents=True)
    for part in parts:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / part)
    (target / "node_modules").symlink_to(ROOT / "node_modules")


def make_project(target: Path, size: int) -> Path:
    """Write a project of `size` procedures below `target`."""
    copy_parts(target, PARTS)
    originals = sorted((ROOT / "procedures").glob("*/*.yml"))
    codes = []
    for number in range(size):
        round_, index = divmod(number, len(originals))
        # The last round may be cut short: what it points to then stands in the round before it.
        whole = (round_ + 1) * len(originals) <= size
        text = vary(originals[index].read_text(encoding="utf-8"), round_, round_ if whole else round_ - 1)
        file = target / originals[index].relative_to(ROOT)
        file = file.with_stem(f"{file.stem}-{round_}" if round_ else file.stem)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        codes.append(read_code(text))
    for name in ("fields.yml", "words.yml", "synonyms.yml"):
        shutil.copy2(ROOT / "procedures" / name, target / "procedures" / name)
    plan = "".join(f'  - number: {n}\n    procedure: "{code}"\n' for n, code in enumerate(codes, 1))
    (target / PLAN_FILE).parent.mkdir()
    (target / PLAN_FILE).write_text(f"sheets:\n{plan}")
    return target


def vary(text: str, own: int, others: int) -> str:
    """The text of a record as it stands in round `own`, naming the records of round `others`."""

    def shift(found: re.Match[str]) -> str:
        round_ = own if found.start() == text.index('"') else others
        return (
            f'"{found.group(1)}.{(int(found.group(2)) + 1_000 * 37 * round_) % 1_000_000:06d}"'
            if round_ > 0
            else found.group()
        )

    varied = _CODE.sub(shift, text)
    return re.sub(
        r"^name: (.*)$", rf"name: \1 {own + 1}" if own else r"name: \1", varied, count=1, flags=re.M
    )


def read_code(text: str) -> str:
    found = _CODE.search(text)
    assert found
    return found.group().strip('"')
