"""The page that says who sees what: the same tables that the tests read."""

from tests.spec.tables import as_markdown
from tests.spec.visibility.addresses import GET, POST
from tests.spec.visibility.roles import COMPUTERS, PEOPLE, WORK
from tests.spec.visibility.seen import SEEN

GENERATED = "<!-- Written by scripts/write_manual.py from tests/spec/visibility; change the spec, not this page. -->"


def visibility_page() -> str:
    """The page as Markdown."""
    lines = [GENERATED, "# Who sees what", ""]
    lines += ["Every table on this page is read by a test that builds a mission, lets people act, and looks.", ""]
    lines += ["## Keys of people", "", "Whose words open which person-held compartment, offline, at any post.", ""]
    lines += [*as_markdown(PEOPLE), "", "## Keys of computers", ""]
    lines += ["What an unlocked computer opens by itself, whoever is logged in. Nothing that persons hold.", ""]
    lines += [*as_markdown(COMPUTERS), "", "## Work", ""]
    lines += ["Forms that a role records. A sealed form needs the key of its compartment too.", ""]
    lines += [*as_markdown(WORK), "", "## One record, looked at from everywhere", ""]
    lines += [
        "She was registered and seen four times at a post of the route. `here` is that post, `next` another of the"
    ]
    lines += [
        "same network, `elsewhere` a post of another network, `capital` the coordination. `reserved` is a row that says"
    ]
    lines += ["that she was here and nothing else: no author, trade, programme or form.", ""]
    lines += [*as_markdown(SEEN), "", "## Addresses", ""]
    lines += [
        "The answer to each role at each address of a post. `none` is a browser without a session. 200 page, 303 done"
    ]
    lines += ["or go elsewhere, 403 not for this role, 404 nothing here, 405 not asked this way, 422 look again.", ""]
    lines += [
        "### Asked for",
        "",
        *as_markdown(GET),
        "",
        "### Posted, with nothing filled in",
        "",
        *as_markdown(POST),
        "",
    ]
    return "\n".join(lines)
