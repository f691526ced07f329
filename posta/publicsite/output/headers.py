"""`_headers`: what a static host says with each file, in the form that Netlify, Cloudflare Pages and others read.

Pages and the sheet have no line for caches: the host asks each time whether they changed, and a correction is seen at once.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
"""What a page may load: its own sheet, pictures and letters. The same stands in the head of every page.

Nothing on a page connects to anything, for that takes a script. A checker that asks in the page's name for the site's
`robots.txt` may: `connect-src 'self'`."""

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
