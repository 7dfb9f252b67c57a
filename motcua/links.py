"""Every address of the site, and the form in which it is printed.

A printed address is a promise for as long as the paper hangs. So the page of a procedure and its rating
form have addresses of digits, dots and slashes only: nothing in them changes when something is renamed,
and they may be printed in upper case, which lets a QR code use its alphanumeric mode (ISO/IEC 18004, 7.4.4).
"""

import posixpath
from dataclasses import dataclass
from typing import Final

# Version 4 at level Q holds 67 alphanumeric characters (ISO/IEC 18004, table 7): the longest host that
# fits is what "HTTPS://", "/" and the longest path "1.001193/5/" leave over.
MAX_PRINTED: Final = 67
LONGEST_HOST: Final = MAX_PRINTED - len("https:///") - len("1.001193/5/")


@dataclass(frozen=True)
class Links:
    """Addresses of one site; `website` is its root, such as "https://motcua.tenxa.gov.vn/"."""

    website: str

    def printed(self, path: str) -> str:
        """The address as it stands on paper and in its code: absolute, in upper case."""
        return (self.website + path).upper()

    @property
    def host(self) -> str:
        return self.website.removeprefix("https://").rstrip("/")

    @property
    def is_real(self) -> bool:
        """Whether the host can exist at all: RFC 2606 keeps .example and the like for samples."""
        return self.host.rsplit(".", 1)[-1] not in {"example", "test", "invalid", "localhost"}


def procedure(code: str) -> str:
    return f"{code}/"


def rating(code: str) -> str:
    """The rating form of a procedure; 5 stands for its five levels."""
    return f"{code}/5/"


def field(identifier: str) -> str:
    return f"linh-vuc/{identifier}/"


def life_event(identifier: str) -> str:
    return f"chuyen/{identifier}/"


A_TO_Z: Final = "a-z/"
SAME_DAY: Final = "trong-ngay/"
ONLINE: Final = "qua-mang/"
POSTERS: Final = "to-in/"
PLACES: Final = "noi-nop/"


def sheet(code: str, village: str | None = None) -> str:
    """The PDF of a procedure's sheet, as such or with the helper of one village on it."""
    return f"posters/{village}/{code}.pdf" if village else f"posters/{code}.pdf"


def relative(target: str, page: str) -> str:
    """The link from `page` to `target`, both as addresses below the root ("" is the home page)."""
    if "://" in target or target.startswith(("tel:", "mailto:", "#")):
        return target
    path, mark, anchor = target.partition("#")
    away = posixpath.relpath("/" + path, "/" + page)
    folder = "/" if (path.endswith("/") or not path) and not away.endswith("/") else ""
    return away + folder + mark + anchor


def telephone(number: str) -> str:
    return "tel:" + "".join(c for c in number if c.isdigit())


def source_file(page: str) -> str:
    """The Markdown file from which MkDocs makes the page at an address.

    An index in a folder, not a file beside it: Zensical reads relative links from where the file lies.
    """
    return f"{page}index.md"
