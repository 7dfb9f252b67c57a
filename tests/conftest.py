"""What several tests stand on: the real records, and a site built from them through the real door."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from bench.many import PARTS, copy_parts
from motcua.check import check_documents
from motcua.directory import Directory
from motcua.load import read_documents
from tests.warm import Keeper

# A run in the background comes with Ctrl+C ignored, and the builds that tests interrupt would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM: Final = shutil.which("chromium") or "/usr/bin/chromium"


def copy_project(target: Path) -> Path:
    """Copy what a build reads into `target`."""
    copy_parts(target, (*PARTS, "procedures", "posters"))
    return target


def run_build(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run build.py of the project in `root`, as a person would."""
    return subprocess.run(
        [sys.executable, str(root / "build.py"), *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The real records, checked."""
    return check_documents(read_documents(ROOT))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder in which the real records were built once for all workers. Do not write into it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Each worker has a folder of its own below that of the run.
        shared = shared.parent
    root = shared / "built-project"
    with (shared / "built-project.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "site").exists():
            shutil.rmtree(root, ignore_errors=True)
            copy_project(root)
            result = run_build(root)
            assert result.returncode == 0, result.stdout + result.stderr
    return root


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What a browser found wrong, and every request that went to another host."""
    return []


@pytest.fixture(scope="module")
def keeper() -> Iterator[Keeper]:
    """A process that holds the libraries, for tests of many builds."""
    with Keeper() as one:
        yield one
