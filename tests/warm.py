"""Builds through the real door that need not load anything first.

One process holds the libraries, and our own program as it stands here, and forks itself for each build; from
the project's folder come build.py, the templates and the records. So a small build costs half, and can be
broken off at any moment of its work.
"""

import gc
import importlib
import os
import resource
import runpy
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import partialmethod
from pathlib import Path
from types import TracebackType
from typing import Final

import jinja2

ROOT: Final = Path(__file__).resolve().parent.parent
HELD: Final = (
    "weasyprint",
    "mkdocs.commands.build",
    "motcua.check",
    "motcua.gaps",
    "motcua.pages",
    "motcua.serve",
)
HEARD: Final = ("stdout", "stderr")


class Build:
    """A build that runs, in a process group of its own."""

    def __init__(self, keeper: subprocess.Popen[str], words: Path) -> None:
        self._keeper = keeper
        self._words = words
        self._pid = int(self._hear())

    def kill(self, *, alone: bool) -> None:
        """Kill it as a power cut would, or only the process that the others work for."""
        # It may have ended by itself.
        with suppress(ProcessLookupError):
            if alone:
                os.kill(self._pid, signal.SIGKILL)
            else:
                os.killpg(self._pid, signal.SIGKILL)

    def wait(self) -> subprocess.CompletedProcess[str]:
        """What it said, and its exit code; negative where a signal ended it."""
        code = int(self._hear())
        told, errors = ((self._words / name).read_text(encoding="utf-8") for name in HEARD)
        return subprocess.CompletedProcess("build.py", code, told, errors)

    def _hear(self) -> str:
        assert self._keeper.stdout is not None
        return self._keeper.stdout.readline()


class Keeper:
    """Keeps the process with the libraries; one build at a time."""

    def __enter__(self) -> "Keeper":
        self._words = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", self._words.name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._words.cleanup()

    def start(self, root: Path, *, largest_file: int | None = None) -> Build:
        """Start a whole build of the project in `root`, which may write no file of more bytes than told."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{largest_file or -1} {root}\n")
        self._process.stdin.flush()
        return Build(self._process, Path(self._words.name))

    def build(self, root: Path, *, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
        """Build the project in `root` and wait for the end."""
        return self.start(root, largest_file=largest_file).wait()


def keep(words: Path) -> None:
    """Fork for each line read; answer with the child's number, and with its exit code when it has ended."""
    for name in HELD:
        importlib.import_module(name)
    # Collecting garbage in a child would make it copy all that it shares with this process.
    gc.freeze()
    for line in sys.stdin:
        limit, root = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if not child:
            run_door(Path(root), int(limit), words)
        with suppress(PermissionError, ProcessLookupError):
            os.setpgid(child, child)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def keep_compiled(folder: Path) -> None:
    """Let Jinja keep compiled templates, by their sources: compiling the theme's is half of a small build."""
    plain, kept = jinja2.Environment.__init__, jinja2.FileSystemBytecodeCache(str(folder))
    jinja2.Environment.__init__ = partialmethod(plain, bytecode_cache=kept)  # type: ignore[assignment]


def run_door(root: Path, limit: int, words: Path) -> None:
    """Be `python build.py` of a project."""
    os.setpgid(0, 0)
    for number, name in enumerate(HEARD, 1):
        os.dup2(os.open(words / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if limit >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    else:
        keep_compiled(words)
    os.chdir(root)
    sys.argv = [str(root / "build.py")]
    sys.path[0] = str(root)
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
