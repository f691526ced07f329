"""Help beside the page that asks for words: the guides of the program, for a post that nobody has opened.

They are the texts of docs/ that the package carries (`posta/web/help/texts`), and say nothing of this post or of
anybody. The supervisor shows them without Django and without keys, and keeps none of them in memory.
"""

import re
from html import escape
from pathlib import Path

from posta.node.http.locked_page import LANGUAGES, TEXTS, language_links, locked_template
from posta.node.http.return_page import KeptForm, passphrase_page_address

HELP = "/ayuda"
BEFORE_OPENING = ("open-and-lock", "first-morning", "lost-laptop", "broken-disk", "clock-wrong")

_GUIDES = Path(__file__).resolve().parents[2] / "web" / "help" / "texts"
_ADDRESS = re.compile(rf"{HELP}(?:/([a-z0-9]+(?:-[a-z0-9]+)*))?/?")
_LINK_TO_GUIDE = re.compile(rf'href="({HELP}/[a-z0-9-]+/)"')


def find_help_page(
    path: str, language: str, *, opens_at: str = "/", back: str = "/", kept: KeptForm = KeptForm.NOTHING_SENT
) -> bytes | None:
    """Return the guide at an address, or None; the address of the list gives the first one.

    It leads back to the page of words at `opens_at`, and from there to `back`.

    >>> find_help_page("/ayuda/../etc/passwd", "es"), find_help_page("/", "es")
    (None, None)
    """
    found = _ADDRESS.fullmatch(path)
    name = (found[1] or BEFORE_OPENING[0]) if found else ""
    guide = _GUIDES / language / f"{name}.html"
    if not name or language not in LANGUAGES or not guide.is_file():
        return None

    def address(at: str, spoken: str = language) -> str:
        return escape(passphrase_page_address(back, kept=kept, at=at, language=spoken))

    heading, _, body = guide.read_text(encoding="utf-8").partition("\n")
    others = [one for one in BEFORE_OPENING if one != name]
    texts = {key: escape(text) for key, text in TEXTS[language].items()}
    page = locked_template("help.html").substitute(
        texts,
        language=language,
        guide=heading + _LINK_TO_GUIDE.sub(lambda link: f'href="{address(link[1])}"', body),
        others="".join(f'<li><a href="{address(f"{HELP}/{one}/")}">{_title(one, language)}</a></li>' for one in others),
        opens_at=address(opens_at),
        links=language_links(language, f"{HELP}/{name}/", back, kept=kept),
    )
    return page.encode()


def _title(name: str, language: str) -> str:
    """Return the title of a guide, which its first line holds, as HTML."""
    with (_GUIDES / language / f"{name}.html").open(encoding="utf-8") as guide:
        return guide.readline().strip().removeprefix("<h1>").removesuffix("</h1>")
