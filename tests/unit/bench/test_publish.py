"""What the benchmark of the public page builds, serves and reads, without Lighthouse: nothing is downloaded."""

import threading
from pathlib import Path
from urllib.request import urlopen

import pytest

from bench import site_build
from bench.peers.cache import PeerUnavailable


def report(score: float | None = 0.994, **more: object) -> dict[str, object]:
    """A report as Lighthouse 12 writes it: a page of 60 kB and its sheet, and something that was not loaded."""
    loaded = [
        {"url": "http://127.0.0.1:1/index.html", "transferSize": 60_000},
        {"url": "http://127.0.0.1:1/site.css", "transferSize": 20_000},
        {"url": "data:image/png;base64,", "transferSize": 500},
    ]
    return {
        "categories": {name: {"score": score} for name in site_build.CATEGORIES},
        "audits": {
            "network-requests": {"details": {"items": loaded}},
            "first-contentful-paint": {"numericValue": 910.5},
        },
        **more,
    }


def test_a_report_when_read_then_scores_are_percent_and_only_what_was_fetched_counts():
    assert site_build.read_report(report()) == {
        "performance": 99,
        "accessibility": 99,
        "best_practices": 99,
        "seo": 99,
        "first_load_bytes": 80_000,
        "requests": 2,
        "first_contentful_paint_ms": 910.5,
    }


@pytest.mark.parametrize("broken", [report(None), report(runtimeError={"code": "NO_FCP"})])
def test_a_report_when_the_page_was_not_judged_then_no_figure_comes_of_it(broken):
    with pytest.raises(PeerUnavailable):
        site_build.read_report(broken)


def test_every_goal_when_a_page_is_measured_then_its_figure_is_there():
    measured = {f"posta.{page}_{figure}" for page in site_build.PAGES for figure in site_build.read_report(report())}
    assert {goal.figure for goal in site_build.GOALS} <= measured


def test_the_site_when_built_then_it_has_the_pages_that_are_measured_with_whole_addresses(tmp_path: Path):
    content, out = site_build._content_with_an_address(tmp_path / "content"), tmp_path / "site"
    assert site_build._build(content, out) > 0
    before = set(threading.enumerate())
    with site_build._served(out) as address:
        site_build._move_to(address, out)
        for path in site_build.PAGES.values():
            page = urlopen(f"{address}/{path}", timeout=5).read().decode()
            assert f'<link rel="canonical" href="{address}/{path}">' in page
            assert site_build.ADDRESS not in page
    assert set(threading.enumerate()) <= before


def test_lighthouse_when_a_tool_is_missing_then_it_is_unavailable(monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(PeerUnavailable):
        site_build._lighthouse("http://127.0.0.1:1/", tmp_path)


def test_locks_when_read_then_none_names_a_registry():
    for lock in site_build.LOCKS:
        text = lock.read_text(encoding="utf-8")
        assert "http://" not in text
        assert "resolved" not in text
