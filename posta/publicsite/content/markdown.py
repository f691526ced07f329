"""Turns Markdown into clean HTML: CommonMark and tables. What is not allowed is a problem, never silently dropped.

Links inside the site keep their written form (`page:where`) in the HTML; `links.resolve_links` makes them relative to
the page that shows the text. External links are https, `mailto:` or `tel:`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from posta.publicsite.content.front_matter import TextFile
from posta.publicsite.content.site_content import WrittenLink
from posta.publicsite.errors import InputProblem, NotPublishable

INTERNAL: Final = ("page", "story", "figure", "download", "picture")
_LINK: Final = re.compile(rf"({'|'.join(INTERNAL)}):([\w./-]+)")
_TAGS: Final = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "a", "img",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title", "rel"}, "img": {"src", "alt"}, "ol": {"start"}}
_HIGHEST, _LOWEST = 2, 4


def render_markdown(source: TextFile) -> tuple[str, tuple[WrittenLink, ...]]:
    """Return a text's clean HTML and the links into the site that it holds. Raises NotPublishable."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # judged below, and named instead of shown
    tokens = markdown.parse(source.body)
    problems = [*_judge_blocks(source, tokens), *_judge_headings(source, tokens)]
    links = []
    for block, line, token in _walk(source, tokens):
        problems.extend(_judge_inline(source, block, line, token))
        address = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if _LINK.fullmatch(address):
            links.append(WrittenLink(target=address, line=line))
        elif address.startswith("https://"):
            token.attrSet("rel", "noopener")
    if problems:
        raise NotPublishable(problems)
    html = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "mailto", "tel", *INTERNAL},
        link_rel=None,
    )
    return html, tuple(links)


def _walk(source: TextFile, tokens: Sequence[Token]) -> Iterator[tuple[Token, int, Token]]:
    """Yield each token inside a paragraph, heading or cell, with its block and its line in the file."""
    for block in tokens:
        line = source.above + (block.map[0] if block.map else 0) + 1
        for token in block.children or ():
            yield block, line, token
            line += token.type in ("softbreak", "hardbreak")


def _judge_blocks(source: TextFile, tokens: Sequence[Token]) -> Iterator[InputProblem]:
    for token in tokens:
        if token.type == "html_block":
            yield _raw_html(source, source.above + (token.map or [0])[0] + 1)


def _raw_html(source: TextFile, line: int) -> InputProblem:
    return InputProblem(source.file, line, "HTML stands in the text.", "Write it as Markdown, without `<` and `>`.")


def _judge_headings(source: TextFile, tokens: Sequence[Token]) -> Iterator[InputProblem]:
    """Yield the headings that skip a level or repeat the page's own."""
    before = _HIGHEST - 1
    for token in tokens:
        if token.type != "heading_open":
            continue
        level, line = int(token.tag[1]), source.above + (token.map or [0])[0] + 1
        if level < _HIGHEST:
            yield InputProblem(
                source.file, line, "A page has one first heading, its title.", "Begin this one with `##`."
            )
        elif level > min(before + 1, _LOWEST):
            best = "#" * min(before + 1, _LOWEST)
            yield InputProblem(source.file, line, "This heading is too deep for its place.", f"Begin it with `{best}`.")
        before = max(level, _HIGHEST)


def _judge_inline(source: TextFile, block: Token, line: int, token: Token) -> Iterator[InputProblem]:
    if token.type == "html_inline":
        yield _raw_html(source, line)
    elif token.type == "link_open":
        yield from _judge_link(source, line, str(token.attrs.get("href", "")))
    elif token.type == "image":
        yield from _judge_picture(source, block, line, token)


def _judge_link(source: TextFile, line: int, address: str) -> Iterator[InputProblem]:
    if address.startswith("http://"):
        yield InputProblem(source.file, line, "A link is not https.", "Use the https address, or take the link out.")
    elif not (_LINK.fullmatch(address) or address.startswith(("https://", "mailto:", "tel:"))):
        todo = f"Write https://..., or for a page of the site {', '.join(f'{kind}:...' for kind in INTERNAL)}."
        yield InputProblem(source.file, line, f"The link `{address[:60]}` leads nowhere that is known.", todo)


def _judge_picture(source: TextFile, block: Token, line: int, token: Token) -> Iterator[InputProblem]:
    if not str(token.attrs.get("src", "")).startswith("picture:"):
        yield InputProblem(source.file, line, "A picture is not one of the folder.", "Write `![](picture:NAME)`.")
    if len(block.children or ()) != 1:
        yield InputProblem(source.file, line, "A picture stands inside a sentence.", "Give it a paragraph of its own.")
    if token.content:
        todo = "Leave the brackets empty: `![](picture:NAME)`."
        yield InputProblem(source.file, line, "A picture is described beside its file, in every language.", todo)
