"""Words that may not come back on a screen: calques, jargon that promoters do not know, and names that hurt.

The tables of what is said instead are in GLOSSARY.md; here is only what nobody may write again.
"""

import re
from collections.abc import Iterator

import pytest

from posta.catalog.language.form import list_forms
from posta.terms.causes import get_causes
from posta.terms.diagnoses import get_diagnoses
from posta.terms.lists import get_list, list_names
from scripts.compile_messages import CATALOGUES, NO_BREAK, read_catalogue
from tests.repository.catalogues import sentences_of_python, sentences_of_templates

NEVER = {
    "en": r"signs? of alarm|go(es)? on their way|comes? back here|heard of|half written|tells? one story|whoever|\banew\b"
    r"|somebody hurt|put on the board|amend their|has run out: relay|in their own words|defaulter|lost to follow"
    r"|transactional sex|delinquen|female:? <|male:? <|perpetrator relation|sign as it is|registered with \S+ years",
    "es": r"derivaci[oó]n (interna|externa|a otro)|la obligaron|persona recién nacida|pérdida de seguimiento|otras colegas"
    r"|odinofagia|sulfonamidas|mialgias|anosmia|antisocial|coyote o traficante|en desaparición|con embarazo|con ronchas"
    r"|sexo transaccional|vino por|^nada a medias|firmar así|una sola historia|no se conoce a nadie|lo usual es (desde|hasta)"
    r"|formulario",  # a clinic in Mexico fills in *formatos*
    "fr": r"signes? d.alarme|automutilation|retour à domicile|est orienté|agent de migration|pas encore trié|reprend sa route"
    r"|perdu de vue|sexe transactionnel|antisocial|signer ainsi|(?<!\bMe)(?<!\b[KQ])'(?=\w)",  # an apostrophe is ’
}
LANGUAGES = tuple(NEVER)


def said_in(language: str) -> Iterator[str]:
    """Every sentence and every label of a language."""
    for form in list_forms():
        yield form.label(language)
        for question in form.fields:
            yield from (one.label(language) for one in (question, *question.fields))
    for name in list_names():
        yield from (option.labels[language] for option in get_list(name).options)
    yield from (line.labels[language] for line in get_diagnoses().values())
    yield from (labels[language] for labels in get_causes().values())
    if language == "en":
        yield from sentences_of_python() | sentences_of_templates()
    for path in CATALOGUES:
        if path.parts[-3] == language:
            yield from (words for message in read_catalogue(path).values() for words in message.words.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_says_what_may_not_come_back(language: str) -> None:
    never = re.compile(NEVER[language], re.IGNORECASE)
    assert sorted(words for words in said_in(language) if never.search(words.replace(NO_BREAK, " "))) == []


@pytest.mark.parametrize(("language", "least"), [("en", 2500), ("es", 2500), ("fr", 2500)])
def test_every_screen_is_read(language: str, least: int) -> None:
    assert len(list(said_in(language))) > least


def test_dangers_have_the_name_that_who_gives_them() -> None:
    sentences = sentences_of_python() | sentences_of_templates()
    assert any(sentence.startswith("Danger signs") for sentence in sentences)
