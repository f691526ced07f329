"""Writes `sitemap.xml` with the languages of each page, and `robots.txt`, for a site that has an address.

The formats are those of sitemaps.org, 0.9, and of RFC 9309 for robots.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

from posta.publicsite.addresses import Address, path_of
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

_NAMESPACES: Final = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}


def make_sitemap(source: Source, pages: Sequence[SitePage]) -> Mapping[str, bytes]:
    """Return both files; none without an address.

    Below the root of a host there is no `robots.txt`, because none is read there.
    """
    address = source.content.settings.address
    if not address:
        return {}
    files = {"sitemap.xml": _write_sitemap(address, pages)}
    if urlsplit(address).path == "/":
        files["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n".encode()
    return files


def _write_sitemap(address: str, pages: Sequence[SitePage]) -> bytes:
    out = io.StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl(_NAMESPACES))
    for page in sorted(pages, key=lambda page: page.path):
        if page.root:
            continue  # a server shows it for a missing page: nobody searches for it
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", address + page.path)
        for language in page.others:
            other = path_of(Address(language, page.address.page, page.address.item))
            to = {"rel": "alternate", "hreflang": language, "href": address + other}
            xml.addQuickElement("xhtml:link", attrs=to)
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return out.getvalue().encode()
