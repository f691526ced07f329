"""What a reader's phone has to load, and where links lead: over every page of the sample site."""

import re

import pytest

from tests.unit.publicsite.built import files_of, list_pages, sample_site, tags_of

HEAVIEST, MOST_REQUESTS = 100_000, 10
LOADED = {"stylesheet", "preload", "icon"}


def _first_load(path: str) -> set[str]:
    """The files of a first visit, before anybody scrolls: the page, its sheet, letters, and pictures that are not lazy."""
    found = {path}
    for tag, attributes, file in files_of(path):
        if (tag == "link" and attributes.get("rel") in LOADED) or (
            tag == "img" and attributes.get("loading") != "lazy" and file.endswith(attributes["src"].split("/")[-1])
        ):
            found.add(file)
    return found


@pytest.mark.parametrize("path", list_pages())
def test_the_first_load_is_light(path: str) -> None:
    """Bytes as a plain file server sends them, without compression: 2G has about 5 kB a second."""
    files = _first_load(path)

    assert len(files) <= MOST_REQUESTS
    assert sum(len(sample_site()[file]) for file in files) <= HEAVIEST


@pytest.mark.parametrize("path", list_pages())
def test_every_link_and_every_file_of_a_page_is_there(path: str) -> None:
    missing = []
    for _, _, target in files_of(path):
        file, _, anchor = target.partition("#")
        known = file in sample_site()
        if not known or (anchor and anchor not in {attributes.get("id") for _, attributes in tags_of(file)}):
            missing.append(target)
    assert missing == []


@pytest.mark.parametrize("path", list_pages())
def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(path: str) -> None:
    for tag, attributes in tags_of(path):
        assert tag not in {"script", "iframe", "object", "embed", "form", "style", "base"}
        assert not {name for name in attributes if name == "style" or name.startswith("on")}
        if tag in {"img", "source", "use"} or attributes.get("rel") in LOADED:
            assert not attributes.get("src", attributes.get("href", "")).startswith(("http", "//"))


def test_the_sheet_loads_nothing_but_the_letters() -> None:
    assert re.findall(rb"url\(([^)]*)\)", sample_site()["site.css"]) == [b'"atkinson.woff2"']
    assert b"@import" not in sample_site()["site.css"]


@pytest.mark.parametrize("path", list_pages())
def test_a_page_names_its_language_and_its_twins(path: str) -> None:
    tags = tags_of(path)
    language = next(attributes["lang"] for tag, attributes in tags if tag == "html")
    twins = {
        attributes["hreflang"]: attributes["href"]
        for tag, attributes in tags
        if attributes.get("rel") == "alternate" and "hreflang" in attributes
    }

    assert language in twins
    folder = path.split("/")[0]
    assert language == (folder if folder in {"en", "fr", "ht", "pt"} else "es")
