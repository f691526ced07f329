"""What a person wishes, in the few words that every page of theirs shows."""

from django.utils.translation import gettext as _

from posta.catalog import choice_acts as c
from posta.chart.record.choices import NO_CARE, NO_LINK, NO_PASS, NO_SHARE
from posta.chart.record.person import Person


def wish_words(person: Person) -> tuple[str, ...]:
    """Return what every colleague must know of a person's wishes, in short words."""
    words = {
        NO_CARE: _("Refused care: only what they ask for now, or an emergency"),
        NO_SHARE: _("Not shared with other posts"),
        NO_PASS: _("No card"),
        NO_LINK: _("Do not match with other records"),
        c.ANONYMOUS: _("Anonymous: by code alone"),
        c.RESTRICTED: _("Restricted record"),
    }
    return tuple(text for wish, text in words.items() if wish in person.wishes)
