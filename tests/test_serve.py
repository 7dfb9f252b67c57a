"""The workshop window: an edit shows by itself, a mistake breaks nothing, Ctrl+C leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.conftest import CHROMIUM, run_build
from tests.small import (
    BIRTH,
    BIRTH_FILE,
    FILES,
    LODGING,
    LODGING_FILE,
    copy_built,
    edit,
    hold_tree,
    make_small,
)

PATIENCE: Final = 30.0
"""Seconds after which a test no longer waits, on a machine with other things to do."""

SOON: Final = 10.0
"""Seconds within which an edit must show even there; alone it is about one."""


class Workshop:
    """A running `build.py serve` and what it said."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.port = port
        self._log = root.parent / f"serve-{port}.log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(root / "build.py"), "serve", "--port", str(port)],
                cwd=root,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def wait_until_said(self, words: str, times: int = 1) -> None:
        wait_until(lambda: self.said.count(words) >= times or self.process.poll() is not None)
        assert self.said.count(words) >= times, self.said

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of an address."""
        status, _, body = self.fetch(path)
        return status, body.decode()

    def get_bytes(self, path: str) -> bytes:
        return self.fetch(path)[2]

    def fetch(self, path: str) -> tuple[int, str, bytes]:
        """The status, the kind and the content of an address."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.getheader("Content-Type", ""), body

    @contextmanager
    def listening(self) -> Iterator["Ear"]:
        """Hear the events as an open page does."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        script = self.get("/-/reload.js")[1]
        address = re.search(r'EventSource\("([^"]+)"\)', script)
        assert address is not None
        connection.request("GET", address.group(1))
        response = connection.getresponse()
        assert response.getheader("Content-Type") == "text/event-stream"
        yield Ear(response)
        connection.close()

    def alive(self) -> list[int]:
        """The processes of its group that still run."""
        running = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == self.process.pid and state not in "ZX":
                running.append(int(stat.parent.name))
        return running

    def end(self) -> None:
        """Leave nothing running, whatever a test did."""
        if self.alive():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


class Ear:
    """An open line to the events."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response

    def wait_for_change(self) -> float:
        """Wait for the next change; returns how many seconds it took."""
        started = time.monotonic()
        while self._response.readline().strip() != b"event: change":
            assert time.monotonic() - started < PATIENCE
        return time.monotonic() - started


def wait_until(holds: Callable[[], bool]) -> None:
    started = time.monotonic()
    while not holds() and time.monotonic() - started < PATIENCE:
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, built once, so that each workshop opens quickly. Do not write into it."""
    root = make_small(tmp_path_factory.mktemp("master") / "project")
    result = run_build(root)
    assert result.returncode == 0, result.stderr
    return root


@contextmanager
def open_workshop(master: Path, folder: Path) -> Iterator[Workshop]:
    workshop = Workshop(copy_built(master, folder / "project"), free_port())
    try:
        workshop.wait_until_said("Xem ở http://127.0.0.1:")
        time.sleep(0.5)
        yield workshop
    finally:
        workshop.end()


@pytest.fixture(scope="module")
def workshop(master: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One running workshop in which the tests edit one thing after another."""
    with open_workshop(master, tmp_path_factory.mktemp("workshop")) as running:
        yield running


def change(workshop: Workshop, file: str, old: str, new: str) -> float:
    """Edit a file as an editor does and wait for the news; returns the seconds between."""
    with workshop.listening() as ear:
        edit(workshop.root / file, old, new)
        return ear.wait_for_change()


# Looking


def test_the_site_is_there(workshop: Workshop) -> None:
    """The window shows pages, styles and sheets as a web server would, and says where it is."""
    status, home = workshop.get("/")
    assert status == 200
    assert "Bà con cần làm việc gì?" in home
    assert workshop.get("/assets/motcua.css")[0] == 200
    status, kind, sheet = workshop.fetch(f"/posters/{BIRTH}.pdf")
    assert (status, kind) == (200, "application/pdf")
    assert sheet.startswith(b"%PDF-")
    assert f"http://127.0.0.1:{workshop.port}/" in workshop.said


def test_a_wrong_address_gets_the_own_page(workshop: Workshop) -> None:
    """An address that is not there is answered with our page for it, and with status 404."""
    status, page = workshop.get("/khong-co/")
    assert status == 404
    assert "Không có trang ở địa chỉ này" in page


def test_nothing_outside_the_site_is_given_out(workshop: Workshop) -> None:
    """No address leads out of the site's folder."""
    for path in (
        "/../commune.yml",
        "/%2e%2e/commune.yml",
        "/..%2f..%2fcommune.yml",
        "/posters/../../../commune.yml",
    ):
        status, text = workshop.get(path)
        assert status == 404
        assert "hotline:" not in text


def test_the_site_itself_holds_no_reload(workshop: Workshop) -> None:
    """What makes a page reload exists in the window only, never in the published site."""
    assert "/-/reload.js" in workshop.get("/")[1]
    for folder in ("site", "build/rendered"):
        for page in (workshop.root / folder).rglob("*.html"):
            assert "/-/" not in page.read_text(encoding="utf-8")


# Editing


def test_an_edited_record_shows(workshop: Workshop) -> None:
    """A saved record is told to every open page, and the new text is there, within seconds."""
    seconds = change(workshop, LODGING_FILE, "Báo chỗ ở tạm", "Trình báo chỗ ở tạm")
    print(f"{seconds:.1f} s from saving a record to the event")
    assert "Trình báo chỗ ở tạm" in workshop.get(f"/{LODGING}/")[1]
    assert seconds < SOON


def test_an_edited_fee_shows_on_the_sheet(workshop: Workshop) -> None:
    """The sheet of an edited record is drawn anew as well, while one looks at the page."""
    address = f"/posters/{BIRTH}.pdf"
    before = workshop.get_bytes(address)
    started = time.monotonic()
    change(workshop, BIRTH_FILE, "amount: 3\n", "amount: 5\n")
    wait_until(lambda: workshop.get_bytes(address) != before)
    print(f"{time.monotonic() - started:.1f} s from saving a record to its new sheet")
    assert workshop.get_bytes(address) != before
    assert workshop.get_bytes(address).startswith(b"%PDF-")


def test_nothing_is_published(workshop: Workshop, master: Path) -> None:
    """What one tries out in the window stays in it: the published site is the one of before."""
    change(workshop, LODGING_FILE, "name: Đăng ký", "name: Làm đăng ký")
    assert "Làm đăng ký" in workshop.get(f"/{LODGING}/")[1]
    assert hold_tree(workshop.root / "site") == hold_tree(master / "site")


def test_an_edited_template_shows(workshop: Workshop) -> None:
    """Whoever works on a template sees each saved step."""
    change(workshop, "templates/pages/home.html", "Xem theo lĩnh vực", "Xem theo ngành")
    assert "Xem theo ngành" in workshop.get("/")[1]


def test_edited_styles_show(workshop: Workshop) -> None:
    """So does whoever works on the styles."""
    styles = workshop.root / "templates/styles/site.css"
    with workshop.listening() as ear:
        styles.write_text(
            styles.read_text(encoding="utf-8") + "\n.mc-thu { color: red; }\n", encoding="utf-8"
        )
        ear.wait_for_change()
    assert ".mc-thu" in workshop.get("/assets/motcua.css")[1]


def test_edited_code_shows(workshop: Workshop) -> None:
    """An edit to our own code takes effect without starting anew."""
    change(workshop, "motcua/phrases.py", '"Không mất tiền"', '"Không tốn tiền"')
    assert "Không tốn tiền" in workshop.get(f"/{LODGING}/")[1]


def test_an_edited_commune_shows(workshop: Workshop) -> None:
    """What a commune sets shows as well, saved in place."""
    change(workshop, "commune.yml", "0000 000 902", "0000 000 912")
    assert "0000 000 912" in workshop.get(f"/{LODGING}/")[1]


@pytest.mark.parametrize(
    ("file", "words"), [("commune.yml", "Số 2 đường Thử"), (LODGING_FILE, "name: Thẻ căn cước")]
)
def test_a_file_saved_by_replacing_shows(file: str, words: str, workshop: Workshop) -> None:
    """Editors that save by putting a new file in the old one's place are heard too, time after time."""
    for time_of in ("đầu", "sau"):
        with workshop.listening() as ear:
            draft = workshop.root / "bản nháp"
            draft.write_bytes((workshop.root / file).read_bytes())
            edit(draft, words, f"{words} lần {time_of}")
            draft.replace(workshop.root / file)
            ear.wait_for_change()
        assert f"lần {time_of}" in workshop.get(f"/{LODGING}/")[1]


def test_a_new_record_shows(workshop: Workshop) -> None:
    """A record in a folder that was not there yet gets its page and its place in the lists."""
    new = workshop.root / "procedures/dat-dai/viec-moi.yml"
    text = FILES[LODGING_FILE].replace(LODGING, "1.100009")
    text = text.replace("field: cu-tru", "field: dat-dai").replace(
        "name: Đăng ký ở trọ thử", "name: Việc mới tinh"
    )
    with workshop.listening() as ear:
        edit(
            workshop.root / "posters/plan.yml",
            "villages:",
            '  - number: 9\n    procedure: "1.100009"\nvillages:',
        )
        new.parent.mkdir()
        new.write_text(text, encoding="utf-8")
        ear.wait_for_change()
    assert workshop.get("/1.100009/")[0] == 200
    assert "Việc mới tinh" in workshop.get("/a-z/")[1]


def test_an_open_page_reloads_itself(workshop: Workshop) -> None:
    """A page open in a browser shows the edit without a finger moved."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{workshop.port}/{BIRTH}/")
        page.wait_for_timeout(500)
        edit(workshop.root / BIRTH_FILE, "cho trẻ mới sinh", "cho cháu mới sinh")
        expect(page.locator("h1 + p")).to_contain_text("cho cháu mới sinh", timeout=PATIENCE * 1000)
        browser.close()


# Mistakes


def test_a_mistake_keeps_the_page(master: Path, tmp_path: Path) -> None:
    """A mistake while writing is told by line, the page of before stays, and the next right save shows."""
    with open_workshop(master, tmp_path) as workshop:
        before = workshop.get(f"/{BIRTH}/")
        edit(workshop.root / BIRTH_FILE, "unit: working_day", "unit: workingday")
        workshop.wait_until_said("chưa có gì bị đổi.")
        assert re.search(rf"^{re.escape(BIRTH_FILE)}:\d+:\d+: ", workshop.said, flags=re.M)
        assert workshop.get(f"/{BIRTH}/") == before
        edit(workshop.root / "templates/pages/home.html", "{{ title }}", "{{ titel }}")
        workshop.wait_until_said("chưa có gì bị đổi.", times=2)
        edit(workshop.root / "templates/pages/home.html", "{{ titel }}", "{{ title }}")
        workshop.wait_until_said("chưa có gì bị đổi.", times=3)
        change(workshop, BIRTH_FILE, "unit: workingday", "unit: day")
        assert "3 ngày" in workshop.get(f"/{BIRTH}/")[1]


def test_a_mistake_in_code_keeps_the_loop(master: Path, tmp_path: Path) -> None:
    """Code that does not parse, half-way through an edit, ends nothing: once mended, the page follows."""
    with open_workshop(master, tmp_path) as workshop:
        before = workshop.get(f"/{LODGING}/")
        edit(workshop.root / "motcua/phrases.py", '"Không mất tiền"', '"Không mất tiền')
        workshop.wait_until_said("SyntaxError")
        assert workshop.get(f"/{LODGING}/") == before
        change(workshop, "motcua/phrases.py", '"Không mất tiền', '"Không tốn tiền"')
        assert "Không tốn tiền" in workshop.get(f"/{LODGING}/")[1]


def test_it_opens_on_the_old_site(master: Path, tmp_path: Path) -> None:
    """Opened on records with a mistake in them, the window shows the site of before until they are mended."""
    root = copy_built(master, tmp_path / "broken")
    edit(root / BIRTH_FILE, "unit: working_day", "unit: workingday")
    with open_workshop(root, tmp_path) as workshop:
        assert "3 ngày làm việc" in workshop.get(f"/{BIRTH}/")[1]
        change(workshop, BIRTH_FILE, "unit: workingday", "unit: month")
        assert "3 tháng" in workshop.get(f"/{BIRTH}/")[1]


def test_a_taken_port_is_told(workshop: Workshop, master: Path, tmp_path: Path) -> None:
    """Where the port is in use the message says which, and how to take another; nothing stays behind."""
    second = Workshop(copy_built(master, tmp_path / "project"), workshop.port)
    try:
        assert second.process.wait(timeout=PATIENCE) == 1
        assert f"Cổng {workshop.port} không dùng được" in second.said
        assert "--port" in second.said
        assert second.alive() == []
    finally:
        second.end()


# The end


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "building"])
def test_ctrl_c_ends_it(busy: bool, master: Path, tmp_path: Path) -> None:
    """Ctrl+C ends the workshop at once and cleanly, even with a page open and a build under way."""
    with open_workshop(master, tmp_path) as workshop, workshop.listening():
        if busy:
            edit(workshop.root / BIRTH_FILE, "amount: 3\n", "amount: 4\n")
            workshop.wait_until_said("2 Soát", times=2)
        os.killpg(workshop.process.pid, signal.SIGINT)
        assert workshop.process.wait(timeout=PATIENCE) == 0
        wait_until(lambda: not workshop.alive())
        assert workshop.alive() == []
        assert "Traceback" not in workshop.said
        assert (workshop.root / "site/index.html").is_file()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_its_end_ends_its_helpers(how: signal.Signals, master: Path, tmp_path: Path) -> None:
    """However the workshop ends (closed window, switched off from outside), none of its processes live on."""
    with open_workshop(master, tmp_path) as workshop:
        assert len(workshop.alive()) > 1
        workshop.process.send_signal(how)
        workshop.process.wait(timeout=PATIENCE)
        wait_until(lambda: not workshop.alive())
        assert workshop.alive() == []
