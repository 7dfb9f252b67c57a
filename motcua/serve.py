"""The workshop window: build, look in a browser, and see each edit within about a second.

MkDocs' own live reload is an inline script, which a strict content policy rightly blocks; so this is a
loop of our own. A keeper process holds the large libraries and forks itself for every build: the fork
starts warm, and reads our own code afresh, so an edit to that shows as well.
"""

import multiprocessing
import os
import runpy
import signal
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

WATCHED: Final = (
    "procedures",
    "posters",
    "templates",
    "motcua",
    "build.py",
    "mkdocs.yml",
    "province.yml",
    "commune.yml",
)
EVENTS: Final = "/-/changes"
SCRIPT: Final = "/-/reload.js"
SCRIPT_TEXT: Final = (
    f'new EventSource("{EVENTS}").addEventListener("change", () => location.reload());\n'.encode()
)
HEARTBEAT: Final = 15.0


def serve(root: Path, port: int) -> int:
    """Build, serve the site of `root` on this machine only, and rebuild at every edit, until interrupted.

    Returns 1 when the first build fails and there is no site to show, or the port is taken.
    """
    from watchfiles import watch

    asked, keeper_end = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    keeper = context.Process(target=_keep, args=(keeper_end, asked, root))
    keeper.start()
    keeper_end.close()
    try:
        if not _build(asked) and not (root / "site").exists():
            return 1
        news = _News()
        try:
            server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, news, root / "site"))
        except OSError as error:
            print(
                f"Cổng {port} không dùng được ({error.strerror}). Thử: build.py serve --port 8001.",
                file=sys.stderr,
            )
            return 1
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"Xem ở http://127.0.0.1:{port}/ (Ctrl+C để dừng)", flush=True)
        for _ in watch(*[root / name for name in WATCHED], debounce=100, step=30):
            if _build(asked):
                news.tell()
        return 0
    except KeyboardInterrupt:
        print("\nĐã dừng.", flush=True)
        return 0
    finally:
        asked.send(False)
        keeper.join()


def _build(asked: Connection) -> bool:
    asked.send(True)
    return bool(asked.recv() == 0)


def _keep(requests: Connection, others_end: Connection, root: Path) -> None:
    """Hold the libraries, fork for each request, answer with the exit code of the build."""
    # With the copy of the asker's end closed, the pipe ends with the asker, however that dies;
    # and Ctrl+C, which reaches every process of a terminal, is the asker's to handle.
    others_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import mkdocs.commands.build
    import weasyprint  # noqa: F401

    _ = mkdocs.commands.build
    context = multiprocessing.get_context("fork")
    try:
        while requests.recv():
            child = context.Process(target=_build_afresh, args=(root,))
            child.start()
            child.join()
            requests.send(child.exitcode)
    except EOFError:
        return


def _build_afresh(root: Path) -> None:
    for name in [n for n in sys.modules if n.split(".")[0] == "motcua"]:
        del sys.modules[name]
    sys.argv = ["build.py"]
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
    """The site as a web server gives it out, with one script more on each page."""

    def __init__(self, news: _News, site: Path, *arguments: Any) -> None:
        self.news = news
        self.site = site
        super().__init__(*arguments, directory=os.fspath(site))

    def do_GET(self) -> None:
        if self.path == EVENTS:
            self._send_changes()
        elif self.path == SCRIPT:
            self._send(200, "text/javascript", SCRIPT_TEXT)
        else:
            self._send_page()

    def _send_page(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.split("?")[0].endswith("/"):
            file /= "index.html"
        elif not file.is_file():
            file = file if file.is_dir() else self.site / "404.html"
        if file.suffix != ".html":
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
