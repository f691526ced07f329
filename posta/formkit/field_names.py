"""The names under which a browser posts the parts of a form.

A field posts under its own name; what is typed into the box beside chips under `dx_main__text`; the time of a moment
under `visit_dt__time`; the third row of a group under `rx.2.drug`.
"""

import re
from collections.abc import Mapping

TEXT = "__text"
TIME = "__time"
SIDE = "__side"
OPENED_BY, TOKEN, AFTER, OPENED_AT = "opened_by", "token", "after", "opened_at"
OPENED_PLACE = "opened_place"  # the number of the place where the page was opened
PAGE_FIELDS = frozenset({OPENED_BY, TOKEN, AFTER, OPENED_AT})  # hidden in every form that posts
BLANK_ROW = "__n__"
ROW_NUMBER = re.compile("[0-9]{1,6}")

FormData = Mapping[str, list[str]]


def get_values(raw: FormData, name: str) -> list[str]:
    """Return what was posted under a name, without the empty values.

    >>> get_values({"hr": [" 80 ", ""]}, "hr")
    ['80']
    """
    return [text.strip() for text in raw.get(name, []) if text.strip()]


def list_rows(raw: FormData, group: str) -> list[str]:
    """Return the prefixes of the rows of a group, in the order of their numbers; no page writes one of seven digits.

    >>> list_rows({"rx.10.drug": [], "rx.2.drug": [], "rxy.1.a": [], f"rx.{'9' * 5000}.drug": []}, "rx")
    ['rx.2', 'rx.10']
    """
    numbers = {part[1] for part in (name.split(".") for name in raw) if part[0] == group and len(part) == 3}
    return [f"{group}.{number}" for number in sorted((n for n in numbers if ROW_NUMBER.fullmatch(n)), key=int)]


def element_id(name: str) -> str:
    """Return the id of a control in the page.

    >>> element_id("rx.2.drug")
    'f-rx-2-drug'
    """
    return "f-" + name.replace(".", "-")
