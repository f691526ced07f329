"""The buttons that sign a form, where what people do decides a question that nobody is asked: a referral is kept or sent.

>>> from posta.catalog.language.form import get_form
>>> [button.name for button in get_form("referral").service.signing.buttons]
['keep', 'send']
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from posta.terms.data_files import LANGUAGES
from posta.terms.lists import get_list

if TYPE_CHECKING:
    from posta.catalog.language.field import Field

Decided = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SigningButton:
    """A button that signs: its words, and the answers that it gives."""

    name: str
    es: str
    en: str
    fr: str
    answers: Decided

    def label(self, language: str) -> str:
        """Return the words of the button in the language asked, else in Spanish."""
        return {"en": self.en, "fr": self.fr}.get(language, self.es)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How a new page is signed: by one of `buttons`; the last one is the main one.

    `decides` are the questions that the page does not ask. A moment among them that begins now is the moment of
    signing; one that no button answers stays empty. `overrides`: answers, by question and code, that decide more than
    the button.
    """

    buttons: tuple[SigningButton, ...] = ()
    decides: tuple[str, ...] = ()
    overrides: Mapping[str, Mapping[str, Decided]] = field(default_factory=dict)

    def decide(self, pressed: str, answers: Mapping[str, object]) -> Decided:
        """Return the answers that a button gives to this form; an unknown or no button is the main one."""
        button = next((one for one in self.buttons if one.name == pressed), self.buttons[-1])
        held = (codes[code] for name, codes in self.overrides.items() if (code := str(answers.get(name))) in codes)
        return {**button.answers, **{name: code for one in held for name, code in one.items()}}

    def gives(self, name: str) -> set[str]:
        """Return every answer to a question that a button or another answer can give."""
        return {code for given, code in _given(self) if given == name}


def signing_rules(signing: Signing, asked: Mapping[str, "Field"], begins_now: tuple[str, ...]) -> Iterator[str]:
    """Yield the rules that the buttons of a form break, in words."""
    if len({one.name for one in signing.buttons}) != len(signing.buttons) or not signing.buttons:
        yield "signing: buttons have different names, and there is one at least"
    yield from (
        f"signing: there is no question {name}" for name in (*signing.decides, *signing.overrides) if name not in asked
    )
    needed = [n for n in signing.decides if n in asked and asked[n].required == "always" and n not in begins_now]
    for button in signing.buttons:
        if not all(button.label(language).strip() for language in LANGUAGES):
            yield f"signing: the words of {button.name} are needed in es, en and fr"
        yield from (f"signing: {button.name} leaves {name} open" for name in needed if name not in button.answers)
    known = {name: asked[name].coded_list for name in signing.decides if name in asked}
    for name, code in _given(signing):
        coded = known.get(name)
        if coded is None or code not in get_list(coded).codes:
            yield f"signing: {name} = {code} is no answer that a button decides"


def _given(signing: Signing) -> Iterator[tuple[str, str]]:
    """Yield each answer that a button or another answer can give."""
    more = (given for codes in signing.overrides.values() for given in codes.values())
    for given in (*(one.answers for one in signing.buttons), *more):
        yield from given.items()
