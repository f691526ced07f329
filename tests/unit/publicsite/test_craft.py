"""What stands beside the pages: feeds, sitemap, headers, the drawing for links, all from the source alone."""

import io
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import read_mission_file
from tests.unit.publicsite.folder import SITE, write_folder

ADDRESS = "https://example.org/mexico/"
ATOM = "{http://www.w3.org/2005/Atom}"


def _site(folder: Path, address: str = "") -> Mapping[str, bytes]:
    site = SITE.replace('address = ""', f'address = "{address}"')
    return build_site(gather_source(read_mission_file(), write_folder(folder, {"site.toml": site})))


def test_each_language_has_a_feed_with_stories_and_events_newest_first(tmp_path: Path) -> None:
    site = _site(tmp_path)
    for path in ("feed.xml", "en/feed.xml", "fr/feed.xml"):
        feed = ElementTree.fromstring(site[path])
        days = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.iter(f"{ATOM}entry")]
        assert len(days) > 5
        assert days == sorted(days, reverse=True)
        assert feed.findtext(f"{ATOM}updated") == days[0]
    assert "Feet" in site["en/feed.xml"].decode()


def test_an_event_of_a_month_does_not_claim_its_first_day(tmp_path: Path) -> None:
    feed = ElementTree.fromstring(_site(tmp_path)["en/feed.xml"])
    entry = next(one for one in feed.iter(f"{ATOM}entry") if "Matamoros" in (one.findtext(f"{ATOM}title") or ""))
    assert entry.findtext(f"{ATOM}updated") == "2018-09-30T00:00:00+00:00"
    assert entry.find(f"{ATOM}published") is None
    assert entry.findtext(f"{ATOM}summary") == "September 2018"


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_every_link_of_a_feed_leads_to_a_page(tmp_path: Path, address: str) -> None:
    site = _site(tmp_path, address)
    for path in ("feed.xml", "en/feed.xml"):
        for href in re.findall(r'href="([^"]*)"', site[path].decode()):
            below = href.removeprefix(address) if address else f"{path.removesuffix('feed.xml')}{href}"
            assert below in site


def test_ids_of_entries_stay_when_the_site_moves(tmp_path: Path) -> None:
    here, there = (re.findall(r"<id>(.*?)</id>", _site(tmp_path, at)["feed.xml"].decode()) for at in ("", ADDRESS))
    assert here == there
    assert len(here) == len(set(here))


def test_a_site_without_an_address_has_no_file_that_needs_one(tmp_path: Path) -> None:
    site = _site(tmp_path)
    assert {"sitemap.xml", "robots.txt", "pictures/share-es.png"} & site.keys() == set()
    assert b"og:" not in site["index.html"]


def test_the_sitemap_names_every_page_in_every_language(tmp_path: Path) -> None:
    site = _site(tmp_path, ADDRESS)
    named = {
        element.text for element in ElementTree.fromstring(site["sitemap.xml"]).iter() if element.tag.endswith("loc")
    }
    pages = {f"{ADDRESS}{path}" for path in site if path.endswith(".html") and "404" not in path}
    assert named == pages
    others = set(re.findall(r'href="([^"]+)"', site["sitemap.xml"].decode()))
    assert others == pages


def test_robots_stand_at_the_root_of_a_host_only(tmp_path: Path) -> None:
    assert "robots.txt" not in _site(tmp_path, ADDRESS)
    assert b"Sitemap: https://example.org/sitemap.xml" in _site(tmp_path, "https://example.org/")["robots.txt"]


def test_the_policy_of_the_headers_is_that_of_the_pages(tmp_path: Path) -> None:
    site = _site(tmp_path)
    policy = re.search(r"Content-Security-Policy: (.*)", site["_headers"].decode())
    assert policy
    strict = policy[1].removesuffix("; frame-ancestors 'none'")
    assert "'unsafe" not in strict
    for path, content in site.items():
        if path.endswith(".html"):
            assert f'http-equiv="Content-Security-Policy" content="{strict}"' in content.decode()


def test_the_drawing_for_links_is_ours_in_each_language(tmp_path: Path) -> None:
    site = _site(tmp_path, ADDRESS)
    drawings = {code: site[f"pictures/share-{code}.png"] for code in ("es", "en", "fr")}
    for code, content in drawings.items():
        with Image.open(io.BytesIO(content)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (1200, 630))
        assert len(content) < 60_000
        path = "index.html" if code == "es" else f"{code}/index.html"
        assert f'content="{ADDRESS}pictures/share-{code}.png"' in site[path].decode()
    assert len(set(drawings.values())) == 3


def test_every_file_is_the_same_when_it_is_made_again(tmp_path: Path) -> None:
    assert _site(tmp_path, ADDRESS) == _site(tmp_path, ADDRESS)


def test_no_file_knows_when_it_was_made(tmp_path: Path) -> None:
    today = f"{datetime.now():%Y-%m-%d}".encode()  # noqa: DTZ005 - what a careless maker would write
    assert [path for path, content in _site(tmp_path, ADDRESS).items() if today in content] == []
