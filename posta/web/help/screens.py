"""Maps each screen to the guide behind its "?", by the address of the screen as `urls.py` writes it.

A test visits every address of the program: one that shows a page and is not listed here fails.
"""

from django.urls import ResolverMatch

HELP = "/ayuda/"

GUIDE_OF_SCREEN: dict[str, str] = {
    "": "todays-board",
    "agenda/": "todays-board",
    "cases/<slug:form>/": "todays-board",
    "agenda/<code>": "todays-board",
    "shift/": "todays-board",
    "people/<code>/expected": "read-a-record",
    "search": "find-and-register",
    "search/": "find-and-register",
    "scan/": "find-and-register",
    "people/new": "find-and-register",
    "people/<code>/": "read-a-record",
    "people/<code>/pass": "read-a-record",
    "people/<code>/edit": "correct-a-record",
    "people/<code>/withdrawn": "correct-a-record",
    "people/<code>/card": "follow-up-card",
    "people/<str:code>/consultation": "record-a-consultation",
    "people/<str:code>/triage": "record-a-consultation",
    "people/<str:code>/contact/": "fill-a-form",
    "people/<str:code>/contact/<str:name>": "fill-a-form",
    "entries/<code>/": "correct-a-record",
    "entries/<str:code>/correct": "correct-a-record",
    "withdrawn/": "correct-a-record",
    "groups/<code>/": "travel-together",
    "groups/<code>/add": "travel-together",
    "people/<code>/refer": "refer-a-person",
    "referrals/": "refer-a-person",
    "referrals/code": "refer-a-person",
    "referrals/<code>/": "refer-a-person",
    "referrals/<code>/letter": "refer-a-person",
    "referrals/<code>/<act>": "refer-a-person",
    "directory/": "refer-a-person",
    "directory/new": "refer-a-person",
    "directory/<slug:code>/": "refer-a-person",
    "people/<code>/choices": "choices",
    "people/<code>/open": "choices",
    "people/<code>/copy": "choices",
    "requests/": "choices",
    "notice/<language>": "choices",
    "work/": "site-activities",
    "work/<str:name>": "site-activities",
    "drafts/": "keep-drafts",
    "sync/": "exchange",
    "sync/peers": "exchange",
    "sync/import": "carry-on-usb",
    "sync/imported": "carry-on-usb",
    "more/": "todays-board",
    "where": "places",
    "places/": "places",
    "places/new": "places",
    "places/<int:number>/": "places",
    "coordination/": "read-the-figures",
    "admin/": "administer",
    "admin/posts/": "enrol-a-post",
    "admin/colleagues/": "add-a-colleague",
    "admin/colleagues/new": "add-a-colleague",
    "admin/colleagues/words/<str:token>": "add-a-colleague",
    "admin/colleagues/<str:code>/": "add-a-colleague",
    "admin/colleagues/<str:code>/words": "add-a-colleague",
    "admin/colleagues/<str:code>/end": "key-holder-leaves",
    "admin/devices/": "enrol-a-post",
    "admin/devices/new": "enrol-a-post",
    "admin/devices/enrol": "enrol-a-post",
    "admin/devices/<str:code>/": "lost-laptop",
    "admin/devices/<str:code>/revoke": "lost-laptop",
    "admin/devices/<str:code>/aside": "lost-laptop",
    "admin/keys/": "missing-key",
    "admin/cards/": "renew-cards",
    "admin/cards/renew": "renew-cards",
    "admin/cards/certificate": "renew-cards",
}


def help_address(screen: ResolverMatch | None) -> str:
    """Return the address behind the "?" of a screen: its guide, or the list of all guides."""
    guide = GUIDE_OF_SCREEN.get(screen.route, "") if screen else ""
    return f"{HELP}{guide}/" if guide else HELP
