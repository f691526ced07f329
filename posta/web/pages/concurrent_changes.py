"""What colleagues changed of a person's data meanwhile: who, and which questions, never the answers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.record.conflicting_values import UnseenChange
from posta.formkit.language import current_language
from posta.web.view_helpers import load_post_names, load_staff_names

UNREPORTED_FIELDS = frozenset({"reg_date", "age_date", "contact_ok", "age_unit"})  # of an age only that it changed


def describe_changes(actor: Actor, unseen: Iterable[UnseenChange]) -> tuple[str, ...]:
    """Return one sentence for each colleague who changed something: who, and the questions, never the answers."""
    form, by_whom = get_form(PERSON_FORM), dict[str, set[str]]()
    staff, posts = load_staff_names(actor.node.cursor), load_post_names(actor.node.cursor)
    for one in unseen:
        where = posts.get(one.post, "") if one.post != actor.post.number else ""
        who = ", ".join(word for word in (staff.get(one.author or b"", ""), where) if word)
        by_whom.setdefault(who or _("another post"), set()).update(one.names)
    words = []
    for who, names in by_whom.items():
        labels = [
            f.label(current_language()).partition(" (")[0] for f in form.fields if f.name in names - UNREPORTED_FIELDS
        ]
        params = {"who": who, "what": ", ".join(label[:1].lower() + label[1:] for label in labels)}
        words += [_("While you were writing, %(who)s changed: %(what)s.") % params] if labels else []
    return tuple(words)
