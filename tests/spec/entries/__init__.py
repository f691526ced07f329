"""One page per kind of entry, in the order of their numbers."""

from importlib import import_module

from posta.catalog.kinds import KINDS
from tests.spec.manual import Page

PAGES: dict[int, Page] = {
    number: import_module(f"{__name__}.{kind.name}").PAGE for number, kind in sorted(KINDS.items())
}
