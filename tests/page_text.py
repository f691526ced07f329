"""A page as tests read it: white space between tags, words and attributes is one space or none."""

import re


def squeeze(page: str) -> str:
    """The HTML without the line breaks of its layout."""
    page = re.sub(r"\s+", " ", page)
    return re.sub(r"(?<=>) | (?=[<>])", "", page)
