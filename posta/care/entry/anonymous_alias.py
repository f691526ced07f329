"""An alias for somebody who gives no name."""

import secrets

from django.utils.translation import gettext as _

from posta.ids import ALPHABET


def anonymous_alias() -> str:
    """Return an alias for a person who gives none, with four letters that distinguish them today."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(4))
    return _("Anonymous %(letters)s") % {"letters": letters}
