"""Draws the preview image for links to the site: the mission's name, in each language."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from posta.publicsite.link_preview import HEIGHT, WIDTH, share_path
from posta.publicsite.pages.site_page import SitePage
from posta.publicsite.source import Source

LETTERS: Final = Path(__file__).parents[1] / "static" / "atkinson.woff2"
_PAPER, _INK, _INK_2, _BRAND, _SOFT = "#f7f5f0", "#17282b", "#4c5a5b", "#0b5c63", "#e2eeee"
_FINER: Final = 2
"""The drawing is made this many times larger, so that its lines come out smooth."""
_MARGIN: Final = 80
_WAY: Final = ((1260, 623), (1040, 560), (960, 470), (985, 350), (900, 250), (925, 130), (1035, -40))
"""The line through the drawing, from the south-east to the north; a dot at each bend."""


def make_share_pictures(source: Source, pages: Sequence[SitePage]) -> Mapping[str, bytes]:
    """Return the drawing of each language by path; none without the address that a link to it needs."""
    settings = source.content.settings
    if not settings.address:
        return {}
    return {share_path(code): draw_preview(settings.name[code], settings.about[code]) for code in source.languages}


def draw_preview(name: str, about: str) -> bytes:
    """Return a PNG with a name, a sentence below it, and a quiet line towards the north."""
    image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), _PAPER)
    drawing = ImageDraw.Draw(image)
    _draw_way(drawing)
    _draw_words(drawing, name, about)
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_way(drawing: ImageDraw.ImageDraw) -> None:
    points = [(x * _FINER, y * _FINER) for x, y in _WAY]
    drawing.line(points, fill=_SOFT, width=44 * _FINER, joint="curve")
    drawing.line(points, fill=_BRAND, width=6 * _FINER, joint="curve")
    for x, y in points[1:-1]:
        drawing.circle((x, y), 15 * _FINER, fill=_PAPER, outline=_BRAND, width=6 * _FINER)


def _draw_words(drawing: ImageDraw.ImageDraw, name: str, about: str) -> None:
    widest = 720 * _FINER
    large, small = _letters(76, 700), _letters(36, 400)
    lines = [(line, large, _INK, 92) for line in _wrap(name, large, widest)[:3]]
    lines += [("", small, _INK_2, 24)]
    lines += [(line, small, _INK_2, 50) for line in _wrap(about, small, widest)[:5]]
    y = (HEIGHT - sum(height for *_rest, height in lines)) // 2
    for line, letters, colour, height in lines:
        drawing.text((_MARGIN * _FINER, y * _FINER), line, font=letters, fill=colour)
        y += height


def _letters(size: int, weight: int) -> ImageFont.FreeTypeFont:
    letters = ImageFont.truetype(str(LETTERS), size * _FINER, layout_engine=ImageFont.Layout.BASIC)
    letters.set_variation_by_axes([weight])
    return letters


def _wrap(text: str, letters: ImageFont.FreeTypeFont, widest: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and letters.getlength(f"{lines[-1]} {word}") <= widest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
