"""Pictures: judged before they are decoded, made in three widths, and nothing of what stood beside the pixels remains."""

import io
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from posta.publicsite.content.content_folder import read_content
from posta.publicsite.content.image_files import BadPicture, make_sizes
from scripts.draw_sample_pictures import main as draw_sample_pictures
from tests.unit.publicsite.folder import NOTE, picture, places_of, png_of, problems_of, write_folder


def test_a_picture_comes_in_three_widths_and_two_formats() -> None:
    made = dict(make_sizes("boots", picture(2400, 1600)))

    assert list(made) == [f"pictures/boots-{width}.{kind}" for kind in ("webp", "jpg") for width in (480, 960, 1600)]
    assert (made["pictures/boots-960.webp"].width, made["pictures/boots-960.webp"].height) == (960, 640)
    with Image.open(io.BytesIO(made["pictures/boots-1600.webp"].content)) as largest:
        assert (largest.format, largest.size) == ("WEBP", (1600, 1067))


def test_the_same_picture_gives_the_same_bytes() -> None:
    first = make_sizes("boots", picture(800, 500))
    make_sizes.cache_clear()
    assert make_sizes("boots", picture(800, 500)) == first


def test_a_small_picture_is_not_blown_up() -> None:
    assert [size.width for _path, size in make_sizes("boots", picture(300, 200))] == [300, 300]


def test_where_and_with_what_it_was_taken_is_left_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    for kind in ("JPEG", "WEBP"):
        taken = picture(kind=kind, exif=exif.tobytes(), icc_profile=b"x" * 200)
        for _path, size in make_sizes("boots", taken):
            with Image.open(io.BytesIO(size.content)) as made:
                assert not made.getexif()
                assert {"exif", "icc_profile", "comment", "xmp"} & set(made.info) == set()
            assert b"Secret" not in size.content


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (_path, size), *_rest = make_sizes("boots", picture(640, 400, exif=exif.tobytes()))
    assert size.width < size.height


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "I;16", "CMYK"])
def test_every_kind_of_colours_becomes_a_picture(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (50, 40)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert make_sizes("boots", out.getvalue())


def _animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


BAD = {
    "hundred megapixels": (png_of(10_000, 10_000), "megapixels"),
    "far too many": (png_of(60_000, 60_000), "megapixels"),
    "no picture": (b"%PDF-1.7 a letter", "not a picture"),
    "empty": (b"", "not a picture"),
    "gif": (_animated("GIF"), "not a picture"),
    "animated png": (_animated("PNG"), "animated"),
    "animated webp": (_animated("WEBP"), "animated"),
    "cut off": (picture(640, 400)[:2000], "cut off"),
    "cut off png": (picture(640, 400, "PNG")[:900], "cut off"),
    "no pixels": (png_of(100, 100), "cut off"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_picture_is_named(tmp_path: Path, name: str) -> None:
    content, word = BAD[name]
    (problem,) = problems_of(tmp_path, {"pictures/boots.jpg": content, "stories/feet.es.md": None, **_NO_STORY})
    assert (problem.file, problem.line) == ("pictures/boots.jpg", 0)
    assert word in problem.what


_NO_STORY = {f"stories/feet.{language}.md": None for language in ("es", "en", "fr")}


def test_a_bomb_fills_no_memory() -> None:
    tracemalloc.start()
    with pytest.raises(BadPicture):
        make_sizes("bomb", png_of(60_000, 60_000))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"pictures/boots.toml": None}, ("pictures/boots.jpg", 0)),
        ({"pictures/road.toml": NOTE}, ("pictures/road.toml", 0)),
        ({"pictures/plan.svg": "<svg/>"}, ("pictures/plan.svg", 0)),
        ({"pictures/boots.png": picture(kind="PNG")}, ("pictures/boots.jpg", 0)),
        ({"pictures/My boots.jpg": picture(), "pictures/My boots.toml": NOTE}, ("pictures/My boots.jpg", 0)),
        ({"pictures/boots.toml": NOTE.replace('fr = "Des bottes"\n', "")}, ("pictures/boots.toml", 4)),
        ({"pictures/boots.toml": NOTE.replace("people = false", "people = true")}, ("pictures/boots.toml", 3)),
        ({"pictures/boots.toml": NOTE.replace("2018-11", "2018-13")}, ("pictures/boots.toml", 2)),
    ],
)
def test_a_picture_without_its_words_is_named(
    tmp_path: Path, changes: dict[str, str | bytes | None], found: tuple[str, int]
) -> None:
    assert found in places_of(tmp_path, changes)


def test_who_can_be_recognised_has_agreed(tmp_path: Path) -> None:
    agreed = NOTE.replace("people = false", 'people = true\nconsent = "In writing, 2018-11-02"')
    assert read_content(write_folder(tmp_path, {"pictures/boots.toml": agreed})).pictures["boots"]


def test_the_drawings_of_the_sample_are_those_of_the_script() -> None:
    assert draw_sample_pictures(["--check"]) == 0
