"""What stands around every question as HTML: its frame and its label. A consultation has seventy of each.

>>> from posta.formkit.render.field_views import FieldView
>>> render_frame(FieldView("temp_c", "f-temp_c", "number", "Temperatura", when='{"age": 5}', asked=False))
'class="field when-no" data-when="{&quot;age&quot;: 5}"'
>>> render_label(FieldView("temp_c", "f-temp_c", "number", "Temperatura", unit="°C"))
'Temperatura <span class="unit">°C</span>'
"""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posta.formkit.render.field_views import FieldView
from posta.formkit.render.filled_html import fill_html

KEYED = frozenset({"chips", "boxes"})  # answered by the keys of digits


def render_frame(field: FieldView, *, wide: bool = False) -> SafeString:
    """Return the attributes of the element that holds a question."""
    grouped = field.is_fieldset
    classes = (
        ("field", True),
        ("bad", field.error),
        ("ask", field.warning and not grouped),
        ("when-no", not field.asked),
        ("settled", field.settled and grouped),
        ("keyed", field.widget in KEYED and grouped),
        ("wide", wide),
    )
    found = [fill_html('class="{}"', " ".join(name for name, holds in classes if holds))]
    if grouped:
        found.append(fill_html('id="{}" tabindex="-1"', field.id))
    if field.when:
        found.append(fill_html('data-when="{}"', field.when))
    if field.expected:
        found.append(SafeString("data-expected"))
    if grouped:
        found += _grouped_attributes(field)
    return SafeString(" ".join(found))


def render_label(field: FieldView) -> SafeString:
    """Return the words of a question, with its unit and whether it must be answered."""
    unit = fill_html(' <span class="unit">{}</span>', field.unit) if field.unit else ""
    needed = fill_html(' <span class="opt">({})</span>', _("required")) if field.needed else ""
    return fill_html("{}{}{}", field.label, unit, needed)


def _grouped_attributes(field: FieldView) -> list[SafeString]:
    """Return what only a question of several controls has."""
    found = []
    if field.clearable:
        found.append(SafeString("data-clear"))
    if field.numeric:
        found.append(SafeString("data-numeric"))
    if field.described:
        found.append(fill_html('aria-describedby="{}"', field.described))
    return found
