"""Judging a page by the rules of HTML that this site's templates could break. Stricter than the standard on purpose:
every element is closed by its own tag, every attribute is quoted, and only elements and attributes on the lists stand.

What it does not judge (values of `srcset`, colours of SVG, microdata) is seen by the browser's tests and by readers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
PHRASING: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "cite",
        "code",
        "data",
        "em",
        "i",
        "img",
        "kbd",
        "mark",
        "picture",
        "q",
        "s",
        "small",
        "source",
        "span",
        "strong",
        "sub",
        "sup",
        "svg",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
SVG: Final = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "use",
        "defs",
        "symbol",
        "ellipse",
        "clippath",
    ]
)
FLOW: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "div",
        "dl",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
        "details",
    ]
)
CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title", "link"}),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"div", "dt", "dd"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot"}),
    "colgroup": frozenset({"col"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    "picture": frozenset({"source", "img"}),
    **dict.fromkeys(
        [
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "span",
            "strong",
            "em",
            "b",
            "i",
            "small",
            "abbr",
            "cite",
            "code",
            "dt",
            "data",
            "time",
            "summary",
            "pre",
        ],
        PHRASING,
    ),
}
ANYWHERE: Final = frozenset(
    [
        "class",
        "id",
        "lang",
        "dir",
        "title",
        "hidden",
        "tabindex",
        "role",
        "itemscope",
        "itemtype",
        "itemprop",
        "itemid",
        "itemref",
    ]
)
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset(["href", "hreflang", "rel", "download", "type", "target"]),
    "link": frozenset(["rel", "href", "hreflang", "type", "as", "crossorigin", "title", "sizes"]),
    "meta": frozenset(["charset", "name", "content", "http-equiv", "property"]),
    "img": frozenset(["src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"]),
    "source": frozenset(["type", "srcset", "sizes", "media", "width", "height"]),
    "th": frozenset(["scope", "colspan", "rowspan", "headers", "abbr"]),
    "td": frozenset(["colspan", "rowspan", "headers"]),
    "col": frozenset({"span"}),
    "ol": frozenset(["start", "reversed", "type"]),
    "li": frozenset({"value"}),
    "data": frozenset({"value"}),
    "time": frozenset({"datetime"}),
    "blockquote": frozenset({"cite"}),
    "details": frozenset(["open", "name"]),
}
NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "img": frozenset({"src", "alt", "width", "height"}),
    "html": frozenset({"lang"}),
    "data": frozenset({"value"}),
    "th": frozenset({"scope"}),
}


@dataclass
class _Open:
    """An element that is not closed yet, and the tags of its children so far."""

    tag: str
    children: list[str] = field(default_factory=list)


class _Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.stack: list[_Open] = [_Open("")]
        self.ids: set[str] = set()
        self.pointed: set[str] = set()
        self.faults: list[str] = []

    def complain(self, text: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.enter(tag, attrs)
        if tag in VOID:
            return
        self.stack.append(_Open(tag))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.enter(tag, attrs)
        if tag not in SVG:
            self.complain(f"<{tag}/> closes itself, which only SVG may")

    def enter(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        above = [one.tag for one in self.stack]
        drawing = "svg" in above
        said = tag in {"meta", "link"} and any(name == "itemprop" for name, _ in attrs)  # microdata may stand in text
        for fault in (*(() if said else _misplaced(tag, above, drawing)), *_wrong_attributes(tag, attrs, drawing)):
            self.complain(fault)
        given = {name: value or "" for name, value in attrs}
        if identifier := given.get("id", ""):
            if identifier in self.ids or re.search(r"\s", identifier):
                self.complain(f"the id {identifier} stands twice or has a space")
            self.ids.add(identifier)
        for name in ("aria-labelledby", "aria-describedby", "headers", "itemref"):
            self.pointed |= set(given.get(name, "").split())
        self.stack[-1].children.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.stack[-1].tag != tag:
            self.complain(f"</{tag}> closes <{self.stack[-1].tag}>")
            return
        closed = self.stack.pop()
        if tag == "dl" and "dt" not in closed.children and "div" not in closed.children:
            self.complain("<dl> without a term")

    def handle_data(self, data: str) -> None:
        if data.strip() and self.stack[-1].tag in CHILDREN and not CHILDREN[self.stack[-1].tag] & PHRASING:
            self.complain(f"text stands in <{self.stack[-1].tag}>")
        if ">" in data:
            self.complain("a bare > stands in text")

    def handle_entityref(self, name: str) -> None:
        if name not in {"amp", "lt", "gt", "quot", "nbsp"}:
            self.complain(f"&{name}; is not on the list")


def _misplaced(tag: str, above: list[str], drawing: bool) -> Iterator[str]:
    parent = above[-1]
    if drawing or tag == "svg":
        if tag not in SVG and tag != "a":
            yield f"<{tag}> stands in a drawing"
        return
    if tag not in PHRASING | FLOW | VOID | set(CHILDREN) | {
        "title",
        "li",
        "dd",
        "td",
        "th",
        "body",
        "figcaption",
        "caption",
        "html",
    }:
        yield f"<{tag}> is not on the list"
    wanted = CHILDREN.get(parent)
    if wanted is not None and tag not in wanted:
        yield f"<{tag}> stands in <{parent}>"
    if tag == "a" and "a" in above:
        yield "a link stands in a link"
    if tag in FLOW and parent == "a" and any(one in PHRASING or CHILDREN.get(one) == PHRASING for one in above[:-1]):
        yield f"<{tag}> stands in a link within text"
    if tag == "figcaption" and parent != "figure":
        yield "<figcaption> stands outside a figure"
    if tag == "main" and "main" in above:
        yield "<main> stands twice"


def _wrong_attributes(tag: str, attrs: list[tuple[str, str | None]], drawing: bool) -> Iterator[str]:
    names = [name for name, _ in attrs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"<{tag}> has {name} twice"
    if drawing or tag in SVG - {"title"}:
        return
    for name in names:
        if not (name in ANYWHERE or name in ATTRIBUTES.get(tag, ()) or name.startswith(("aria-", "data-"))):
            yield f"<{tag}> may not have {name}"
    for name in sorted(NEEDED.get(tag, frozenset()) - set(names)):
        yield f"<{tag}> needs {name}"
    for name, value in attrs:
        if name in {"href", "src", "class", "id", "lang"} and not (value or "").strip():
            yield f"<{tag}> has an empty {name}"


def list_markup_faults(html: str) -> list[str]:
    """What is wrong with a page, with lines."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    faults = judge.faults
    if not html.startswith("<!doctype html>\n"):
        faults.append("line 1: no doctype")
    faults += [f"<{one.tag}> is never closed" for one in judge.stack[1:]]
    faults += [f"{name} is pointed at and stands nowhere" for name in sorted(judge.pointed - judge.ids)]
    if html.count("<h1") != 1:
        faults.append("a page has one <h1>")
    return faults + list(_skipped_levels(html))


def _skipped_levels(html: str) -> Iterator[str]:
    before = 0
    for level in map(int, re.findall(r"<h([1-6])\b", html)):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"
        before = level
