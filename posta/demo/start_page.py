"""The start page of the demo: who can try what where, with the words of each invented colleague.

It is served on this computer only, in the language of the terminal. The words open invented homes and nothing else.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.template import Context, Engine

from posta.cli.output import in_terminal_language, terminal_language
from posta.demo.places import CENTRE, PLACES, DemoPlace
from posta.terms.lists import get_list

TEMPLATES: Final = Path(__file__).parent / "templates"


@contextmanager
def serve_start_page(
    addresses: Mapping[str, str], words: Mapping[str, str], site: str, host: str, port: int
) -> Iterator[str]:
    """Show the start page until the block ends; yield its address.

    `addresses` are by the code of a place, `words` by the name of a colleague; `site` is the address of the public
    page, or why there is none.
    """
    from posta.publicsite.preview import Preview

    files = {
        "index.html": render_start_page(addresses, words, site).encode(),
        "start.css": (TEMPLATES / "demo" / "start.css").read_bytes(),
    }
    with Preview(lambda: files, [], terminal_language(), host=host, port=port) as preview:
        yield preview.address


def render_start_page(addresses: Mapping[str, str], words: Mapping[str, str], site: str) -> str:
    """Return the page as HTML."""
    _ = in_terminal_language()
    shown = {
        "language": terminal_language(),
        "title": _("Posta: a mission to try"),
        "lead": _(
            "Everybody here is invented, and so is the year of work behind each place. Open a place, give the words of "
            "a colleague, and try what is written beside it. Several places can be open in one browser."
        ),
        "places": [_present(place, addresses[place.code], words) for place in (*PLACES, CENTRE)],
        "public_page": _("The public page of a sample mission"),
        "public_idea": _("What the mission tells everybody: its places, services and figures, and nobody's name."),
        "has_site": site.startswith("http"),
        "site": site,
        "network": _("Cut the network: in the terminal of the demo, type r and Enter. Again: restore it."),
    }
    page: str = Engine(dirs=[str(TEMPLATES)]).get_template("demo/start.html").render(Context(shown))
    return page


def _present(place: DemoPlace, address: str, words: Mapping[str, str]) -> dict[str, Any]:
    translate, roles, language = in_terminal_language(), get_list("role"), terminal_language()
    team = [
        {
            "name": name,
            "role": roles.label(role, language),
            "tries": translate(place.what_to_try(role)),
            "words": words[name],
        }
        for name, role in place.team
    ]
    return {"name": place.name, "address": address, "idea": translate(place.idea), "team": team}
