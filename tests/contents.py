"""All that a value holds, as text: for tests that look for a secret, because a repr shows no content."""

import dataclasses
from collections.abc import Mapping

import msgspec


def show_contents(value: object) -> str:
    """Return the text of a value and of everything inside it, with its fields by name."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{show_contents(key)}: {show_contents(one)}" for key, one in value.items()) + "}"
    names = _field_names(value)
    if names:
        held = (f"{name}={show_contents(getattr(value, name))}" for name in names)
        return f"{type(value).__name__}({', '.join(held)})"
    if isinstance(value, tuple | list | set | frozenset):
        return f"[{', '.join(map(show_contents, value))}]"
    return repr(value)


def _field_names(value: object) -> tuple[str, ...]:
    if dataclasses.is_dataclass(value):
        return tuple(one.name for one in dataclasses.fields(value))
    if isinstance(value, msgspec.Struct):
        return value.__struct_fields__
    return tuple(getattr(value, "_fields", ()))
