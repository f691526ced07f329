"""Reads `site.toml`: the mission's name and sentence, the day described, the contact and the donation link."""

import re
from pathlib import Path
from typing import Final

from posta.publicsite.content.site_content import SiteSettings
from posta.publicsite.errors import NotPublishable
from posta.publicsite.toml.toml_file import (
    NO_PROBLEM,
    is_day,
    is_https_or_empty,
    is_text_or_empty,
    is_texts,
    list_faults,
    parse_toml,
    read_text,
)

FILE: Final = "site.toml"
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.A)
_FOLDER: Final = re.compile(r"https://[^/?#]+(/[\w.~-]+)*/", re.A)
_TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{3,24}")


def read_settings(folder: Path) -> SiteSettings:
    """Return the settings of a content folder. Raises NotPublishable with every fault of the file."""
    toml = parse_toml(read_text(folder / FILE, FILE), FILE)
    if problems := list(list_faults(toml, _REQUIRED, _OPTIONAL)):
        raise NotPublishable(problems)
    return SiteSettings(**{**toml.values, "public_names": tuple(toml.values.get("public_names", ()))})


def _is_address(value: object) -> tuple[str, str]:
    """Return what is wrong with the address of the site, which must be a folder.

    Pages are named below it.
    """
    what, todo = is_https_or_empty(value)
    if not what and isinstance(value, str) and value and not _FOLDER.fullmatch(value):
        return "is no folder on the web", 'Write it with a slash at its end: "https://example.org/mexico/".'
    return what, todo


def _is_email(value: object) -> tuple[str, str]:
    fine = value == "" or (isinstance(value, str) and _EMAIL.fullmatch(value))
    return NO_PROBLEM if fine else ("is no e-mail address", 'Write "name@example.org", or leave it empty: "".')


def _is_telephone(value: object) -> tuple[str, str]:
    fine = value == "" or (isinstance(value, str) and _TELEPHONE.fullmatch(value))
    return NO_PROBLEM if fine else ("is no telephone number", 'Write "+52 55 0000 0000", or leave it empty: "".')


def _are_names(value: object) -> tuple[str, str]:
    fine = isinstance(value, list) and all(isinstance(name, str) and len(name.split()) > 1 for name in value)
    return NO_PROBLEM if fine else ("is no list of full names", 'Write ["Name Surname"], or leave it out.')


_REQUIRED: Final = {"name": is_texts, "about": is_texts, "as_of": is_day}
_OPTIONAL: Final = {
    "address": _is_address,
    "donate": is_https_or_empty,
    "email": _is_email,
    "telephone": _is_telephone,
    "picture": is_text_or_empty,
    "licence": is_text_or_empty,
    "public_names": _are_names,
}
