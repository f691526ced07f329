"""Somebody presses a button after the post was locked: what they typed is there again after their words, for them alone."""

import http.client
import re
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.journeys.memory import finds
from tests.journeys.nodes import Browser, Reply, make_home, serving
from tests.page_forms import list_page_forms

WORDS = "laguna tejer cobre verano mula"
PAGE = "/admin/colleagues/new"
TYPED = "Zopilota Quetzal"


def press(browser: Browser, path: str, form: dict[str, list[str]]) -> Reply:
    """Send a form as a browser without scripts does, saying which page it was on."""
    return send(browser, path, path, urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded")


def choose(browser: Browser, page: str, path: str, form: dict[str, list[str]], file: tuple[str, bytes]) -> Reply:
    """Send a form of a page with a file."""
    parts = [(f'name="{name}"', value.encode()) for name, values in form.items() for value in values]
    parts.append((f'name="{file[0]}"; filename="request.bin"', file[1]))
    body = b"".join(
        b"--x7\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n"
        for head, value in parts
    )
    return send(browser, page, path, body + b"--x7--\r\n", "multipart/form-data; boundary=x7")


def send(browser: Browser, page: str, path: str, body: bytes, kind: str) -> Reply:
    """Send what a form of this page of ours holds."""
    here = f"127.0.0.1:{browser.port}"
    headers = {
        "Host": here, "Origin": f"http://{here}", "Referer": f"http://{here}{page}",
        "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items()),
        "Content-Type": kind,
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)
    connection.request("POST", path, body=body, headers=headers)
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
        form = next(one for one in list_page_forms(browser.get(PAGE).text) if one.action == PAGE)
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
        form = next(one for one in list_page_forms(other.get(PAGE).text) if one.action == PAGE)
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


ASKS, STICK = "/admin/devices/new", "/sync/"
SMALL, BUNDLE = bytes(range(256)), b"posta" * 60_000


def test_who_sent_a_file_to_a_locked_post_is_asked_to_choose_it_again_and_the_rest_is_there(tmp_path: Path) -> None:
    """An administrator chose a post and the file of its computer while somebody locked: all of it was gone without a word."""
    home = tmp_path / "home"
    make_home(home, WORDS)
    with serving(home) as port:
        browser = Browser(port)
        assert browser.enter(WORDS).status == 303
        asks = next(one for one in list_page_forms(browser.get(ASKS).text) if one.action == ASKS)
        stick = next(one for one in list_page_forms(browser.get(STICK).text) if one.action == "/sync/import")
        assert browser.ask("POST", "/lock").status == 303
        assert browser.becomes("locked")

        answer = choose(browser, ASKS, ASKS, asks.fields | {"code": [TYPED]}, ("file", SMALL))
        assert (answer.status, answer.location) == (303, f"/?next={ASKS}&kept=file")
        assert "Elija el archivo otra vez." in browser.get(answer.location).text
        assert "Choose the file again." in browser.get(f"{answer.location}&lang=en").text
        large = choose(browser, STICK, "/sync/import", stick.fields, ("bundle", BUNDLE))
        assert (large.status, large.location) == (303, f"/?next={STICK}&kept=0")
        assert "Lo que envió no se guardó." in browser.get(large.location).text
        time.sleep(0.1)
        assert browser.ask("POST", "/unlock", urlencode({"words": WORDS, "next": ASKS}).encode()).location == ASKS
        assert TYPED in browser.get(ASKS).text


def test_a_file_that_is_sent_when_the_session_is_over_is_not_lost_in_silence(tmp_path: Path) -> None:
    """A bundle of a stick was answered "Request Entity Too Large", in English and without a way back."""
    home = tmp_path / "home"
    make_home(home, WORDS)
    with serving(home) as port:
        browser = Browser(port)
        assert browser.enter(WORDS).status == 303
        stick = next(one for one in list_page_forms(browser.get(STICK).text) if one.action == "/sync/import")
        browser.cookies = {
            name: "gone" if name.startswith("posta") else value for name, value in browser.cookies.items()
        }
        small = choose(browser, STICK, "/sync/import", stick.fields, ("bundle", SMALL))
        assert (small.status, small.location) == (303, f"/login/?next={STICK}&kept=file")
        large = choose(browser, STICK, "/sync/import", stick.fields, ("bundle", BUNDLE))
        assert (large.status, large.location) == (303, f"/login/?next={STICK}&kept=0")
        assert "Lo que envió no se guardó." in browser.get(large.location).text


def _supervisor(home: Path) -> int:
    return int(re.findall(r"\d+", (home / "supervisor.pid").read_text())[0])
