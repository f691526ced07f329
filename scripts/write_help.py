"""Build the guides into the package as HTML, or check that the package has what the guides say.

python scripts/write_help.py            write posta/web/help/texts/{es,en,fr}/*.html from docs/{how-to,runbooks,tutorials}
python scripts/write_help.py --check    change nothing; exit 1 and name each text that is stale

A post has no Markdown library; the texts are built here, where it is, and committed. Links between guides lead to one
another inside the program. What is not in the program (reference pages, code, pictures) stays as words only.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from scripts.compile_messages import typeset_french  # noqa: E402

TEXTS = HERE / "posta" / "web" / "help" / "texts"
FOLDERS = ("how-to", "runbooks", "tutorials")
LANGUAGES = ("es", "en", "fr")
RISKS = {  # a post has no font of emoji: the style sheet draws these
    "es": {"🟢": "no deshace nada", "🟡": "afecta a otros", "🔴": "no se puede deshacer"},
    "en": {"🟢": "undoes nothing", "🟡": "affects others", "🔴": "cannot be undone"},
    "fr": {"🟢": "ne défait rien", "🟡": "touche les autres", "🔴": "ne peut être défait"},
}
GUIDE = re.compile(r"(?:\.\./)*(?:[\w-]+/)*([\w-]+)\.md$")


def main(words: Sequence[str] | None = None) -> int:
    """Write the texts, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description="Build or check the guides inside the program.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a text is stale")
    if parser.parse_args(words).check:
        stale = list_stale()
        for text in stale:
            sys.stderr.write(f"posta/web/help/texts/{text}: not what the guide says; run `make docs`\n")
        return 1 if stale else 0
    texts = all_texts()
    for path in _written():
        if path.relative_to(TEXTS).as_posix() not in texts:
            path.unlink()
    for name, text in texts.items():
        (TEXTS / name).parent.mkdir(parents=True, exist_ok=True)
        (TEXTS / name).write_text(text, encoding="utf-8")
    return 0


def list_stale() -> list[str]:
    """Return the texts that differ from their guide, are missing, or have no guide."""
    texts = all_texts()
    found = {path.relative_to(TEXTS).as_posix(): path.read_text(encoding="utf-8") for path in _written()}
    return sorted(name for name in texts.keys() | found.keys() if texts.get(name) != found.get(name))


def all_texts() -> dict[str, str]:
    """Return every text by its path below `texts`."""
    pages = [
        page
        for language in LANGUAGES
        for folder in FOLDERS
        for page in (HERE / "docs" / folder / language).glob("*.md")
    ]
    names = {page.stem for page in pages}
    return {
        f"{page.parent.name}/{page.stem}.html": build_text(page.read_text(encoding="utf-8"), names, page.parent.name)
        for page in sorted(pages)
    }


def build_text(guide: str, names: set[str], language: str = "es") -> str:
    """Return a guide as HTML: its title on the first line, then its body.

    >>> build_text("# Title" + chr(10) * 2 + "See [b](../en/b.md) and [c](../x/c.md).", {"b"})
    '<h1>Title</h1>\\n<p>See <a href="/ayuda/b/">b</a> and c.</p>\\n'
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(guide)
    for token in tokens:
        token.children = list(_inside(token.children or (), names, language))
    text: str = markdown.renderer.render(_without_empty_paragraphs(tokens), markdown.options, {})
    for number, (sign, words) in enumerate(RISKS[language].items()):
        text = text.replace(sign, f'<span class="risk r{number}" role="img" aria-label="{words}"></span>')
    return text


def _inside(tokens: Iterable[Token], names: set[str], language: str) -> Iterator[Token]:
    """Yield what a line holds, without pictures and without links that lead out of the program."""
    leads_out = False  # links hold no links
    for token in tokens:
        if token.type == "link_open":
            found = GUIDE.match(str(token.attrGet("href")))
            leads_out = not found or found[1] not in names
            token.attrSet("href", f"/ayuda/{found[1]}/" if found else "")
        if token.type == "image" or (leads_out and token.type in {"link_open", "link_close"}):
            continue
        if token.type == "text" and language == "fr":
            token.content = typeset_french(token.content)
        yield token


def _without_empty_paragraphs(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        if [one.type for one in kept[-3:]] == ["paragraph_open", "inline", "paragraph_close"] and not kept[-2].children:
            del kept[-3:]
    return kept


def _written() -> list[Path]:
    return sorted(TEXTS.glob("*/*.html"))


if __name__ == "__main__":
    sys.exit(main())
