"""Alerts in words, as a post and coordination both say them, with the way to record a signal of each.

>>> from posta.figures.judged_alerts import ClusterAlert
>>> present_alert(ClusterAlert("maternal_death", 1, 3, 0.0, level="red")).kind
'bad'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.clinical.surveillance.alert_rules import (
    AlertRule,
    ArrivalRule,
    CaseRule,
    PopulationRule,
    ReportRule,
    list_alert_rules,
)
from posta.clinical.surveillance.case_definitions import ClusterRule, list_cluster_rules
from posta.figures.judged_alerts import ClusterAlert
from posta.formkit.language import current_language
from posta.terms.diagnoses import diagnosis_label

GRAVE_LEVELS = frozenset({"outbreak", "red"})
DISEASE = "disease"


@dataclass(frozen=True, slots=True, repr=False)
class AlertNotice:
    """An alert in plain words; `report` is where a signal of it is recorded, filled in."""

    words: str
    more: str
    kind: str
    report: str = ""


def present_alert(
    alert: ClusterAlert, may_report: bool = False, known: Mapping[str, str] = MappingProxyType({})
) -> AlertNotice:
    """Return an alert as a sentence, with the usual number of cases or what to do.

    A signal of it is filled in with what is `known` of it besides.
    """
    asked = _signal_of(alert) | {name: value for name, value in known.items() if value}
    report = f"{reverse('signal-new')}?{urlencode(asked)}" if may_report and asked["sig_type"] else ""
    kind = "bad" if alert.grave or alert.level in GRAVE_LEVELS else ""
    return AlertNotice(_sentence(alert), _what_to_do(alert), kind, report)


def _sentence(alert: ClusterAlert) -> str:
    words = _counted(alert)
    if alert.everywhere:
        return _("%(words)s, in the whole mission") % {"words": words}
    return _("%(words)s, in the whole municipality") % {"words": words} if alert.municipality else words


def _counted(alert: ClusterAlert) -> str:
    name = alert_label(alert.name)
    if not alert.cases:
        return name
    shown = {"name": name, "n": alert.cases, "days": alert.days}
    rule = list_alert_rules().get(alert.name)
    if isinstance(rule, PopulationRule):
        return ngettext("%(name)s: %(n)s person", "%(name)s: %(n)s people", alert.cases) % shown
    if isinstance(rule, ArrivalRule):
        words = ngettext(
            "%(name)s: %(n)s consultation in %(days)s days",
            "%(name)s: %(n)s consultations in %(days)s days",
            alert.cases,
        )
        return words % shown
    words = ngettext("%(name)s: %(n)s case in %(days)s days", "%(name)s: %(n)s cases in %(days)s days", alert.cases)
    return words % shown


def _what_to_do(alert: ClusterAlert) -> str:
    rule = list_alert_rules().get(alert.name)
    if rule is not None:
        return rule.words[current_language()].action + "."
    if alert.grave:
        return _("One is enough: notify it today and tell coordination.")
    if not alert.usual:
        return _("In the three weeks before there was none here.")
    usual = number_format(round(alert.usual) if alert.usual >= 1 else round(alert.usual, 1))
    return _("Usual here: %(usual)s.") % {"usual": usual}


def alert_label(name: str) -> str:
    """Return the name of an alert: of its rule, or of the diagnosis that it counts."""
    rule = list_alert_rules().get(name)
    if rule is not None:
        return rule.words[current_language()].label
    return _cluster_labels().get(name) or diagnosis_label(_first_code(name), current_language())


def _signal_of(alert: ClusterAlert) -> dict[str, str]:
    """Return what the form of a signal is filled in with."""
    rule: AlertRule | ClusterRule | None = list_alert_rules().get(alert.name) or _find_cluster(alert.name)
    given = {"sig_type": rule.signal_type if rule is not None else DISEASE}
    if given["sig_type"] == DISEASE:
        given["sig_dx"] = _illness_of(alert, rule)
    return given | ({"n_aff": str(alert.cases)} if alert.cases else {})


def _illness_of(alert: ClusterAlert, rule: AlertRule | ClusterRule | None) -> str:
    """Return the illness of an alert: of its rule, or the diagnosis that is its name."""
    if isinstance(rule, AlertRule) and rule.signal_dx:
        return rule.signal_dx
    return rule.codes[0] if isinstance(rule, CaseRule | ReportRule | ClusterRule) else alert.name


def _find_cluster(name: str) -> ClusterRule | None:
    return next((rule for rule in list_cluster_rules() if rule.name == name), None)


def _first_code(name: str) -> str:
    """Return the diagnosis of an alert: the first of its rule, or the one that is its name."""
    rule = _find_cluster(name)
    return rule.codes[0] if rule is not None else name


def _cluster_labels() -> dict[str, str]:
    return {
        "diarrhoea": _("Diarrhoea"),
        "bloody_diarrhoea": _("Bloody diarrhoea"),
        "respiratory": _("Respiratory infections"),
        "respiratory_share": _("Respiratory infections, twice their usual part of what is seen"),
        "fever_rash": _("Fever with rash"),
        "skin": _("Scabies or lice"),
        "violence_wave": _("Injuries by violence"),
    }
