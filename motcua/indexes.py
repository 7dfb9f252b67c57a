"""The list of all pages that machines read."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from motcua import links
from motcua.directory import Directory
from motcua.disk import File

SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def compose_indexes(directory: Directory, site: links.Links) -> Iterator[File]:
    """Make the lists of what people can do today."""
    yield "sitemap.xml", _compose_sitemap(directory, site)


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
