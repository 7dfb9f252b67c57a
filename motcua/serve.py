"""The workshop window: build, look in a browser, and see each edit within about a second.

MkDocs' own live reload is an inline script, which a strict content policy rightly blocks; so this is a
loop of our own. A keeper process holds the large libraries and forks itself for every build: the fork
starts warm, and reads our own code afresh, so an edit to that shows as well. The sheets take longer than
the pages, so they are drawn while people look, and drawn anew when another edit comes in between.
"""

import multiprocessing
import os
import runpy
import signal
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from motcua.publish import Folders

FOLDERS: Final = ("procedures", "posters", "templates", "motcua")
FILES: Final = ("build.py", "mkdocs.yml", "province.yml", "commune.yml")
EVENTS: Final = "/-/changes"
SCRIPT: Final = "/-/reload.js"
SCRIPT_TEXT: Final = (
    f'new EventSource("{EVENTS}").addEventListener("change", () => location.reload());\n'.encode()
)
HEARTBEAT: Final = 15.0


def serve(root: Path, port: int) -> int:
    """Build, show the site of `root` on this machine only, and rebuild at every edit, until interrupted.

    Nothing is published: pages are shown as soon as they are rendered, sheets as soon as they are drawn.
    Returns 1 when the first build fails and there is nothing to show, or the port is not to be had.
    """
    folders = Folders(root)
    with _Keeper(root) as keeper:
        if not keeper.build() and not folders.rendered.exists():
            return 1
        news = _News()
        try:
            server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, news, folders))
        except (OSError, OverflowError) as error:
            print(f"Cổng {port} không dùng được ({error}). Thử: build.py serve --port 8001.", file=sys.stderr)
            return 1
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"Xem ở http://127.0.0.1:{port}/ (Ctrl+C để dừng)", flush=True)
        try:
            for _ in _edits(root):
                if keeper.build():
                    news.tell()
        except KeyboardInterrupt:
            print("\nĐã dừng.", flush=True)
        return 0


def _edits(root: Path) -> Iterator[None]:
    """Tell of each edit. The files at the top are looked at by time: watching them one by one would lose
    those that an editor saves by putting a new file in the place of the old."""
    from watchfiles import watch

    def times() -> list[int]:
        return [(root / name).stat().st_mtime_ns for name in FILES if (root / name).exists()]

    before = times()
    for changes in watch(
        *(root / name for name in FOLDERS), debounce=100, step=30, rust_timeout=200, yield_on_timeout=True
    ):
        now = times()
        if changes or now != before:
            before = now
            yield


class _Keeper:
    """Holds a process that is warm with the large libraries and forks itself for every build."""

    def __init__(self, root: Path) -> None:
        self._asked, keeper_end = multiprocessing.Pipe()
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=_keep, args=(keeper_end, self._asked, root))
        self._process.start()
        keeper_end.close()

    def __enter__(self) -> "_Keeper":
        return self

    def __exit__(self, *exception: object) -> None:
        self._asked.close()
        self._process.join()

    def build(self) -> bool:
        """Render the pages; their sheets are drawn while people look. Returns whether it went well."""
        self._asked.send(True)
        return bool(self._asked.recv() == 0)


def _keep(requests: Connection, others_end: Connection, root: Path) -> None:
    """Fork for each request and answer with the exit code, until the asker is gone."""
    import mkdocs.commands.build
    import weasyprint  # noqa: F401

    _ = mkdocs.commands.build
    others_end.close()
    # Ctrl+C reaches every process of a terminal; it is the asker's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    drawing: BaseProcess | None = None
    try:
        while requests.recv():
            if drawing:
                drawing.terminate()
                drawing.join()
            child = _start_build(root, "site")
            child.join()
            drawing = _start_build(root, "posters") if child.exitcode == 0 else None
            requests.send(child.exitcode)
    except EOFError:
        if drawing:
            drawing.terminate()


def _start_build(root: Path, command: str) -> BaseProcess:
    child = multiprocessing.get_context("fork").Process(target=_build_afresh, args=(root, command))
    child.start()
    return child


def _build_afresh(root: Path, command: str) -> None:
    """Run build.py with our own modules read anew, so that an edit to them counts."""
    for name in [n for n in sys.modules if n.split(".")[0] == "motcua"]:
        del sys.modules[name]
    sys.argv = ["build.py", command]
    runpy.run_path(str(root / "build.py"), run_name="__main__")


class _News:
    """Wakes every open page when a new site stands."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.edition = 0

    def tell(self) -> None:
        with self._condition:
            self.edition += 1
            self._condition.notify_all()

    def wait_beyond(self, edition: int) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self.edition > edition, timeout=HEARTBEAT)


class _Handler(SimpleHTTPRequestHandler):
    """Pages and sheets as a web server gives them out, with one script more on each page."""

    def __init__(self, news: _News, folders: Folders, *arguments: Any) -> None:
        self.news = news
        self.folders = folders
        super().__init__(*arguments, directory=os.fspath(folders.rendered))

    def do_GET(self) -> None:
        if self.path == EVENTS:
            self._send_changes()
        elif self.path == SCRIPT:
            self._send(200, "text/javascript", SCRIPT_TEXT)
        else:
            self._send_file()

    def translate_path(self, path: str) -> str:
        """The file of an address: a sheet where there is one, else a page."""
        page = Path(super().translate_path(path))
        sheet = self.folders.drawn / page.relative_to(self.folders.rendered)
        return os.fspath(sheet if sheet.is_file() else page)

    def _send_file(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.split("?")[0].endswith("/"):
            file /= "index.html"
        if not file.exists():
            file = self.folders.rendered / "404.html"
        if file.suffix != ".html" or not file.is_file():
            super().do_GET()
            return
        page = file.read_bytes().replace(b"</body>", f'<script src="{SCRIPT}"></script></body>'.encode())
        self._send(404 if file.name == "404.html" else 200, "text/html; charset=utf-8", page)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _send_changes(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        edition = self.news.edition
        try:
            while True:
                news = self.news.wait_beyond(edition)
                edition = self.news.edition
                self.wfile.write(b"event: change\ndata:\n\n" if news else b":\n\n")
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the builder's words are what one wants to read."""
