"""The lists of all pages that machines read: the sitemap, and what the theme's search looks through."""

import json
from collections.abc import Iterator
from html import escape
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from motcua import links
from motcua.directory import Directory
from motcua.disk import File
from motcua.record import Procedure

SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

SEARCH_SETTINGS: Final = {
    "lang": ["vi"],
    "separator": r"[\s\-]+",
    "pipeline": ["stopWordFilter"],
    "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
}
"""As Material for MkDocs writes them."""


def compose_indexes(directory: Directory, site: links.Links) -> Iterator[File]:
    """Make the lists of what people can do today."""
    yield "sitemap.xml", _compose_sitemap(directory, site)
    yield "search/search_index.json", _compose_search(directory)


def _compose_sitemap(directory: Directory, site: links.Links) -> bytes:
    pages = [("", directory.edition), (links.A_TO_Z, directory.edition), (links.PLACES, directory.edition)]
    pages += [(links.field(f.id), directory.edition) for f in directory.fields_in_use()]
    pages += [(links.life_event(e.id), directory.edition) for e in directory.life_events_in_use()]
    pages += [(links.procedure(p.code), p.edition) for p in directory.listed]
    root = Element("urlset", xmlns=SITEMAP)
    for path, edition in pages:
        entry = SubElement(root, "url")
        SubElement(entry, "loc").text = site.website + path
        # The facts' day, never the build's.
        SubElement(entry, "lastmod").text = edition
    sitemap: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return sitemap


def _compose_search(directory: Directory) -> bytes:
    docs = [
        {"location": links.procedure(p.code), "title": escape(p.name, quote=False), "text": _words_of(p)}
        for p in directory.listed
    ]
    return json.dumps({"config": SEARCH_SETTINGS, "docs": docs}, ensure_ascii=False).encode()


def _words_of(procedure: Procedure) -> str:
    return escape("; ".join((*procedure.also_known_as, procedure.summary)), quote=False)
