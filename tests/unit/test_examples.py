"""The examples in docstrings are true: a reader may type them."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from tests.repository.tree import list_files, name_of, text_of

# Modules that begin a program, or that need a database, a socket or a browser to be loaded at all.
PROGRAMS = ("posta/config/wsgi.py", "posta/config/asgi.py", "posta/__main__.py")
WITH_EXAMPLES = [p for p in list_files("posta", ".py") if ">>> " in text_of(p) and name_of(p) not in PROGRAMS]


@pytest.mark.django_db
@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name_of)
def test_the_examples_of_a_module_are_true(path: Path) -> None:
    module = import_module(name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    done = doctest.testmod(module, extraglobs={name: getattr(module, name) for name in dir(module)})
    assert done.attempted > 0
    assert done.failed == 0
