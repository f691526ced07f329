"""Pages of this post to go back to once words were given: never another site, and no words of a search.

>>> return_page_at("/people/new", "with=3f9a&x=1"), return_page_at("//evil.example", ""), return_page_at("/board/poll", "")
('/people/new', '/', '/')
>>> return_page_at("/people/new", "with=3f9a"), return_page_of_referer("http://10.42.0.1:8470/work/wash")
('/people/new?with=3f9a', '/work/wash')
"""

import re
from enum import Enum
from urllib.parse import parse_qs, quote, urlsplit

LOCAL_PAGE = re.compile(r"/(?:[A-Za-z0-9_.~-][A-Za-z0-9_.~/-]*)?(?:\?(?:with|party|draft|then|from)=[0-9a-z]{0,40})?")
LONGEST = 200
# Not pages, or pages of words: nobody goes back there.
_NOWHERE = re.compile(
    r"/(?:login|locked|unlock|lock|logout|words|awake|static|v1|view|lists|board|search|favicon\.ico|health)(?:[/?.].*)?"
    r"|/drafts/.+|/sync/(?:state|bundle|now|import|peers.*)"
)


class KeptForm(Enum):
    """What became of a form sent to a locked post, as the address of the locked page says it."""

    NOTHING_SENT = ""
    TYPED = "1"
    WITHOUT_FILE = "file"
    LOST = "0"


def return_page_at(path: str, query: str = "") -> str:
    """Return the address if one may go back to it, else the first page."""
    for address in (f"{path}?{query}" if query else path, path):
        if len(address) <= LONGEST and LOCAL_PAGE.fullmatch(address) and not _NOWHERE.fullmatch(address):
            return address
    return "/"


def return_page_of_referer(referer: str) -> str:
    """Return the page that a form was on, as the browser says; the first page if it does not."""
    try:
        parts = urlsplit(referer)
    except ValueError:
        return "/"
    return return_page_at(parts.path or "/", parts.query)


def passphrase_page_address(
    page: str, *, kept: KeptForm = KeptForm.NOTHING_SENT, at: str = "/", language: str = ""
) -> str:
    """Return the address of the page of words that leads back to this page.

    It says what became of what was typed.
    """
    asked = {"lang": language, "next": "" if page == "/" else quote(page, safe="/"), "kept": kept.value}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"{at}?{query}" if query else at


def read_next(body: bytes) -> str:
    """Return the page of this post that a posted form names to go back to; never another site.

    >>> read_next(b"next=%2Fwork%2Fwash"), read_next(b"next=%2F%2Fevil.example"), read_next(b"next=%2Fa%0D%0Ab")
    ('/work/wash', '/', '/')
    """
    try:
        return next_in(body.decode())
    except ValueError:
        return "/"


def next_in(query: str) -> str:
    """Return the page that a query names to go back to."""
    try:
        target = parse_qs(query, max_num_fields=8).get("next", ["/"])[0]
    except ValueError:
        return "/"
    path, _, rest = target.partition("?")
    return return_page_at(path, rest)


def kept_in(query: str) -> KeptForm:
    """Return what a query says became of what was typed.

    >>> kept_in("next=/work/wash&kept=1"), kept_in("kept=yes")
    (<KeptForm.TYPED: '1'>, <KeptForm.NOTHING_SENT: ''>)
    """
    try:
        return KeptForm(parse_qs(query, max_num_fields=8).get("kept", [""])[0])
    except ValueError:
        return KeptForm.NOTHING_SENT
