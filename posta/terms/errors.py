"""What can be wrong with a term."""

from posta.errors import InvalidData, gettext_noop


class TermsError(InvalidData):
    """The root of errors in this room."""


class UnknownList(TermsError):
    """A list is asked for that no file declares."""

    sentence = "There is no coded list called %(name)s: declare it in posta/terms/lists."

    def __init__(self, name: str) -> None:
        super().__init__(name=name[:40])


class InvalidTerms(TermsError):
    """A file of terms breaks a rule of its own format."""

    sentences = {
        "line_declared_twice": "diagnoses.toml: a code is declared twice; every code stands for one line.",
        "no_such_line": "There is no morbidity line %(code)s.",
        "list_without_options": "List %(name)s has no options.",
        "option_declared_twice": "List %(name)s: a code is declared twice; every code stands for one answer.",
        "list_declared_twice": "List %(name)s is declared in two files; keep one.",
        "medicine_declared_twice": "medicines.toml: an ATC code stands twice; every code names one medicine.",
    }


class WrongPlacesFile(TermsError):
    """The file offered is not INEGI's catalogue of municipalities."""

    sentences = {
        "no_municipalities": gettext_noop(
            "The file has no municipalities: it needs the columns CVE_ENT, CVE_MUN and NOM_MUN (or "
            "CVEGEO and NOM_MUN). Download the AGEEML catalogue of municipalities from INEGI as CSV."
        ),
        "places_not_readable": gettext_noop(
            "The list of municipalities cannot be read: import INEGI's catalogue again."
        ),
        "not_a_table": gettext_noop(
            "This file is not a table (CSV), or was cut. Download the catalogue from INEGI again."
        ),
    }
