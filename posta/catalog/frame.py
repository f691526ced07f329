"""The four forms that every record is built on, which code refers to by name: all others are named in their own files.

>>> from posta.catalog.language.form import get_form
>>> [get_form(name).number for name in (PERSON_FORM, VISIT_FORM, VITALS_FORM, TRIAGE_FORM)]
[1, 2, 3, 4]
"""

PERSON_FORM = "person"
"""Who somebody is: registered once, amended later, judged by registration and not with the forms of a visit."""
VISIT_FORM = "visit"
"""The envelope of a contact: when, where, by which trade, and what comes next. All other clinical forms hang from it."""
VITALS_FORM = "vitals"
"""Vital signs and measures, which boards, alerts and other forms read."""
TRIAGE_FORM = "triage"
"""How urgent somebody is, which the board shows until a consultation has answered it."""
