"""Who may correct whose entry: the one rule that screens apply first and every computer applies to received entries.

The post of a correction is proven by the computer that signed it; its author is what that computer claims, as of a
withdrawal. Care continues where the person goes, so the answers of an entry are corrected at its own post and at
every post that received the person before. What a correction leaves out disappears for all readers of the record: a
form is left out at its own post only, and no correction leaves nothing.
"""

from collections.abc import Mapping

from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import get_form
from posta.mission.roles import ROLES, may_record
from posta.mission.rules.withdrawal_rule import EntryAuthorship, list_entry_forms

# Codes of `Refused`, which has their sentences.
NOT_A_VISIT = "correct_not_a_visit"
EMPTY = "correct_empty"
NOT_RECEIVED = "correct_not_received"
LEAVES_OUT = "correct_leaves_out"
NOT_YOURS = "correct_not_yours"


def find_correction_refusal(
    written: EntryAuthorship, forms: int, author: bytes | None, role: str | None, post: int | None, *, received: bool
) -> str:
    """Return the code of the reason why a correction with these forms may not stand; empty if it may.

    `forms` has one bit per form number; `written` is what it corrects, with the post of the first entry; `received`
    whether the person was received at `post`.
    """
    written_forms = without_visit(written.forms) or written.forms
    if written_forms and not written_forms & forms:
        return EMPTY
    if post is None or post != written.post:
        if not received:
            return NOT_RECEIVED
        if written_forms & ~forms:
            return LEAVES_OUT
    elif author is None:  # it seals something at its own post: who may read that was asked at the screen
        return ""
    return "" if author == written.author or _may_record(role, written.forms | forms) else NOT_YOURS


def find_answered(bodies: Mapping[int, Mapping[int, object]]) -> int:
    """Return one bit for each form that has an answer; an empty form does not count."""
    found = 0
    for number, fields in bodies.items():  # every entry that is folded is asked, so it is a loop
        for one in fields.values():
            if one or (one is not None and one not in ("", (), [])):  # no and zero are answers
                found |= 1 << number
                break
    return found


def without_visit(forms: int) -> int:
    """Return the bits of forms without the envelope of the visit."""
    return forms & ~(1 << get_form(VISIT_FORM).number)


def _may_record(role: str | None, forms: int) -> bool:
    trade = ROLES.get(role or "")
    if trade is None or not trade.gives_care:
        return False
    return all(form is not None and may_record(trade.code, form) for form in list_entry_forms(forms))
