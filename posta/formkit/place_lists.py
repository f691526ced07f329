"""Countries, states and municipalities: the same for every form, and too long for every page.

Without a script the box takes what is typed; the answer is understood in any language, and similar ones are offered.
"""

from functools import cache
from hashlib import blake2b

from django.urls import reverse

from posta.catalog.language.field import Field
from posta.formkit.choices import Choice, Offered, list_system

SHARED_SYSTEMS = frozenset({"iso3166_1", "iso3166_2", "inegi_cvegeo", "inegi_cvegeo-iso3166_1"})


def shared_systems(question: Field, offered: Offered) -> str:
    """Return the name of the shared list with which a question completes; empty if it has its own."""
    name = "-".join(system for system in (question.system, question.alt_system) if system)
    return name if name in SHARED_SYSTEMS and question.system not in offered and not question.filter else ""


def list_address(systems: str, language: str) -> str:
    """Return the address of the list."""
    return reverse("place-options", args=[list_version(systems, language), systems, language])


@cache
def list_places(systems: str, language: str) -> tuple[Choice, ...]:
    """Return every option of a shared list."""
    return tuple(one for system in systems.split("-") for one in list_system(system, language))


@cache
def list_version(systems: str, language: str) -> str:
    """Return a version that changes with the list."""
    words = "\n".join(f"{one.code} {one.label}" for one in list_places(systems, language))
    return blake2b(words.encode(), digest_size=6).hexdigest()
