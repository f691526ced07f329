"""Templates reach the pages without their indentation, and their lines keep their numbers."""

from django.template import engines
from django.template.loader import get_template

from posta.web.template_loader import Loader


def test_a_template_is_read_with_one_space_for_its_indentation() -> None:
    template = get_template("web/base.html").template
    written = template.origin.loader.__class__.get_contents
    assert written is Loader.get_contents
    lines = template.source.splitlines()
    assert [line for line in lines if line.startswith("  ")] == []
    with open(template.origin.name, encoding="utf-8") as file:
        assert [line.strip() for line in lines] == [line.strip() for line in file]


def test_the_program_reads_its_templates_so() -> None:
    loaders = engines["django"].engine.template_loaders
    assert [type(one) for outer in loaders for one in outer.loaders] == [Loader]
