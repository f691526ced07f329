"""Template tags of the site: links between pages, and dates as a reader writes them."""

from django import template
from django.template import Context
from django.template.defaultfilters import date as format_date
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from posta.publicsite.addresses import Address, path_of

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, page: str, item: str = "") -> str:
    """Return the relative link from the page that is rendered to another page in the same language."""
    current = context["page"]
    return str(current.link(path_of(Address(current.address.language, page, item))))


@register.simple_tag(takes_context=True)
def file(context: Context, path: str) -> str:
    """Return the relative link from the page that is rendered to a file of the site."""
    return str(context["page"].link(path))


@register.filter
def when(date: str) -> str:
    """Return a date as precise as it is known in the language of the page: `2018`, `2018-09` or `2018-09-30`."""
    if len(date) == 4:
        return date
    day = parse_date(date if len(date) == 10 else f"{date}-01")
    # Translators: month and year, in the format letters of Django's date filter.
    return format_date(day, gettext("F Y") if len(date) == 7 else "DATE_FORMAT")


@register.filter
def dialled(telephone: str) -> str:
    """Return a telephone number as a link dials it: digits and a leading plus."""
    return ("+" if telephone.strip().startswith("+") else "") + "".join(filter(str.isdigit, telephone))
