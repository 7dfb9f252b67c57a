"""The content security policy of every rendered page: scripts and styles of our own, and nothing else.

It stands in a <meta> before everything that it governs (the theme puts the mark there), and its hashes are
computed from the page as it was built: the theme's inline scripts differ by depth and on the 404 page.
"""

import base64
import hashlib
import re
from functools import cache
from typing import Final

MARK: Final = "@policy@"

_INLINE: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
_NOT_RUN: Final = re.compile(r"""\bsrc=|\btype=["']?application/(ld\+)?json""", re.IGNORECASE)
_GOVERNED: Final = re.compile(r"<(script|link|style|base)\b", re.IGNORECASE)


class UnprotectedPageError(Exception):
    """A page on which the policy would come too late or not at all; the message names it, in Vietnamese."""


def protect_page(html: str, name: str) -> str:
    """The page with its policy put in.

    Raises UnprotectedPageError when it lacks the mark, or has something to govern before it.
    """
    head, mark, rest = html.partition(MARK)
    if not mark or _GOVERNED.search(head):
        raise UnprotectedPageError(
            f"{name}: thiếu dòng Content-Security-Policy ở đầu trang. "
            "Xem lại templates/theme/main.html, mục site_meta."
        )
    scripts = (found["text"] for found in _INLINE.finditer(rest) if not _NOT_RUN.search(found["attributes"]))
    return f"{head}{make_policy(tuple(scripts))}{rest}"


@cache
def make_policy(inline_scripts: tuple[str, ...]) -> str:
    """The policy of a page with these inline scripts; each is let in by its SHA-256 (CSP level 3, 2.3.1)."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline_scripts]
    scripts = " ".join(("'self'", *(f"'sha256-{one}'" for one in dict.fromkeys(hashes))))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            # The theme's stylesheet holds its icons as data.
            "img-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )
