"""Writes the opening and closing tags of elements."""

import re

from scripts.markup.parse import VOID, Attribute, Choice, Element

WIDTH = 120
STEP = "  "


def open_tag(element: Element) -> str:
    """Return the opening tag on one line."""
    return f"<{element.name}{_flat(element.attributes)}{'/>' if element.slash else '>'}"


def close_tag(element: Element) -> str:
    """Return the closing tag; empty for an element that has none."""
    return f"</{element.name}>" if element.closed and element.name not in VOID else ""


def open_lines(element: Element, pad: str) -> str:
    """Return the opening tag with one attribute a line."""
    lines = [line for one in element.attributes for line in _lines(one, pad + STEP)]
    return "\n".join([f"<{element.name}", *lines, pad + ("/>" if element.slash else ">")])


def _flat(attributes: list[Attribute]) -> str:
    return "".join(f" {one}" if isinstance(one, str) else _flat_choice(one) for one in attributes)


def _flat_choice(choice: Choice) -> str:
    return "".join(opening + _flat(inside) for opening, inside in choice.branches) + choice.end


def _lines(attribute: Attribute, pad: str) -> list[str]:
    if isinstance(attribute, str):
        return [pad + attribute] if len(pad + attribute) <= WIDTH else _class_lines(attribute, pad)
    parts = [(opening, _flat(inside).strip()) for opening, inside in attribute.branches]
    flat = pad + "".join(opening + inside for opening, inside in parts) + attribute.end
    if len(flat) <= WIDTH:
        return [flat]
    lines = []
    for opening, inside in attribute.branches:
        lines += [pad + opening, *(line for one in inside for line in _lines(one, pad + STEP))]
    return [*lines, pad + attribute.end]


def _class_lines(attribute: str, pad: str) -> list[str]:
    """Classes may stand on several lines; any other long value stays as it is."""
    if not attribute.startswith('class="'):
        return [pad + attribute]
    pieces = re.findall(r"\{% if .*?\{% endif %\}|(?:\{\{.*?\}\}|[^\s{])+", attribute[7:-1])
    inner = [pad + STEP + re.sub(r"(%\})\s+", r"\1", piece) for piece in pieces]
    return [pad + 'class="', *inner, pad + '"']
