"""Says where white space in a template is not drawn: beside blocks, and beside the elements of a flexible box.

Each side of a node is a set of what may stand there: a block, an inline element, text, white space, or nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scripts.markup.parse import Attribute, Block, Choice, Element, Node, Space, Word
from scripts.markup.styles import BLOCK, BOX, FLEX, Boxes

Edge = frozenset[str]
B, TEXT, SPACE, NOTHING = frozenset({"block"}), frozenset({"text"}), frozenset({"space"}), frozenset({"nothing"})
INLINE = frozenset({"inline"})
BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "base",
        "blockquote",
        "body",
        "caption",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "link",
        "main",
        "meta",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "script",
        "section",
        "style",
        "summary",
        "table",
        "tbody",
        "td",
        "template",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "br",
        "datalist",
        "template",
        "noscript",
        "circle",
        "defs",
        "desc",
        "ellipse",
        "g",
        "line",
        "path",
        "polygon",
        "polyline",
        "rect",
        "symbol",
        "text",
        "use",
    ]
)
HOLDS = frozenset({"button", "select", "svg", "video", "audio", "picture"})  # inline, with blocks inside
SILENT = frozenset({"load", "extends", "posting", "csrf_token", "get_current_language", "comment"})
DRAWN = frozenset({"icon", "shape"})  # template tags that make one element


@dataclass(frozen=True)
class Place:
    """Where a node stands: the elements above it, and whether they lay out their children as boxes."""

    boxes: Boxes
    included: Callable[[str], Sequence[Node] | None]
    above: tuple[tuple[str, frozenset[str]], ...] = ()
    is_flex: bool = False

    def display_of(self, element: Element) -> str:
        """Return how the style sheets draw it."""
        return self.boxes.display_of(element.name, self.above, classes_of(element))

    def inside(self, element: Element) -> "Place":
        """Return the place of its children."""
        is_flex = self.display_of(element) in FLEX
        return replace(self, above=(*self.above, (element.name, classes_of(element))), is_flex=is_flex)

    def is_block(self, element: Element) -> bool:
        """No white space is drawn before and after it."""
        return element.name in BLOCK_TAGS or self.is_flex or self.display_of(element) in BLOCK

    def is_box(self, element: Element) -> bool:
        """No white space is drawn at the beginning and the end of its content."""
        return self.is_block(element) or element.name in HOLDS or self.display_of(element) in BOX


def classes_of(element: Element) -> frozenset[str]:
    """Return every class that an element has or may have."""
    for one in element.attributes:
        if isinstance(one, str) and one.startswith("class="):
            return frozenset(re.sub(r"\{[{%].*?[%}]\}", " ", one[7:-1]).split())
    return frozenset()


def is_hidden(element: Element) -> bool:
    """Return a field that nobody sees."""
    return element.name == "input" and 'type="hidden"' in element.attributes


def edge_of(node: Node, side: int, place: Place) -> Edge:
    """Return what stands at a side of a node: 0 is its beginning, -1 its end."""
    if isinstance(node, Space):
        return SPACE
    if isinstance(node, Word):
        return _edge_of_word(node, side, place)
    if isinstance(node, Element):
        return NOTHING if is_hidden(node) else B if place.is_block(node) else INLINE
    if node.name == "block":
        return B
    edges = frozenset[str]().union(*(edge_of_all(children, side, place) for _, children in node.branches))
    return edges if _is_sure(node) else edges | NOTHING


def edge_of_all(nodes: Sequence[Node], side: int, place: Place, beyond: Edge = NOTHING) -> Edge:
    """Return what stands at a side of several nodes; `beyond` is what follows where they are empty.

    White space that only stands beside blocks is not drawn, so it counts as the block.
    """
    found: Edge = frozenset()
    for number, node in enumerate(nodes if side == 0 else reversed(nodes)):
        if isinstance(node, Space):
            rest = nodes[number + 1 :] if side == 0 else nodes[: len(nodes) - 1 - number]
            return found | (B if edge_of_all(rest, side, place, beyond) <= B else SPACE)
        edge = edge_of(node, side, place)
        found |= edge - NOTHING
        if "nothing" not in edge:
            return found
    return found | beyond


def _edge_of_word(word: Word, side: int, place: Place) -> Edge:
    if word.kind == "whole":
        return B if word.text.lower().startswith("<!doctype") else NOTHING
    if word.name in SILENT or re.search(r" as \w+ %\}$", word.text):
        return NOTHING
    if word.name in DRAWN:
        return B if place.is_flex else INLINE
    if word.name == "include" and '"' not in word.text.partition(" with ")[0]:
        return B if place.is_flex else TEXT
    named = re.match(r"\{%\s*include\s+\"([^\"]+)\"", word.text)
    nodes = place.included(named[1]) if named else None
    return TEXT if nodes is None else edge_of_all(nodes, side, place)


def _is_sure(block: Block) -> bool:
    """One of its branches always stands there."""
    last = re.match(r"\{%\s*(\w+)", block.branches[-1][0])
    return bool(last and (last[1] == "else" or (last[1] == "empty") or block.name in ("with", "block", "spaceless")))


def attributes_in(choice: Choice) -> list[list[Attribute]]:
    """Return the attributes of each branch."""
    return [inside for _, inside in choice.branches]
