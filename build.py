"""The door: runs the pipeline that ARCHITECTURE.md tells, and says in Vietnamese what it does.

No logic stands here. What can go wrong arrives as an exception that carries its own words.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

from motcua.check import check_documents
from motcua.directory import Directory
from motcua.disk import remember_sums, say_refusal, write_changed
from motcua.draw import FONT_FOLDER, SheetError
from motcua.gaps import Gap, find_gaps
from motcua.indexes import compose_indexes
from motcua.links import Links
from motcua.load import read_documents
from motcua.memory import Memory
from motcua.pages import HOLIDAYS, compose_pages
from motcua.posters import compose_sheets
from motcua.problem import Problem, ProblemsError
from motcua.protect import UnprotectedPageError
from motcua.publish import (
    Folders,
    PublishError,
    alone,
    draw_missing,
    find_standing,
    note_standing,
    publish,
    render_changed,
    sum_inputs,
)
from motcua.render import RenderError, make_config
from motcua.serve import serve
from motcua.template import TemplateBrokenError

HERE = Path(__file__).resolve().parent

HELP = """\
Dựng trang "Một cửa" của xã: từ các tệp trong procedures/, province.yml, commune.yml ra trang web và tờ in.

Không ghi lệnh gì: làm hết, đăng vào thư mục site/, rồi nói các thứ nằm ở đâu.
Có chỗ sai: nói rõ tệp, dòng, cách sửa; trang đang đăng giữ nguyên."""

UNCHANGED = "Trang bà con đang xem vẫn như cũ, chưa có gì bị đổi."

COMMANDS = {
    "all": "làm hết rồi đăng (như khi không ghi lệnh gì)",
    "check": "chỉ soát các tệp, không dựng gì",
    "site": "chỉ dựng trang web vào build/rendered/, không đăng",
    "posters": "chỉ vẽ tờ in vào build/drawn/posters/, không đăng",
    "serve": "dựng, mở xem trên máy này, sửa tệp nào thì trang tự đổi theo",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command on the project in this folder.

    Returns the exit code: 0 done, 1 something must be mended; argparse exits with 2 on a wrong command.
    """
    options = make_parser().parse_args(arguments)
    try:
        return run_command(options.command, Folders(HERE), options.port)
    except ProblemsError as error:
        failure = tell_problems(error.problems)
    except (PublishError, RenderError, SheetError, UnprotectedPageError) as error:
        failure = f"Chưa xong: {error}\n"
    except TemplateBrokenError as error:
        failure = f"Chưa xong, mẫu trang hỏng: {error}\n"
    except BrokenProcessPool:
        failure = "Chưa xong: việc vẽ tờ in bị ngắt giữa chừng. Chạy lại.\n"
    except BrokenPipeError:
        # Who read along has seen enough, as `build.py check | head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        failure = f"Chưa xong: {say_refusal(error)}.\n"
    except KeyboardInterrupt:
        failure = "\nĐã dừng.\n"
    print(failure + UNCHANGED, file=sys.stderr)
    return 1


class Parser(argparse.ArgumentParser):
    """argparse speaks English of its own accord; staff are told in Vietnamese."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Không hiểu lệnh này ({message}). Xem các lệnh: build.py --help\n")


def make_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = Parser(
        prog="build.py",
        usage="build.py [lệnh] [--port SỐ]",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="lệnh:\n" + "\n".join(f"  {name:9} {text}" for name, text in COMMANDS.items()),
        add_help=False,
    )
    parser.add_argument("command", nargs="?", default="all", choices=COMMANDS, help=argparse.SUPPRESS)
    group = parser.add_argument_group("tùy chọn")
    group.add_argument("--port", type=int, default=8000, metavar="SỐ", help="cổng của lệnh serve (8000)")
    group.add_argument("-h", "--help", action="help", help="hiện bản hướng dẫn này")
    return parser


def run_command(command: str, folders: Folders, port: int) -> int:
    """Run the steps of one command, in the order and with the numbers of ARCHITECTURE.md."""
    if command == "serve":
        return serve(folders.root, port)
    if command == "check":
        directory = check(folders, None)
        print(f"Đã soát {len(directory.procedures)} thủ tục, không có lỗi.")
        tell_gaps(find_gaps(directory))
        return 0
    with alone(folders), remember_sums(folders.sums):
        inputs = sum_inputs(folders) if command == "all" else ""
        if inputs and find_standing(folders, inputs):
            print("Không có gì đổi từ lần dựng trước.")
            tell_places(folders)
            return 0
        memory = Memory(folders.memory / "documents")
        directory = check(folders, memory)
        memory.forget_others()
        site = Links(directory.commune.website)
        if command in ("all", "site"):
            build_pages(directory, site, folders)
        if command in ("all", "posters"):
            build_posters(directory, site, folders)
        if command == "all":
            version = put_up(folders)
            # What was edited meanwhile may stand in it or not.
            if sum_inputs(folders) == inputs:
                note_standing(folders, inputs, version)
            tell_places(folders)
        else:
            print("Xem ở:", folders.rendered if command == "site" else folders.drawn / "posters")
    return 0


def check(folders: Folders, memory: Memory | None) -> Directory:
    with step("1 Đọc") as say:
        documents = read_documents(folders.root, memory)
        say(f"{len(documents)} tệp")
    with step("2 Soát") as say:
        directory = check_documents(documents)
        say(f"{len(directory.procedures)} thủ tục, không có lỗi")
    return directory


def build_pages(directory: Directory, site: Links, folders: Folders) -> None:
    with step("3 Viết trang") as say:
        memory = Memory(folders.memory / "pages")
        changed = write_changed(folders.docs, compose_pages(directory, folders.templates, memory))
        memory.forget_others()
        rewritten = [name for name in memory.made if name != HOLIDAYS]
        say(f"{changed} tệp đổi, viết lại {len(rewritten)} trang")
    with step("4 Dựng trang") as say:
        indexes = compose_indexes(directory, site)
        rendered = render_changed(folders, make_config(directory, site), indexes)
        say(f"dựng lại {rendered} trang" if rendered else "không có gì đổi")


def build_posters(directory: Directory, site: Links, folders: Folders) -> None:
    with step("5 Vẽ tờ in") as say:
        memory = Memory(folders.memory / "sheets")
        sheets = compose_sheets(directory, site, folders.templates, memory)
        report = partial(show_progress, directory.count_sheets())
        files, drawn = draw_missing(sheets, folders, folders.root / FONT_FOLDER, report)
        memory.forget_others()
        write_changed(folders.drawn, files)
        say(f"{len(files)} tờ, vẽ lại {drawn}")


def put_up(folders: Folders) -> Path:
    with step("6 Đăng") as say:
        version, changed = publish(folders)
        say(f"bản {version.name}" + ("" if changed else ", như cũ"))
    return version


def tell_places(folders: Folders) -> None:
    print(f"Trang web: {folders.site / 'index.html'}")
    print(f"Tờ in:     {folders.site / 'posters'}")


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """Tell one step of the pipeline: its number and name, what came of it, how long it took."""
    started = time.monotonic()
    results: list[str] = []
    yield results.append
    print(f"{name}: {'; '.join(results)} ({time.monotonic() - started:.1f} s)", flush=True)


def show_progress(total: int, done: int) -> None:
    """Show how far the drawing is, where somebody is looking; the next line takes its place."""
    if sys.stderr.isatty():
        print(f"  {done}/{total}", end="\r", file=sys.stderr, flush=True)


def tell_problems(problems: tuple[Problem, ...]) -> str:
    """Every problem on a line of its own, then how many there are; the line is left open."""
    files = len({problem.path for problem in problems})
    return "\n".join((*map(str, problems), f"Còn {len(problems)} chỗ phải sửa trong {files} tệp. "))


def tell_gaps(gaps: tuple[Gap, ...]) -> None:
    """What the place has not filled in yet, after a check that found no mistake."""
    if gaps:
        print(f"Còn thiếu {len(gaps)} số liệu, trang đang bảo bà con gọi hỏi:")
        print("\n".join(map(str, gaps)))


if __name__ == "__main__":
    sys.exit(main())
