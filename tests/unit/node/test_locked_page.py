"""The page that asks for words is complete in three languages and says nothing about anybody."""

import re

import pytest

from posta.node.http import http_responses
from posta.node.http.locked_page import LANGUAGES, TEXTS, LockReason, LoginProblem, render, style


def test_every_sentence_is_there_in_every_language() -> None:
    names = {language: set(texts) for language, texts in TEXTS.items()}
    assert set(names) == set(LANGUAGES)
    assert all(each == names["es"] for each in names.values())
    assert all(text.strip() for texts in TEXTS.values() for text in texts.values())


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
