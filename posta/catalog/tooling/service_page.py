"""The pages of services: what each form declares beside its questions, and what each key of `[service]` means.

>>> from posta.catalog.language.form import get_form
>>> next(iter(list_service(get_form("nut"))))
'ends_visit: yes'
"""

from collections.abc import Iterator
from dataclasses import fields

from posta.catalog.language.form import Form, list_forms
from posta.catalog.language.page_sections import MAX_QUESTIONS, MAX_TOGETHER
from posta.catalog.language.service import Button, FollowUp, Lead, Numbering, OpenCaseRule, Service
from posta.catalog.language.signing import Signing, SigningButton

KEYS = {
    "ends_visit": "Its page asks what comes next: their way, a day to come back, a referral.",
    "part_of_visit": "It comes with another form of a visit, and makes nothing new or a follow-up.",
    "closes_arrival": "Who waits for it is let go when it is signed. True where nothing is declared.",
    "before_care": "Alone it is no care: who was given nothing else was not seen yet. It is asked at the door, or in triage.",
    "names_programme": "The visit is of its programme. True where nothing is declared.",
    "reasons": "Why people come and what it answers: codes of the arrival form; `any` answers all.",
    "follow_up": "Whether a contact follows an earlier one: `always` (`first`, `follow_up`); `question` and `first`, "
    "the answer that says it is none; `days`, how long the same form belongs to one case (14; 0 is never).",
    "after_harm": "It is offered where somebody says that they were hurt or threatened.",
    "departure": "The question of when they travel on: a form with one says by itself that they leave.",
    "next_stop": "The question of where they travel next, a municipality: a post of the mission there is told when it is signed.",
    "schedules": "The visits that it proposes: codes of `posta/terms/schedules.toml`.",
    "heading": "The question that says what it was about, in the heading of the timeline.",
    "heading_alone": "The answer to it needs no name of the form before it.",
    "summary": "Questions of the line below the heading, in their order; `bp` is a pressure said together.",
    "labelled": "Those of the summary of which the answer needs the question before it.",
    "diagnosis": "The question that names the illness somebody comes back for.",
    "offered": "It stands among the forms that can be chosen. True where nothing is declared.",
    "offered_first": "Roles that write it often, each with its place among those forms.",
    "follows": "The form that comes before it: where neither is written yet, that one is offered first.",
    "posts": "Kinds of posts where it is offered; none named is everywhere. It opens at every post.",
    "place_services": "Services of a place that answer it, instead of those of its programme (`programme_services.toml`).",
    "screen": "The folder of its own screen, where it has one; else it has the page of every form.",
    "button": "A button on the page of a person: `place` (`next_step`, `waiting`, `actions`), `icon`, words.",
    "leads": "Where it is the main button of the first page, because it is done most there: `roles`, kinds of posts (`at`; none is "
    "every kind), services of a place where something else is done most (`unless`), `icon`, words.",
    "case": "Its entries keep somebody among the open cases of the roles that write it often, until `closed_by` is answered: "
    "what the list shows (`shown`), and rows that promise something (`promises`, with the columns `need`, `what`, `due`, "
    "`result`), open as long as the result is one of `open_results`, or is missing where a day was promised.",
    "opens": "What it begins and others continue: an aggregate of `posta/operations/aggregates`.",
    "prefilled": "Questions that the address of its page may answer: a destination that was chosen before.",
    "signing": "How a new page is signed: `buttons`, each with its words and the `answers` that it gives, the main one last; "
    "the questions that they decide and nobody is asked (`decides`); answers that decide more than a button (`overrides`).",
    "repeats": "The question why they came: who comes for the same may begin with a copy of the last one, where the form has its "
    "own screen.",
    "begins_now": "Days and moments that are now as long as nobody says otherwise.",
    "read_by_others": "Conditions and calculations of other forms read its latest answers.",
    "own_signs": "It asks vital signs of the person that it is about.",
    "signs_of_hours": "Vital signs that were taken within so many hours count in it.",
    "numbering": "Which earlier forms are counted before it is computed: `form`, `by` (`person`, `post_and_year`), "
    "`attended`, the question of those that count again apart.",
    "days_of_a_life": "Its days lie after the birth and not years ahead. True where nothing is declared.",
}
LAYOUT = (
    "Each form says beside its questions how its page is laid out. The wire knows nothing of it: there questions keep",
    "their numbers and their order.",
    "",
    "- `[[sections]]`: a part of the page with its heading (`name`, `es`, `en`, `fr`) and its `fields` in order, at most "
    f"{MAX_QUESTIONS}",
    "  questions beside what is computed. Every question stands in exactly one. A `folded` one is closed until one of its",
    "  questions has an answer, and holds none that is always required.",
    "- `[beside]`: what the page shows of the person, as far as the colleague's keys open it. The latest entry with one of",
    "  `forms` is the last visit; `plan` are its answers shown in full; `trends` are numbers followed over time; `vitals`",
    "  adds the last vital signs. Of a form about no person it is the last one of this post, or, where `same` names the",
    "  questions that say of what it is, the last ones of the same site or municipality.",
    "- `among` of a question: the page offers only what was chosen in that question, which has the same list. A ranking",
    "  among no more than it asks for is not asked.",
    f"- A list of more than {MAX_TOGETHER} options has `groups`, a shorter one may: then the options marked `usual` and those",
    "  without a group come first, the others are",
    "  folded under their group, unless the group is `open`.",
)
PLAIN = Service()
Nested = FollowUp | Button | Lead | Numbering | OpenCaseRule | Signing | SigningButton


def list_service(form: Form) -> Iterator[str]:
    """Yield what a form declares of its service, a line for each key that is not as in most forms."""
    for one in fields(Service):
        value = getattr(form.service, one.name)
        if value != getattr(PLAIN, one.name):
            yield f"{one.name}: {_words(value)}"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_part(place)}" for key, place in value.items())
    if isinstance(value, Nested):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        return ", ".join(f"{key} {_part(part)}" for key, part in parts.items() if part not in ("", ()))
    return f"`{value}`"


def _part(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {_part(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return " ".join(one if isinstance(one, str) else f"({_words(one)})" for one in value)
    return str(value)


def render_services() -> str:
    """Return the page of all services: the keys, then each form with what it declares."""
    lines = ["# Services", "", "Each form says beside its questions how it is treated, in the table `[service]` of its file.",
             "Screens and acts read it and name no form; `posta catalog check` compares it with forms and lists.", ""]  # fmt: skip
    lines += ["## Keys", "", *(f"- `{key}`: {words}" for key, words in KEYS.items()), "", "## Forms", ""]
    for form in list_forms():
        declared = "; ".join(list_service(form)) or "as most forms"
        lines.append(f"- [`{form.name}`](forms/{form.name}.md) {form.label('en')}: {declared}.")
    lines += ["", "## The page of a form", "", *LAYOUT]
    return "\n".join([*lines, ""])
