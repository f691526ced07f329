"""Writes `_headers`: what a static host sends with each file, in the format of Netlify, Cloudflare Pages and others.

Pages and the style sheet have no line for caches: the browser asks each time whether they changed, and shows a
correction at once.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from posta.publicsite.content_policy import POLICY
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

_HEADERS: Final = f"""/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
/pictures/*
  Cache-Control: public, max-age=43200
/atkinson.woff2
  Cache-Control: public, max-age=2592000
"""


def make_headers(source: Source, pages: Sequence[SitePage]) -> Mapping[str, bytes]:
    """Return the file. It is the same for every mission: the policy is the program's."""
    return {"_headers": _HEADERS.encode()}
