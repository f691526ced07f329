"""Makes the files of a picture: judges it before decoding, then writes three widths in two formats, without metadata.

    sizes = make_sizes("feet", content)   # {"pictures/feet-480.webp": (480, 320, b"..."), ...}

The same file gives the same bytes. A file that cannot be used raises BadPicture with the rule and what to do.
"""

import io
import struct
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageCms, ImageOps

from posta.errors import InvalidData

WIDTHS: Final = (480, 960, 1600)
FORMATS: Final = (("webp", "image/webp"), ("jpg", "image/jpeg"))
MOST_PIXELS: Final = 64_000_000
"""Pixels of a picture at most: what a telephone takes. Decoding one more than a thousand times as large fills memory."""
LARGEST_FILE: Final = 40_000_000
READ: Final = ("JPEG", "PNG", "WEBP")
_PAPER: Final = (255, 255, 255)
_HOW: Final = "Export it again as JPEG or PNG."


class BadPicture(InvalidData):
    """A file that cannot become a picture of the site; `todo` says what to do."""

    sentences = {
        "picture_too_heavy": "It is larger than 40 MB.",
        "picture_too_large": "It has more than %(limit)d megapixels.",
        "picture_animated": "It is animated.",
        "picture_of_another_kind": "It is not a picture in JPEG, PNG or WebP.",
        "picture_damaged": "It is cut off or damaged.",
    }

    def __init__(self, code: str, todo: str = _HOW, **params: object) -> None:
        super().__init__(code, **params)
        self.todo = todo


@dataclass(frozen=True, slots=True)
class Size:
    """One made file: its format's media type, its size in pixels and its bytes."""

    media_type: str
    width: int
    height: int
    content: bytes


@lru_cache(maxsize=64)
def make_sizes(name: str, content: bytes) -> tuple[tuple[str, Size], ...]:
    """Return the files of a picture by path, small to large, the modern format first. Raises BadPicture."""
    image = _open(content)
    widths = sorted({min(width, image.width) for width in WIDTHS})
    smaller = [image.resize((width, max(1, round(image.height * width / image.width))), _RESAMPLE) for width in widths]
    return tuple(
        (f"pictures/{name}-{one.width}.{ending}", Size(media_type, one.width, one.height, _encode(one, ending)))
        for ending, media_type in FORMATS
        for one in smaller
    )


_RESAMPLE: Final = Image.Resampling.LANCZOS


def _encode(image: Image.Image, ending: str) -> bytes:
    out = io.BytesIO()
    if ending == "webp":
        image.save(out, "WEBP", quality=76, method=4)
    else:
        image.save(out, "JPEG", quality=78, optimize=True, progressive=True)
    return out.getvalue()


def _open(content: bytes) -> Image.Image:
    """Return a picture upright, in sRGB, on white, no wider than needed."""
    if len(content) > LARGEST_FILE:
        raise BadPicture("picture_too_heavy", "Export it smaller.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(content), formats=READ)
            _judge(image)
            image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
            image.load()
            return _plain(image)
        except BadPicture:
            raise
        except Image.DecompressionBombError:
            raise BadPicture("picture_too_large", "Export it smaller.", limit=_MEGAPIXELS) from None
        except Image.UnidentifiedImageError:
            raise BadPicture("picture_of_another_kind") from None
        except (OSError, SyntaxError, ValueError, EOFError, struct.error):
            raise BadPicture("picture_damaged") from None


_MEGAPIXELS: Final = MOST_PIXELS // 1_000_000


def _judge(image: Image.Image) -> None:
    """Refuse an unusable picture by its header alone. Raises BadPicture."""
    if image.width * image.height > MOST_PIXELS:
        raise BadPicture("picture_too_large", "Export it smaller.", limit=_MEGAPIXELS)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise BadPicture("picture_animated", "Export one still of it.")


def _plain(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        above = upright.convert("RGBA")
        upright = Image.new("RGB", above.size, _PAPER)
        upright.paste(above, mask=above.getchannel("A"))
    elif profile and upright.mode in ("RGB", "CMYK"):
        upright = _to_srgb(upright, profile)
    plain = upright.convert("RGB")
    made = Image.new("RGB", plain.size)
    made.paste(plain)
    return made  # a new picture: no metadata beside the pixels is copied


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (OSError, ImageCms.PyCMSError):
        return image  # a profile that cannot be read is left out, as browsers do
