"""Somebody presses a button after the post was locked: what they typed is there again after their words, for them alone."""

import http.client
import re
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.forms_of import forms_of
from tests.journeys.memory import finds
from tests.journeys.nodes import Browser, Reply, make_home, serving

WORDS = "laguna tejer cobre verano mula"
PAGE = "/admin/colleagues/new"
TYPED = "Zopilota Quetzal"


def press(browser: Browser, path: str, form: dict[str, list[str]]) -> Reply:
    """Send a form as a browser without scripts does, saying which page it was on."""
    here = f"127.0.0.1:{browser.port}"
    headers = {
        "Host": here, "Origin": f"http://{here}", "Referer": f"http://{here}{path}",
        "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)
    connection.request("POST", path, body=urlencode(form, doseq=True).encode(), headers=headers)
    answer = connection.getresponse()
    reply = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    connection.close()
    return reply


def test_what_was_typed_when_the_post_was_locked_waits_for_who_typed_it(tmp_path: Path) -> None:
    """A colleague pressed the padlock while others wrote; without a script everything they had typed was gone."""
    home = tmp_path / "home"
    make_home(home, WORDS)
    with serving(home) as port:
        browser = Browser(port)
        assert browser.enter(WORDS).status == 303
        form = next(one for one in forms_of(browser.get(PAGE).text) if one.action == PAGE)
        form.fields |= {"name": [TYPED], "role": ["nurse"]}
        assert browser.ask("POST", "/lock").status == 303
        assert browser.becomes("locked")

        answer = press(browser, PAGE, form.fields)
        assert (answer.status, answer.location) == (303, f"/?next={PAGE}&kept=1")
        page = browser.get(answer.location)
        assert "Lo que escribió está guardado." in page.text
        assert TYPED not in page.text
        assert f'name="next" value="{PAGE}"' in page.text
        kept = list((home / "typed").glob("*-*"))
        assert len(kept) == 1
        assert all(TYPED.encode() not in path.read_bytes() for path in home.rglob("*") if path.is_file())
        assert not finds(_supervisor(home), TYPED.encode()), "no process that stays has read it"

        wrong = browser.ask("POST", "/unlock", urlencode({"words": "ni una de estas", "next": PAGE}).encode())
        assert f'name="next" value="{PAGE}"' in wrong.text, "a slip does not lose the way"
        time.sleep(0.1)
        opened = browser.ask("POST", "/unlock", urlencode({"words": WORDS, "lang": "es", "next": PAGE}).encode())
        assert (opened.status, opened.location) == (303, PAGE)
        again = browser.get(PAGE)
        assert TYPED in again.text
        assert "Borrador de las" in again.text
        assert not list((home / "typed").glob("*-*"))


def test_a_session_that_ended_keeps_what_was_typed_too_and_a_link_leads_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_home(home, WORDS)
    with serving(home) as port:
        browser, other = Browser(port), Browser(port)
        assert browser.enter(WORDS).status == 303
        assert other.enter(WORDS, "/login/").status == 303
        form = next(one for one in forms_of(other.get(PAGE).text) if one.action == PAGE)
        form.fields |= {"name": [TYPED]}
        other.cookies = {name: "gone" if name.startswith("posta") else value for name, value in other.cookies.items()}
        assert press(other, PAGE, form.fields).location == f"/login/?next={PAGE}&kept=1"
        assert other.get("/admin/devices/").location == "/login/?next=/admin/devices/"
        entered = other.ask("POST", "/login/", urlencode({"words": WORDS, "next": "/admin/devices/"}).encode())
        assert entered.location == "/admin/devices/"
        page = other.get("/admin/devices/").text
        assert "Le espera un borrador suyo." in page
        assert TYPED in other.get(PAGE).text
        evil = other.ask("POST", "/login/", urlencode({"words": WORDS, "next": "//evil.example/"}).encode())
        assert evil.location == "/"


def _supervisor(home: Path) -> int:
    return int(re.findall(r"\d+", (home / "supervisor.pid").read_text())[0])
