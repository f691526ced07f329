"""What can be wrong with something written down."""

from posta.errors import WrongData


class CatalogError(WrongData):
    """A value does not fit its declaration."""


class MalformedPart(CatalogError):
    """The plain bytes of a part do not have the shape of their compartment."""


class UnknownKind(CatalogError):
    """The part is of a kind or version this program does not know yet; it is kept and carried."""
