"""The forms of a page as a browser without scripts reads them: where each goes, and what it posts untouched."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class PageForm:
    """One form that posts: its address, its fields as they stand, and the buttons that send it."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.by_id: dict[str, PageForm] = {}
        self.here: PageForm | None = None
        self.select: tuple[PageForm, str] | None = None
        self.text: tuple[PageForm, str] | None = None
        self.in_template = 0

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in given}
        self.in_template += tag == "template"
        if tag == "form":
            self.here = PageForm(named.get("action", ""))
            if named.get("method") == "post":
                self.forms.append(self.here)
            self.by_id[named.get("id", "")] = self.here
        form = self.by_id.get(named["form"]) if "form" in named else self.here
        if form is None or self.in_template:
            return
        name = named.get("name", "")
        if tag == "button":
            form.buttons.append((name, named.get("value", "")))
        elif tag == "input" and name and named.get("type") not in ("file", "submit"):
            if named.get("type") not in ("radio", "checkbox") or "checked" in named:
                form.fields.setdefault(name, []).append(named.get("value", "on"))
        elif tag == "select":
            self.select = (form, name)
        elif tag == "option" and self.select and "selected" in named:
            form.fields.setdefault(self.select[1], []).append(named.get("value", ""))
        elif tag == "textarea":
            self.text = (form, name)

    def handle_data(self, data: str) -> None:
        if self.text:
            self.text[0].fields.setdefault(self.text[1], []).append(data)

    def handle_endtag(self, tag: str) -> None:
        self.in_template -= tag == "template"
        if tag == "form":
            self.here = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None


def list_page_forms(page: str) -> list[PageForm]:
    """Return the forms of a page that post, in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
