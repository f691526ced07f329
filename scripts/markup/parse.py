"""Reads a template into a tree of elements, template tags, words and spaces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TEMPLATE_TAG = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
TOKEN = re.compile(
    r"(?P<whole>\{%\s*comment\b.*?endcomment\s*%\}|\{\#.*?\#\}|<!--.*?-->|<!doctype[^>]*>)"
    r"|(?P<translated>\{%\s*blocktranslate\b.*?endblocktranslate\s*%\})"
    r"|(?P<tag>\{%.*?%\})"
    r"|(?P<value>\{\{.*?\}\})"
    r"|(?P<close></[\w:-]+\s*>)"
    rf"|(?P<open><[a-zA-Z][\w:-]*(?:{TEMPLATE_TAG}|\"(?:{TEMPLATE_TAG}|[^\"])*\"|'(?:{TEMPLATE_TAG}|[^'])*'|[^>\"'])*>)"
    r"|(?P<space>\s+)"
    r"|(?P<word>(?:(?!\{[{%#])[^\s<])+)",
    re.S,
)
ATTRIBUTE = re.compile(
    r"(?P<tag>\{%\s*(?P<name>\w+).*?%\})|(?P<space>\s+)"
    rf"|(?P<attribute>(?:\{{\{{.*?\}}\}}|[^\s=\"'{{}}])+(?:=(?:\"(?:{TEMPLATE_TAG}|[^\"])*\"|'(?:{TEMPLATE_TAG}|[^'])*'"
    r"|(?:\{\{.*?\}\}|[^\s\"'{}])+))?)",
    re.S,
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
RAW = frozenset({"script", "style", "pre", "textarea"})
BRANCHES = frozenset({"elif", "else", "empty"})


@dataclass
class Space:
    """White space; `lines` is the number of its line breaks."""

    lines: int = 0


@dataclass
class Word:
    """Text, a value or a template tag that nothing is nested in."""

    text: str
    kind: str = "word"

    @property
    def name(self) -> str:
        """The name of a template tag; empty for text and values."""
        found = re.match(r"\{%\s*(\w+)", self.text)
        return found[1] if found and self.kind != "word" else ""


@dataclass
class Element:
    """An element; `attributes` are strings, or the branches of a template tag around attributes."""

    name: str
    attributes: "list[Attribute]" = field(default_factory=list)
    children: "list[Node]" = field(default_factory=list)
    closed: bool = True
    slash: bool = False
    raw: str | None = None


@dataclass
class Block:
    """A template tag with an end: each branch is its opening tag and what stands in it."""

    branches: "list[tuple[str, list[Node]]]"
    end: str = ""

    @property
    def name(self) -> str:
        """The name of the tag: `if`, `for`, `block`."""
        return tag_name(self.branches[0][0])


@dataclass
class Choice:
    """Attributes that a template tag chooses: each branch is its tag and the attributes in it."""

    branches: "list[tuple[str, list[Attribute]]]"
    end: str = ""


Attribute = str | Choice
Node = Space | Word | Element | Block


class MarkupError(ValueError):
    """A template whose elements and tags are not nested; says the line and what to do."""


def tag_name(text: str) -> str:
    """Return the name of a template tag."""
    found = re.match(r"\{%\s*(\w+)", text)
    return found[1] if found else ""


def parse_template(text: str) -> list[Node]:
    """Read a template; raises MarkupError where elements and template tags are not nested in one another."""
    nested = {name.removeprefix("end") for name in re.findall(r"\{%\s*(end\w+)", text)}
    reader = _Reader(text, nested)
    nodes = reader.read_nodes()
    if reader.stopped:
        raise MarkupError(f"line {reader.line}: {reader.stopped} closes nothing; close each element in its own branch")
    return nodes


class _Reader:
    def __init__(self, text: str, nested: set[str]) -> None:
        self.text, self.nested, self.position, self.stopped = text, nested, 0, ""

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.position) + 1

    def read_nodes(self) -> list[Node]:
        nodes: list[Node] = []
        while self.position < len(self.text):
            found = TOKEN.match(self.text, self.position)
            if found is None:
                raise MarkupError(f"line {self.line}: not understood")
            self.position = found.end()
            node = self._node(found.lastgroup or "", found[0])
            if node is None:
                self.stopped = found[0]
                return nodes
            nodes.append(node)
        self.stopped = ""
        return nodes

    def _node(self, kind: str, text: str) -> Node | None:
        if kind == "space":
            return Space(text.count("\n"))
        if kind == "open":
            return self._element(text)
        if kind == "close":
            return None
        if kind == "tag":
            name = tag_name(text)
            if name in BRANCHES or name.startswith("end") or name == "plural":
                return None
            return self._block(text) if name in self.nested else Word(squeeze(text), "tag")
        return Word(text if kind in ("whole", "word") else squeeze(text) if kind == "value" else text, kind)

    def _element(self, text: str) -> Element:
        found = re.match(r"<([\w:-]+)", text)
        assert found
        name, inside = found[1], text[found.end() : -1].rstrip()
        slash = inside.endswith("/") and not inside.endswith("=/")
        element = Element(name, parse_attributes(inside.removesuffix("/") if slash else inside), slash=slash)
        if slash or name in VOID:
            element.closed = False
        elif name in RAW:
            end = self.text.index(f"</{name}", self.position)
            element.raw = self.text[self.position : end]
            self.position = self.text.index(">", end) + 1
        else:
            line = self.line
            element.children = self.read_nodes()
            if not re.fullmatch(rf"</{name}\s*>", self.stopped):
                raise MarkupError(
                    f"line {line}: <{name}> meets {self.stopped or 'the end'}; close it in its own branch"
                )
        return element

    def _block(self, text: str) -> Block:
        name, block, opening, line = tag_name(text), Block([]), text, self.line
        while True:
            block.branches.append((squeeze(opening), self.read_nodes()))
            opening = self.stopped
            if tag_name(opening) == f"end{name}":
                block.end = squeeze(opening)
                return block
            if tag_name(opening) not in BRANCHES:
                raise MarkupError(f"line {line}: {text} meets {opening or 'the end'}; close it in its own branch")


def parse_attributes(text: str) -> list[Attribute]:
    """Read what stands in a tag after its name."""
    tokens = list(ATTRIBUTE.finditer(text))
    if "".join(one[0] for one in tokens) != text:
        raise MarkupError(f"attributes not understood: {text.strip()}")
    found, stop = _read_attributes(iter(tokens))
    if stop:
        raise MarkupError(f"{stop} closes nothing in {text.strip()}")
    return found


def _read_attributes(tokens: Iterator[re.Match[str]]) -> tuple[list[Attribute], str]:
    found: list[Attribute] = []
    for token in tokens:
        name = token["name"] or ""
        if token["space"]:
            continue
        if name in BRANCHES or name.startswith("end"):
            return found, token[0]
        if name in ("if", "for", "with"):
            found.append(_choice(token[0], tokens))
        else:
            found.append(token[0])
    return found, ""


def _choice(opening: str, tokens: Iterator[re.Match[str]]) -> Choice:
    choice, start = Choice([]), tag_name(opening)
    while True:
        inside, stop = _read_attributes(tokens)
        choice.branches.append((opening, inside))
        if not stop or tag_name(stop) == f"end{start}":
            choice.end = stop
            return choice
        opening = stop


def squeeze(text: str) -> str:
    """Return a template tag with single spaces outside its quoted words."""
    parts = re.split(r"(\"[^\"]*\"|'[^']*')", text)
    return "".join(part if part[:1] in "\"'" and part else re.sub(r"\s+", " ", part) for part in parts)
