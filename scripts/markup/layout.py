"""Writes a template's tree with one element a line where it matters, and lines of at most 120 columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.markup.edges import BLOCK_TAGS, NOTHING, SPACE, TEXT, B, Edge, Place, edge_of_all
from scripts.markup.parse import Block, Element, MarkupError, Node, Space, Word, parse_template
from scripts.markup.tags import STEP, WIDTH, close_tag, open_lines, open_tag
from scripts.markup.words import write_word

ROUNDS = 5
OPENED = frozenset(
    [
        "html",
        "head",
        "body",
        "ul",
        "ol",
        "dl",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "form",
        "main",
        "nav",
        "header",
        "footer",
        "aside",
        "section",
        "article",
        "fieldset",
        "details",
        "figure",
    ]
)  # with an element in them, they are never written on one line


@dataclass(frozen=True)
class Gap:
    """What stands between two nodes: a line may break there; a space is drawn there; a new line changes nothing."""

    breaks: bool = False
    space: bool = False
    free: bool = False
    empty_line: bool = False


@dataclass(frozen=True)
class Sides:
    """What stands before and after."""

    left: Edge
    right: Edge


@dataclass(frozen=True)
class Row:
    """The nodes of one parent without the spaces: the gap before each and after the last, and what is beside each."""

    items: tuple[Node, ...]
    gaps: tuple[Gap, ...]
    sides: tuple[Sides, ...]


def lay_out(text: str, place: Place) -> str:
    """Return the text of a template, laid out again until nothing moves; raises MarkupError."""
    for _ in range(ROUNDS):
        before, text = text, _lay_out_once(parse_template(text), place)
        if text == before:
            return text
    raise MarkupError("the layout does not come to rest; put one element of its longest line on a line of its own")


def _lay_out_once(nodes: Sequence[Node], place: Place) -> str:
    row = make_row(nodes, place, _outside(nodes))
    if not row.items:
        return ""
    text = _Writer().write_row(row, place, "", 0, 0)
    before = "\n" if row.gaps[0].space and not row.gaps[0].free else ""
    after = "\n" if row.gaps[-1].breaks or isinstance(nodes[-1], Space) else ""
    return before + "\n".join(line.rstrip() for line in text.split("\n")) + after


def _outside(nodes: Sequence[Node]) -> Sides:
    """Return a page stands alone; a part stands anywhere, perhaps amid words."""
    is_page = any(isinstance(node, Word) and (node.name == "extends" or node.kind == "whole") for node in nodes[:3])
    return Sides(B, B) if is_page else Sides(TEXT, TEXT)


def make_row(nodes: Sequence[Node], place: Place, outside: Sides) -> Row:
    """Find the gaps between nodes."""
    items, gaps, sides = [], [], []
    spaces = 0
    for number in range(len(nodes) + 1):
        node = nodes[number] if number < len(nodes) else None
        if isinstance(node, Space):
            spaces = number
            continue
        space = nodes[number - 1] if number and isinstance(nodes[number - 1], Space) else None
        before, after = nodes[: number - 1 if space else number], nodes[number:]
        left, right = edge_of_all(before, -1, place, outside.left), edge_of_all(after, 0, place, outside.right)
        gaps.append(_gap(left, right, space))
        if node is not None:
            items.append(node)
            left = edge_of_all(nodes[:number], -1, place, outside.left)
            sides.append(Sides(left, edge_of_all(nodes[number + 1 :], 0, place, outside.right)))
    assert spaces <= len(nodes)
    return Row(tuple(items), tuple(gaps), tuple(sides))


def _gap(left: Edge, right: Edge, space: Space | None) -> Gap:
    empty_line = space is not None and space.lines > 1
    if left <= B or right <= B:
        return Gap(True, space is not None and space.lines == 0 and left != SPACE, True, empty_line)
    if space is not None:
        return Gap(True, left != SPACE, False, empty_line)
    return Gap(breaks=left <= B | SPACE or right <= B | SPACE)


class _Writer:
    """Keeps what a node is on one line, which is asked at each level."""

    def __init__(self) -> None:
        self.known: dict[int, str | None] = {}

    def flat(self, node: Node, place: Place, sides: Sides) -> str | None:
        """Return the node on one line; None if it wants several."""
        if id(node) not in self.known:
            self.known[id(node)] = self._flat(node, place, sides)
        return self.known[id(node)]

    def _flat(self, node: Node, place: Place, sides: Sides) -> str | None:
        if isinstance(node, Word):
            return None if "\n" in node.text else node.text
        if isinstance(node, Block):
            parts: list[str | None] = []
            for opening, children in node.branches:
                row = make_row(children, place, _inside_block(node, sides, place))
                wants_lines = node.name != "block" and any(map(_is_tall, row.items))
                parts += [opening, None if wants_lines else self.flat_row(row, place, 0)]
            return None if None in parts else "".join(map(str, [*parts, node.end]))
        assert isinstance(node, Element)
        if node.raw is not None:
            return None if "\n" in node.raw else open_tag(node) + node.raw + close_tag(node)
        inner = place.inside(node)
        row = make_row(node.children, inner, _inside_element(node, sides, place))
        if _wants_lines(node, row):
            return None
        text = self.flat_row(row, inner, 0)
        return None if text is None else open_tag(node) + text + close_tag(node)

    def flat_row(self, row: Row, place: Place, start: int) -> str | None:
        """Nodes on one line."""
        text = ""
        for number, item in enumerate(row.items):
            flat = self.flat(item, place, row.sides[number])
            if flat is None:
                return None
            text += (" " if row.gaps[number].space and number >= start else "") + flat
        return text + (" " if row.gaps[-1].space else "")

    def write_row(self, row: Row, place: Place, pad: str, column: int, tail: int) -> str:
        """Nodes on several lines, from a column; `tail` is the width of what follows the last without a gap."""
        text, start, count = "", 0, len(row.items)
        while start < count:
            end = start + 1
            while end < count and not row.gaps[end].breaks:
                end += 1
            after = tail if end == count else 0
            flats = [self.flat(row.items[one], place, row.sides[one]) for one in range(start, end)]
            whole = None if None in flats else "".join(map(str, flats))
            if start:
                gap = row.gaps[start]
                room = WIDTH - _column(text, column) - gap.space - after
                if not gap.free and whole is not None and len(whole) <= room:
                    text += " " if gap.space else ""
                else:
                    text += ("\n\n" if gap.empty_line else "\n") + pad
            text += self._write_chunk(row, range(start, end), place, pad, _column(text, column), after)
            start = end
        return text

    def _write_chunk(self, row: Row, chunk: range, place: Place, pad: str, column: int, after: int) -> str:
        text = ""
        for number in chunk:
            rest = [self.flat(row.items[one], place, row.sides[one]) for one in range(number, chunk.stop)]
            here = _column(text, column)
            if None not in rest and here + len("".join(map(str, rest))) + after <= WIDTH:
                return text + "".join(map(str, rest))
            tail = after if number == chunk.stop - 1 else 0
            text += self._write(row.items[number], place, row.sides[number], pad, here, tail)
        return text

    def _write(self, node: Node, place: Place, sides: Sides, pad: str, column: int, tail: int) -> str:
        if isinstance(node, Word):
            return write_word(node, pad, column)
        if isinstance(node, Block):
            return self._write_block(node, place, sides, pad, column)
        assert isinstance(node, Element)
        flat = open_tag(node)
        texts = []
        if column + len(flat) <= WIDTH:
            texts.append(self._write_element(node, flat, place, sides, pad, column, tail))
        if not texts or _widest(texts[0], column) > WIDTH and node.attributes:
            texts.append(self._write_element(node, open_lines(node, pad), place, sides, pad, column, tail))
        return min(texts, key=lambda text: max(_widest(text, column), WIDTH))

    def _write_element(
        self, node: Element, opening: str, place: Place, sides: Sides, pad: str, column: int, tail: int
    ) -> str:
        if node.raw is not None:
            return opening + node.raw + close_tag(node)
        inner = place.inside(node)
        row = make_row(node.children, inner, _inside_element(node, sides, place))
        text = opening
        if not row.items:
            return text + (" " if row.gaps[0].space else "") + close_tag(node)
        flat = self.flat_row(row, inner, 0)
        if "\n" in opening and flat is not None and not _wants_lines(node, row):
            whole = text + flat + close_tag(node)
            if _column(whole, column) + tail <= WIDTH:
                return whole
        text += "\n" + pad + STEP if row.gaps[0].breaks else ""
        width = 0 if row.gaps[-1].breaks else len(close_tag(node)) + tail
        text += self.write_row(row, inner, pad + STEP, _column(text, column), width)
        return text + ("\n" + pad if row.gaps[-1].breaks else "") + close_tag(node)

    def _write_block(self, node: Block, place: Place, sides: Sides, pad: str, column: int) -> str:
        text = ""
        for opening, children in node.branches:
            row = make_row(children, place, _inside_block(node, sides, place))
            text += opening
            if row.items:
                text += "\n" + pad + STEP if row.gaps[0].breaks else ""
                text += self.write_row(row, place, pad + STEP, _column(text, column), 0)
            text += "\n" + pad if row.gaps[-1].breaks else ""
        return text + node.end


def _inside_element(element: Element, sides: Sides, place: Place) -> Sides:
    return Sides(B, B) if place.is_box(element) else sides


def _inside_block(block: Block, sides: Sides, place: Place) -> Sides:
    if block.name == "block":
        return Sides(B, B)
    if block.name != "for":
        return sides
    children = block.branches[0][1]
    first, last = edge_of_all(children, 0, place), edge_of_all(children, -1, place)
    return Sides(sides.left | last - NOTHING, sides.right | first - NOTHING)


def _wants_lines(element: Element, row: Row) -> bool:
    holds = [item for item in row.items if isinstance(item, Element | Block)]
    tall = [item for item in row.items if _is_tall(item)]
    if element.name in OPENED:
        return bool(holds)
    return len(tall) > 1 or (bool(tall) and len(row.items) > 1) or any(isinstance(item, Block) for item in tall)


def _is_tall(node: Node) -> bool:
    """Return a block, or a template tag with one in it."""
    if isinstance(node, Block):
        return any(_is_tall(child) for _, children in node.branches for child in children)
    return isinstance(node, Element) and node.name in BLOCK_TAGS - {"br"}


def _column(text: str, column: int) -> int:
    before, line, last = text.rpartition("\n")
    return len(last) if line else column + len(before + last)


def _widest(text: str, column: int) -> int:
    lines = text.split("\n")
    return max(column + len(lines[0]), *map(len, lines[1:]), 0)
