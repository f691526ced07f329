"""The page that asks for words is complete in three languages and says nothing about anybody."""

import re
from pathlib import Path

import pytest

from posta.node.http import http_responses
from posta.node.http.locked_help import BEFORE_OPENING, find_help_page
from posta.node.http.locked_page import LANGUAGES, TEXTS, LockReason, LoginProblem, render, style


def test_every_sentence_is_there_in_every_language() -> None:
    names = {language: set(texts) for language, texts in TEXTS.items()}
    assert set(names) == set(LANGUAGES)
    assert all(each == names["es"] for each in names.values())
    assert all(text.strip() for texts in TEXTS.values() for text in texts.values())


GUIDES = sorted(path.stem for path in Path("posta/web/help/texts/es").glob("*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GUIDES)
def test_every_guide_is_read_without_keys_and_leads_nowhere_but_to_guides(language: str, name: str) -> None:
    page = (find_help_page(f"/ayuda/{name}/", language, back="/work/wash") or b"").decode()
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert "style=" not in page
    assert "$" not in page
    assert len(page.encode()) < 16_000, (
        "one piece that the kernel takes at once, before the connection is ready for more"
    )
    links = re.findall(r'(?:src|href|action)="([^"]+)"', page)
    assert links[0] == "/locked.css"
    query = f"lang={language}&amp;next=/work/wash"
    others = {f"?{query}".replace(f"lang={language}", f"lang={code}") for code in LANGUAGES}
    for link in links[1:]:
        path, _, rest = link.partition("?")
        assert f"?{rest}" in others, link
        assert path == "/" or find_help_page(path, language), link


def test_the_list_of_guides_is_the_first_one_and_an_unknown_guide_is_none() -> None:
    assert find_help_page("/ayuda/", "en") == find_help_page(f"/ayuda/{BEFORE_OPENING[0]}", "en")
    for path in (
        "/",
        "/ayuda/nobody/",
        "/ayuda/../es/lost-laptop/",
        "/ayuda/es/lost-laptop",
        "/ayuda//",
        "/ayuda/x.html",
    ):
        assert find_help_page(path, "es") is None, path
    assert find_help_page("/ayuda/lost-laptop/", "../es") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", LockReason)
def test_the_sign_of_the_page_leads_to_its_guide_beside_it(language: str, reason: LockReason) -> None:
    page = render(language, reason, back="/work/wash").decode()
    assert f'href="/ayuda/open-and-lock/?lang={language}&amp;next=/work/wash" target="help"' in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", LockReason)
@pytest.mark.parametrize("problem", [None, *LoginProblem])
def test_the_page_needs_no_script_and_loads_one_style_sheet(
    language: str, reason: LockReason, problem: LoginProblem | None
) -> None:
    page = render(language, reason, problem).decode()
    assert f'<html lang="{language}">' in page
    assert "<title>Posta</title>" in page
    assert re.findall(r'(?:src|href)="([^"?]+)"', page)[0] == "/locked.css"
    assert "<script" not in page
    assert "style=" not in page
    assert "http" not in page
    assert "$" not in page
    assert 'type="password"' not in page, "a browser would offer to remember the words"
    assert ("problem" in page) is (problem is not None)
    assert "{" not in page
    assert f'action="{reason.action}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anybody_locks_the_page_said_whom_it_locks_out(language: str) -> None:
    for reason in LockReason:
        assert TEXTS[language]["padlock"] in render(language, reason).decode()


def test_who_has_no_slot_here_yet_is_told_what_to_do_on_their_first_day() -> None:
    """Right words of a colleague on their first day were called wrong, and nothing said what to do."""
    words = "<b>Las palabras no coinciden. Revise cada una.</b>"
    for reason in (LockReason.LOCKED, LockReason.CLOSED):
        page = render("es", reason, LoginProblem.REFUSED).decode()
        assert f"{words}Si es su primer día aquí, pida que alguien abra la posta antes." in page
    page = render("es", LockReason.JOINING, LoginProblem.REFUSED).decode()
    assert f"{words}Si es su primer día, puede que su nombramiento no haya llegado aquí" in page
    assert "abra la posta" not in page, "it is open"


def test_an_unknown_language_is_spanish() -> None:
    assert render('"><script>') == render("es")


def test_the_style_sheet_is_small_and_loads_nothing() -> None:
    assert len(style()) < 6000
    assert b"url(" not in style()
    assert b"@import" not in style()


@pytest.mark.parametrize(
    "answer",
    [
        http_responses.passphrase_page("es"),
        http_responses.stylesheet(),
        http_responses.health_response("locked"),
        http_responses.redirect("/"),
        http_responses.empty_response(),
    ],
)
def test_every_answer_is_kept_by_nobody(answer: http_responses.RawResponse) -> None:
    raw = answer.to_bytes().decode()
    assert "Cache-Control: no-store\r\n" in raw
    assert "default-src 'none'" in raw
    assert f"Content-Length: {len(answer.body)}\r\n" in raw
    assert raw.split("\r\n\r\n")[0].endswith("Connection: close")
