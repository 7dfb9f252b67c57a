"""What was made before and would come out the same again: only what changed is made anew.

A text is remembered under everything that decides it: the sources of its template, the words put in, and
this program itself. So nothing has to be told what depends on what, and nothing stale is ever shown.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pydantic_core import to_json

from motcua.disk import sum_file, write_whole

TOOLS: Final = ("holidays", "jinja2", "markupsafe", "mkdocs", "mkdocs-material", "markdown")


class Memory:
    """Texts in a folder, each in a file named after its key and the sum of its content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        names = (file.name.partition(".") for file in folder.glob("*.*"))
        self._sums = {key: own for key, _, own in names}
        self._asked: set[str] = set()
        self.made: list[str] = []
        """What had to be made anew, by the names given to recall() and keep()."""

    def recall(self, name: str, key: str, make: Callable[[], str]) -> str:
        """The text of this key, made now if it is not remembered; `name` says which it is."""
        held = self.find(key)
        if held is not None:
            return held.decode()
        text = make()
        self.keep(name, key, text.encode())
        return text

    def find(self, key: str) -> bytes | None:
        """What is remembered under this key, or None where nothing is, or it was damaged since."""
        file = self.find_file(key)
        return file.read_bytes() if file else None

    def find_file(self, key: str) -> Path | None:
        """The file that holds what is remembered under this key."""
        self._asked.add(key)
        try:
            file = self.file_of(key)
            return file if sum_file(file) == self._sums[key] else None
        except (KeyError, FileNotFoundError):
            return None

    def file_of(self, key: str) -> Path:
        """The file of what was found or kept under this key."""
        return self._folder / f"{key}.{self._sums[key]}"

    def keep(self, name: str, key: str, content: bytes) -> None:
        """Remember what was made now."""
        self._asked.add(key)
        if key in self._sums:
            self.file_of(key).unlink(missing_ok=True)  # it was damaged
        self._sums[key] = hashlib.sha256(content).hexdigest()
        write_whole(self._folder / f"{key}.{self._sums[key]}", content)
        self.made.append(name)

    def forget_others(self) -> None:
        """Forget what was not asked for since this memory was opened."""
        for file in self._folder.glob("*"):
            if file.name.partition(".")[0] not in self._asked:
                file.unlink()


def make_key(*parts: Any) -> str:
    """One key for everything that decides a text: data of the models, plain values, and the program."""
    digest = hashlib.sha256(_program().encode())
    for part in parts:
        digest.update(to_json(part))
        digest.update(b"\n")
    return digest.hexdigest()


@cache
def _program() -> str:
    files = sorted(Path(__file__).parent.glob("*.py"))
    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return "\n".join((*sums, *(f"{tool} {version(tool)}" for tool in TOOLS)))
