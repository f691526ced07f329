"""Names of places, compared as people hear them: without accents, capitals, spaces and signs."""

import unicodedata
from collections.abc import Iterable


def is_name_taken(name: str, others: Iterable[str]) -> bool:
    """Return whether one of the names of other places is the same.

    >>> is_name_taken("la  72", ["La 72"])
    True
    """
    asked = fold_name(name)
    return any(fold_name(one) == asked for one in others)


def fold_name(name: str) -> str:
    """Return what of a name is compared.

    >>> fold_name("Vías del tren,  Coatzacoalcos") == fold_name("vias del tren coatzacoalcos")
    True
    """
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in letters if one.isalnum())
