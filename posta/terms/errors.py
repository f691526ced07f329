"""What can be wrong with a term."""

from posta.errors import InvalidData


class TermsError(InvalidData):
    """The root of errors in this room."""


class UnknownList(TermsError):
    """A list is asked for that no file declares."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no coded list called {name[:40]}: declare it in posta/terms/lists.")


class InvalidTerms(TermsError):
    """A file of terms breaks a rule of its own format."""


class WrongPlacesFile(TermsError):
    """The file offered is not INEGI's catalogue of municipalities."""
