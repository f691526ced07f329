"""What the address after an act may say: which entry it was, numbers, and where a search is kept; nothing that was answered."""

import re
from urllib.parse import parse_qsl, urlsplit

CODE, NUMBER = re.compile(r"[0-9a-f]{12,}"), re.compile(r"\d{1,14}")
SAID = {
    "done": (CODE, "the entry, which can be undone"),
    "ticket": (CODE, "the arrival whose number is shown"),
    "draft": (CODE, "the draft of several"),
    "at": (CODE, "where this worker keeps the words of a search"),
    "asked": (NUMBER, "when an exchange was asked for"),
    "renewed": (NUMBER, "how many cards were renewed"),
    "certified": (NUMBER, "that a certificate came"),
    "signed": (NUMBER, "how many orders were signed"),
    "given": (NUMBER, "how many keys were given"),
    "new": (NUMBER, "that a computer has just joined"),
}


def list_told(address: str) -> list[str]:
    """The parameters of an address that may say something of care, by name and value."""
    given = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    return [f"{name}={value}" for name, value in given if name not in SAID or not SAID[name][0].fullmatch(value)]
