"""What is wrong, where, and how to write it right: the one value in which mistakes travel."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one file.

    `path` is relative to the project's folder; `line` and `column` count from 1.
    `field` is the Vietnamese title with the key in brackets, or "" when the whole file is meant.
    `message` is a Vietnamese sentence that ends by saying how to write it right.
    """

    path: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}: "
        return where + (f"{self.field}: {self.message}" if self.field else self.message)


class ProblemsError(Exception):
    """A check that found problems. Nothing may be published; a door prints them and exits 1."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(f"{len(self.problems)} problems")
