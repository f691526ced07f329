"""A picture on a page: a file for each width in two formats, with its words."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

from posta.publicsite.content.site_content import Picture, Rendition
from posta.publicsite.pages.site_page import SitePage

SIZES: Final = "(max-width: 48rem) 100vw, 46rem"
"""How wide a picture stands, for a reader's browser to choose a file."""
_FALLBACK: Final = "image/jpeg"


def present_picture(picture: Picture, page: SitePage) -> Mapping[str, Any]:
    """Return what the template `picture.html` shows on a page."""
    language = page.address.language
    formats = {kind: list(files) for kind, files in groupby(picture.renditions, lambda one: one.media_type)}
    largest = formats[_FALLBACK][-1]
    return {
        "sources": [
            {"media_type": kind, "files": _list_files(files, page)}
            for kind, files in formats.items()
            if kind != _FALLBACK
        ],
        "fallback": _list_files(formats[_FALLBACK], page),
        "href": page.link(formats[_FALLBACK][0].path),
        "width": largest.width,
        "height": largest.height,
        "sizes": SIZES,
        "alternative": picture.alternative[language],
        "caption": picture.caption[language],
        "credit": picture.credit,
        "date": picture.date,
    }


def _list_files(files: list[Rendition], page: SitePage) -> str:
    """Return the files in the notation of `srcset`."""
    return ", ".join(f"{page.link(one.path)} {one.width}w" for one in files)
