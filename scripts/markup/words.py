"""Writes the words of a template; a sentence that is too long for its line is written on several."""

import re
import textwrap

from scripts.markup.parse import Word
from scripts.markup.tags import STEP, WIDTH

TRANSLATE = re.compile(r"\{% translate (?:\"([^\"]*)\"|'([^']*)')((?: context \"[^\"]*\")?) %\}")
WRAPPED = re.compile(r"(\{%\s*blocktranslate\b.*?%\})(.*?)(\{%\s*endblocktranslate\s*%\})", re.S)
PLURAL = "{% plural %}"


def write_word(word: Word, pad: str, column: int) -> str:
    """Return the word from a column, on several lines if it is a sentence that does not fit."""
    wide = column + len(word.text) > WIDTH or "\n" in word.text
    if wide and word.kind == "whole":
        return _comment(word.text, pad)
    sentence = TRANSLATE.fullmatch(word.text)
    if wide and sentence:
        text = sentence[1] or sentence[2] or ""
        return _trimmed(f"{{% blocktranslate trimmed{sentence[3]} %}}", text, pad) if _is_plain(text) else word.text
    wrapped = WRAPPED.fullmatch(word.text)
    if wide and wrapped:
        opening, text = wrapped[1], wrapped[2]
        if " trimmed" in opening:
            return _trimmed(opening, text, pad)
        if all(part == part.strip() and "  " not in part and "\n" not in part for part in text.split(PLURAL)):
            return _trimmed(opening.replace("blocktranslate", "blocktranslate trimmed", 1), text, pad)
    return word.text


def _comment(text: str, pad: str) -> str:
    """Return a comment whose lines are too long is written on lines of its own."""
    found = re.fullmatch(r"(?:\{% comment %\}|\{#)(.*?)(?:\{% endcomment %\}|#\})", text, re.S)
    if not found or max(map(len, text.split("\n"))) + len(pad) <= WIDTH:
        return text
    return f"{{% comment %}}\n{_wrap(found[1], pad + STEP)}\n{pad}{{% endcomment %}}"


def _is_plain(text: str) -> bool:
    """It says the same to the translators within a tag with an end."""
    return text == " ".join(text.split()) and "%" not in text and "{" not in text


def _trimmed(opening: str, text: str, pad: str) -> str:
    parts = [_wrap(part, pad + STEP) for part in re.split(r"\s*\{%\s*plural\s*%\}\s*", text)]
    lines = f"\n{pad}{PLURAL}\n".join(parts)
    return f"{opening}\n{lines}\n{pad}{{% endblocktranslate %}}"


def _wrap(text: str, pad: str) -> str:
    values: list[str] = []

    def keep(found: re.Match[str]) -> str:
        values.append(found[0])
        return found[0].replace(" ", "\0")

    kept = re.sub(r"\{\{.*?\}\}", keep, " ".join(text.split()))
    wrapped = textwrap.fill(
        kept, WIDTH, initial_indent=pad, subsequent_indent=pad, break_long_words=False, break_on_hyphens=False
    )
    return wrapped.replace("\0", " ")
