"""`_headers`: what a static host says with each file, in the form that Netlify, Cloudflare Pages and others read.

Pages and the sheet have no line for caches: the host asks each time whether they changed, and a correction is seen at once.
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
