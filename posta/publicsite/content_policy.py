"""The content policy: what a page of the site may load, as its head and the host declare it."""

from typing import Final

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
"""What a page may load: its own sheet, pictures and letters. The same stands in the head of every page.

Nothing on a page connects to anything, for that takes a script. A checker that asks in the page's name for the site's
`robots.txt` may: `connect-src 'self'`."""
