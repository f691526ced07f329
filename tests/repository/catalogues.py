"""Finding the sentences that the message catalogues must hold."""

import ast
import re

from django.utils.translation.template import templatize

from tests.repository.tree import list_files, text_of, tree_of

CALLS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "N_"})
TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_CONTEXT = re.compile(rf"\bn?pgettext\(\s*({TEXT})\s*,\s*({TEXT})")
IN_TEMPLATE = re.compile(rf"\b(?:n?gettext|_)\(\s*({TEXT})")


def sentences_of_python() -> set[str]:
    """Every sentence that the program marks for translation."""
    found = set()
    for path in list_files("posta", ".py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def sentences_of_templates() -> set[str]:
    """Every sentence that templates mark for translation."""
    found = set()
    for path in list_files("posta", ".html"):
        if "templates" in path.parts:
            code = templatize(text_of(path), origin=path.name)
            found |= {_said(match[1]) for match in IN_TEMPLATE.finditer(code)}
            found |= {f"{_said(match[1])}\x04{_said(match[2])}" for match in IN_CONTEXT.finditer(code)}
    return found


def _said(quoted: str) -> str:
    return str(ast.literal_eval(quoted.removeprefix("u")))
