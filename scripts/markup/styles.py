"""Lays out a style sheet, one declaration a line, and says what it draws as boxes."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

QUOTED = r"\"[^\"]*\"|'[^']*'"
BRACKETS = rf"\((?:{QUOTED}|[^()\"']|\((?:{QUOTED}|[^()\"']|\([^()]*\))*\))*\)"
PIECE = re.compile(
    rf"(?P<comment>/\*.*?\*/)|(?P<mark>[{{}};])|(?P<text>(?:{QUOTED}|{BRACKETS}|[^{{}};\"'(/]|/(?!\*))+)", re.S
)
COMMA = re.compile(r",(?![^(]*\))\s*")
WIDTH = 120
FLEX = frozenset({"flex", "grid", "inline-flex", "inline-grid"})
BLOCK = frozenset({"block", "flex", "grid"})
BOX = FLEX | BLOCK | {"inline-block"}


@dataclass
class Rule:
    """A declaration or a comment (no `body`), or a selector with what stands in its braces."""

    text: str
    body: "list[Rule] | None" = None
    beside: bool = False  # a comment on the line of what it is about
    spaced: bool = False  # an empty line stands before it


@dataclass(frozen=True)
class Boxes:
    """The selectors of a style sheet that draw boxes, each as its steps from the outermost element."""

    drawn: dict[tuple[str, ...], str] = field(default_factory=dict)

    def display_of(self, name: str, ancestors: Sequence[tuple[str, frozenset[str]]], classes: frozenset[str]) -> str:
        """Return how an element is drawn, as far as its tag, its classes and its ancestors tell; the last rule
        counts.
        """
        found = ""
        for steps, display in self.drawn.items():
            if _is_meant(steps[-1], name, classes) and _are_above(steps[:-1], ancestors):
                found = display
        return found


def parse_sheet(text: str) -> list[Rule]:
    """Read a style sheet."""
    top: list[Rule] = []
    open_rules, waiting, end = [top], "", 0
    for piece in PIECE.finditer(text):
        gap = text[end : piece.start()]
        if gap.strip():
            raise ValueError(f"a style sheet that is not understood: {gap.strip()[:40]}")
        end = piece.end()
        spaced = (
            bool(re.match(r"[ \t]*\n[ \t]*\n", piece[0])) or "\n\n" in text[max(0, piece.start() - 2) : piece.start()]
        )
        words = " ".join(piece[0].split())
        if piece["comment"]:
            line = text[: piece.start()].rpartition("\n")[2]
            open_rules[-1].append(Rule(piece[0], None, bool(line.strip()) and not waiting, spaced))
        elif piece["text"]:
            waiting = words
        elif words == "{":
            body: list[Rule] = []
            open_rules[-1].append(Rule(waiting, body))
            open_rules.append(body)
            waiting = ""
        else:
            if waiting:
                open_rules[-1].append(Rule(waiting))
            waiting = ""
            if words == "}":
                open_rules.pop()
    if waiting or len(open_rules) != 1:
        raise ValueError("a style sheet with an open rule")
    return top


def format_sheet(text: str) -> str:
    """Return a style sheet with one declaration a line and an empty line before each rule."""
    return "\n".join(_lines(parse_sheet(text), "")).strip("\n") + "\n"


def boxes_of(sheets: Sequence[str]) -> Boxes:
    """Return what the rules outside conditions draw as boxes, and no condition draws as words in a line."""
    drawn: dict[tuple[str, ...], str] = {}
    for rule in (rule for text in sheets for rule in parse_sheet(text) if rule.body):
        shown = [one.text.partition(":")[2].strip() for one in rule.body or [] if one.text.startswith("display:")]
        if not rule.text.startswith("@") and shown and shown[-1] in BOX:
            for selector in COMMA.split(rule.text):
                if re.fullmatch(r"[\w.\s>-]+", selector):
                    drawn[_steps(selector)] = shown[-1]
    inline = [steps for text in sheets for rule in parse_sheet(text) for steps in _drawn_inline(rule)]
    return Boxes({one: how for one, how in drawn.items() if not any(steps[-len(one) :] == one for steps in inline)})


def _drawn_inline(rule: Rule) -> list[tuple[str, ...]]:
    if rule.text.startswith("@"):
        return [steps for inner in rule.body or [] for steps in _drawn_inline(inner)]
    if not any("".join(one.text.split()) == "display:inline" for one in rule.body or []):
        return []
    return [_steps(selector) for selector in COMMA.split(rule.text)]


def _steps(selector: str) -> tuple[str, ...]:
    return tuple(re.split(r"\s*>\s*|\s+", selector))


def _lines(rules: Sequence[Rule], pad: str) -> list[str]:
    lines: list[str] = []
    for number, rule in enumerate(rules):
        before = rules[number - 1] if number else None
        is_comment = rule.text.startswith("/*")
        if rule.beside and lines and len(lines[-1]) + len(rule.text) < WIDTH:
            lines[-1] += f" {rule.text}"
            continue
        if before is not None and _wants_space(before, rule, is_comment):
            lines.append("")
        if is_comment:
            lines += _comment(rule.text, pad)
        elif rule.body is None:
            lines += _declaration(rule.text, pad)
        else:
            lines += [*_selector(rule.text, pad), *_lines(rule.body, pad + "  "), pad + "}"]
    return lines


def _wants_space(before: Rule, rule: Rule, is_comment: bool) -> bool:
    if before.text.startswith("/*") and not before.beside:
        return rule.spaced and is_comment
    return before.body is not None or rule.body is not None or (is_comment and rule.spaced)


def _comment(text: str, pad: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    if max(map(len, lines)) + len(pad) + 3 > WIDTH:
        lines = textwrap.wrap(" ".join(lines), WIDTH - len(pad) - 3)
    return [pad + lines[0], *(f"{pad}   {line}".rstrip() for line in lines[1:])]


def _selector(text: str, pad: str) -> list[str]:
    text = re.sub(r"\s*([>~+])\s*(?![^(]*\))", r" \1 ", text) if not text.startswith("@") else text
    text = re.sub(r"\s*:\s*(?=[^()]*\))", ": ", text) if text.startswith(("@media", "@supports (")) else text
    return [f"{pad}{line}" for line in (",\n".join(COMMA.split(text)) + " {").strip().split("\n")]


def _declaration(text: str, pad: str) -> list[str]:
    name, colon, value = text.partition(":")
    value = re.sub(r"\s*!\s*important", " !important", COMMA.sub(", ", value.strip()))
    line = f"{name.strip()}: {value};" if colon else f"{text};"
    return textwrap.wrap(
        line, WIDTH, initial_indent=pad, subsequent_indent=pad + "  ", break_long_words=False, break_on_hyphens=False
    )


def _is_meant(step: str, name: str, classes: frozenset[str]) -> bool:
    tag, *wanted = step.split(".")
    return tag in ("", name) and classes.issuperset(wanted)


def _are_above(steps: Sequence[str], ancestors: Sequence[tuple[str, frozenset[str]]]) -> bool:
    above = iter(reversed(ancestors))
    return all(any(_is_meant(step, *one) for one in above) for step in reversed(steps))
