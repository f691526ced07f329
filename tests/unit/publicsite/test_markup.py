"""Every page is valid HTML, and the judge of it finds what is planted."""

import pytest

from tests.unit.publicsite.built import list_pages, sample_site
from tests.unit.publicsite.markup import list_markup_faults

PAGE = """<!doctype html>
<html lang="es">
<head>
<title>t</title>
</head>
<body>
<main id="content">
<h1>One</h1>
{}
</main>
</body>
</html>
"""


@pytest.mark.parametrize("path", list_pages())
def test_a_page_is_valid(path: str) -> None:
    assert list_markup_faults(sample_site()[path].decode()) == []


def test_a_clean_page_has_no_fault() -> None:
    assert list_markup_faults(PAGE.format('<p>A <a href="x.html">link</a> &amp; more</p>')) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>never closed", "</main> closes <p>"),
        ("<p><div>block in text</div></p>", "<div> stands in <p>"),
        ("<ul><p>no item</p></ul>", "<p> stands in <ul>"),
        ("<ul>words</ul>", "text stands in <ul>"),
        ("<table><tr><td>x</td></tr></table>", "<tr> stands in <table>"),
        ('<p id="content">twice</p>', "the id content stands twice"),
        ('<p class="a" class="b">x</p>', "has class twice"),
        ('<a href="a.html"><span><a href="b.html">x</a></span></a>', "a link stands in a link"),
        ("<h3>skipped</h3>", "a heading of level 3 follows one of level 1"),
        ('<img src="a.webp" alt="">', "<img> needs height"),
        ("<p style='color:red'>x</p>", "<p> may not have style"),
        ("<center>x</center>", "<center> is not on the list"),
        ('<p aria-labelledby="nobody">x</p>', "nobody is pointed at"),
        ("<br/>", "<br/> closes itself"),
        ('<a href="">x</a>', "<a> has an empty href"),
    ],
)
def test_what_is_planted_is_found(planted: str, found: str) -> None:
    assert any(found in fault for fault in list_markup_faults(PAGE.format(planted)))
