"""The files of the kit: pinned, small, local, and without anything inline."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "posta/web/static/posta"
TEMPLATES = sorted((ROOT / "posta").glob("*/templates/**/*.html"))
OWN = [*TEMPLATES, STATIC / "posta.css", STATIC / "posta.js"]


def test_vendored_files_are_those_pinned():
    done = subprocess.run([sys.executable, ROOT / "scripts/vendor.py", "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(path):
    text = path.read_text()
    assert not re.search(r"https?://|//cdn", text.replace("http://www.w3.org/2000/svg", ""))
    if path.suffix == ".html":
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", text)


def test_the_script_keeps_nothing_in_the_browser():
    text = (STATIC / "posta.js").read_text()
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|eval\(|new Function", text)


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_every_rule_of_a_style_sheet_is_closed(path):
    """A merge lost one brace, and browsers took every rule after it for a part of that one."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    assert text.count("{") == text.count("}")


def test_budgets_of_style_and_script():
    assert len(gzip.compress((STATIC / "posta.css").read_bytes(), 9)) <= 5_200
    scripts = (STATIC / name for name in ("htmx.min.js", "posta.js"))
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) <= 25_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_is_in_the_sprite(path):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    assert set(re.findall(r'{% icon "([^"]+)"', path.read_text())) <= drawn


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_words_outside_translation(path):
    text = re.sub(r"{#.*?#}", "", path.read_text())  # a comment on one line
    text = re.sub(r"{% comment.*?endcomment %}|{% blocktranslate.*?endblocktranslate %}", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>|&\w+;", " ", text, flags=re.S)
    assert not re.findall(r"[A-Za-zÁ-ú]{3,}", text.replace("Posta", ""))
