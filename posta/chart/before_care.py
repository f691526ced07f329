"""The forms that come before care, as bits: rows of the chart keep the forms of a contact so.

>>> FIRST & DOOR == FIRST, bool(DOOR & ~FIRST)
(True, True)
"""

from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import get_form, list_forms

FIRST = sum(1 << form.number for form in list_forms() if form.service.before_care)
"""A contact with one of these was no care yet, unless it has another form too."""
DOOR = FIRST | 1 << get_form(VISIT_FORM).number
"""The same, and the envelope of every contact."""
