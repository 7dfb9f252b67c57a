"""Renew the pictures in README.md from the site that was built: a page on a phone, and a sheet."""

import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
PICTURES = ROOT / "pictures"
SHEET_DPI = 70


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of the requests."""


def main() -> int:
    """Take both pictures; returns 1 when the site has not been built yet."""
    if not SITE.exists():
        print("Chưa có thư mục site/. Chạy `make site` trước.", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    take_page("1.001193/", PICTURES / "page.png")
    sheet = pypdfium2.PdfDocument(SITE / "posters" / "1.004222.pdf")[0].render(scale=SHEET_DPI / 72)
    sheet.to_pil().convert("P", colors=32).save(PICTURES / "sheet.png", optimize=True)
    print(f"Đã chụp vào {PICTURES}")
    return 0


def take_page(address: str, target: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 860})
        page.goto(f"http://127.0.0.1:{server.server_port}/{address}")
        page.screenshot(path=target)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
