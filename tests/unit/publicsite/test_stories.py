"""Stories as a reader finds them: a list and a page each, with pictures that a slow line can carry."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import read_mission_file
from tests.page_text import squeeze
from tests.unit.publicsite.folder import NOTE, STORY, matter, picture, write_folder


def _site(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Mapping[str, bytes]:
    return build_site(gather_source(read_mission_file(), write_folder(folder, changes)))


def test_each_story_has_a_page_in_each_language_and_the_list_leads_to_it(tmp_path: Path) -> None:
    site = _site(tmp_path)

    assert 'href="historias/feet.html"' in site["historias.html"].decode()
    for path in ("historias/feet.html", "en/stories/feet.html", "fr/recits/feet.html"):
        assert "<h1>Feet</h1>" in site[path].decode()
    assert "Written by The team." in site["en/stories/feet.html"].decode()
    assert "Tenosique" in site["en/stories/feet.html"].decode()


def test_the_newest_story_stands_first(tmp_path: Path) -> None:
    later = {
        f"stories/arms.{code}.md": matter("Arms", STORY.replace("11-02", "12-01") if code == "es" else "")
        for code in ("es", "en", "fr")
    }
    shown = _site(tmp_path, later)["en/stories.html"].decode()
    assert re.findall(r'<h2><a href="stories/(\w+)\.html">', shown) == ["arms", "feet"]


def test_a_picture_has_its_size_its_words_and_files_to_choose_from(tmp_path: Path) -> None:
    site = _site(tmp_path, {"pictures/boots.jpg": picture(1200, 800)})
    page = squeeze(site["en/stories/feet.html"].decode())

    assert 'alt="A pair of boots"' in page
    assert 'width="1200" height="800"' in page
    assert "Boots." in page
    assert "Picture: Drawn for a test, November 2018" in page
    for path in re.findall(r'([^\s"]+) \d+w', page):
        assert path.startswith("../../pictures/")
        assert path.removeprefix("../../") in site


def test_a_picture_inside_the_text_is_shown_there_and_only_there(tmp_path: Path) -> None:
    text = matter("Feet", STORY, "Before.\n\n![](picture:boots)\n\nAfter.")
    page = _site(tmp_path, {"stories/feet.es.md": text})["historias/feet.html"].decode()

    assert page.count("<picture>") == 1
    assert page.index("Before.") < page.index("<picture>") < page.index("After.")
    assert 'loading="lazy"' in page


def test_a_video_is_a_link_with_a_still_and_nothing_is_loaded_from_there(tmp_path: Path) -> None:
    more = STORY + 'video = { address = "https://video.example.org/1?a=b&c=d", still = "boots" }\n'
    page = _site(tmp_path, {"stories/feet.es.md": matter("Feet", more)})["historias/feet.html"].decode()

    assert 'href="https://video.example.org/1?a=b&amp;c=d" rel="noopener"' in page
    assert not re.search(r"<(iframe|video|object|embed|script)", page)
    assert re.findall(r'(?:src|srcset)="https?:', page) == []


def test_how_consent_was_given_is_kept_from_readers(tmp_path: Path) -> None:
    """The note says who signed and when: it is for the mission's own records."""
    more = STORY.replace("Invented example, no person.", "Signed by our Quetzalcoatl on the day.")
    site = _site(tmp_path, {"stories/feet.es.md": matter("Feet", more)})
    assert [path for path, content in site.items() if b"Quetzalcoatl" in content] == []


def test_links_in_a_text_are_relative_to_the_page_on_which_it_stands(tmp_path: Path) -> None:
    text = matter("Feet", STORY, "[list](page:stories) [home](page:home) [self](story:feet) [boots](picture:boots)")
    page = _site(tmp_path, {"stories/feet.es.md": text})["historias/feet.html"].decode()

    for href in ("../historias.html", "../index.html", "feet.html", "../pictures/boots-640.jpg"):
        assert f'<a href="{href}">' in page


def test_what_looks_like_a_link_in_code_stays_as_it_was_written(tmp_path: Path) -> None:
    text = matter("Feet", STORY, '`<a href="page:home">`')
    page = _site(tmp_path, {"stories/feet.es.md": text})["historias/feet.html"].decode()
    assert '&lt;a href="page:home"&gt;' in page


def test_the_order_of_the_folder_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more: dict[str, str | bytes | None] = {f"pictures/{name}.jpg": picture(300 + len(name)) for name in ("a", "bb")}
    more |= {f"pictures/{name}.toml": NOTE for name in ("a", "bb")}
    before = _site(tmp_path, more)

    glob, rglob = Path.glob, Path.rglob
    monkeypatch.setattr(Path, "glob", lambda self, *given, **more: reversed(list(glob(self, *given, **more))))
    monkeypatch.setattr(Path, "rglob", lambda self, *given, **more: reversed(list(rglob(self, *given, **more))))
    again = _site(tmp_path, more)

    assert again == before
    assert list(again) == list(before)
