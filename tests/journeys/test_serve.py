"""The whole node as people start it: `posta serve`, the words over HTTP, a real page, and locked again."""

import re
from pathlib import Path

from posta.node.storage.side_file import read_side_file
from tests.journeys.nodes import Browser, make_home, serving

WORDS = "laguna tejer cobre verano mula"


def test_a_node_is_unlocked_used_and_locked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_home(home, WORDS)
    with serving(home) as port:
        browser = Browser(port)
        assert "cinco palabras" in browser.get("/").text
        assert browser.enter(WORDS).status == 303

        first = browser.get("/")
        assert (first.status, first.location) == (303, "/admin/")
        for address in ("/admin/", "/admin/colleagues/", "/coordination/", "/sync/"):
            page = browser.get(address)
            assert (page.status, page.headers["cache-control"]) == (200, "no-store"), address
            assert "Coordinación" in page.text
        style = re.search(r'href="(/static/posta/posta\.[0-9a-f]+\.css)"', page.text)
        assert style
        assert browser.get(style[1]).status == 200
        noted = read_side_file(home)
        assert noted is not None
        assert (noted.head.incarnation, noted.head.sequence > 20) == (0, True)

        assert Browser(port).enter("palabras que nadie tiene aqui", "/login/").status == 422

        assert browser.ask("POST", "/lock").status == 303
        assert browser.becomes("locked")
        page = browser.get("/admin/")
        assert (page.status, page.location, page.text) == (303, "/?next=/admin/", "")
        assert "cinco palabras" in browser.get("/").text
