"""The reference page of alerts: every rule of the mission's list, what is computed of it and where, and what is not yet.

Every rule is shown with the source that its row of `alert_rules.toml` or `case_definitions.toml` names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from posta.clinical.surveillance.alert_rules import (
    MUNICIPALITY,
    AlertRule,
    ArrivalRule,
    CaseRule,
    DeathRule,
    MortalityRule,
    PopulationRule,
    QualityRule,
    ReportRule,
    ScreeningRule,
    SiteRule,
    TallyRule,
    alert_sources,
    list_alert_rules,
    list_other_rules,
)
from posta.clinical.surveillance.case_definitions import (
    ClusterRule,
    baseline_days,
    cluster_sources,
    list_cluster_rules,
    single_case_codes,
    single_case_days,
)
from posta.clinical.surveillance.person_rules import (
    FollowUpRule,
    PersonRule,
    SealedRule,
    list_person_rules,
    list_sealed_rules,
)

Row = list[str]


def present_alert_rules() -> str:
    """Return the page in Markdown: what is computed, what stands elsewhere, what is not computed yet, the sources."""
    elsewhere = [row for row in list_other_rules() if row.get("where")]
    missing = [row for row in list_other_rules() if row.get("why")]
    return "\n".join([
        "# Alerts", "",
        "Every rule of the mission's list of alerts (A01 to A38) by its number. What is computed, is computed from facts: at each",
        "post without a network, and at coordination from the same facts once they arrive. Rules are data with a source",
        "(`posta/clinical/data/case_definitions.toml`, `alert_rules.toml`); a source *own* is an example for the mission's",
        "epidemiologist to set. A rule about a *municipality* counts its posts together: a post those that it has heard of.",
        "A rule about a *person* names somebody: it is shown at their post, to trades that record the form, and never at",
        "coordination. One of the *mission* counts what leaves sealed forms without person and visit, and says yes or no. A",
        "*sealed* rule counts sealed forms where they open, and says yes or no to whom they open; so does a rule about a person",
        "whose form is sealed. No count of them leaves, and nobody else sees that there is an alert.", "",
        "## Single cases", "",
        f"One case in {single_case_days()} days of: " + ", ".join(f"`{code}`" for code in sorted(single_case_codes())) + ".", "",
        "## Computed", "",
        *_table(["Number", "Rule", "Level", "Scope", "When", "Source"], _computed()), "",
        "## Computed elsewhere", "",
        *_table(["Number", "Rule", "Where"], ([str(row["number"]), str(row["en"]), str(row["where"])] for row in elsewhere)), "",
        "## Not computed yet", "",
        *_table(["Number", "Rule", "Why"], ([str(row["number"]), str(row["en"]), str(row["why"])] for row in missing)), "",
        "## Sources", "",
        *_table(["Name", "Source"], map(list, sorted({**cluster_sources(), **alert_sources()}.items()))), "",
    ])  # fmt: skip


def _computed() -> Iterator[Row]:
    rows = [_row(rule) for rule in (*list_alert_rules().values(), *list_person_rules(), *list_sealed_rules())]
    rows += [[rule.number, f"`{rule.name}`", "", "post", _cluster(rule), rule.source] for rule in list_cluster_rules()]
    yield from sorted(rows, key=lambda row: (row[0] or "-", row[1]))


def _row(rule: AlertRule) -> Row:
    scope = next((scope for kind, scope in _SCOPES.items() if isinstance(rule, kind)), "post")
    if isinstance(rule, CaseRule) and rule.scope == MUNICIPALITY:
        scope = MUNICIPALITY
    when = _when(rule) + (f"; unless `{rule.unless}`" if rule.unless else "")
    return [rule.number, f"{rule.words['en'].label} (`{rule.name}`)", rule.level, scope, when, rule.source]


def _when(rule: AlertRule) -> str:
    return _WORDS[type(rule)](rule)


def _case(rule: CaseRule) -> str:
    parts = [f"{rule.least} in {rule.days} days of {_codes(rule.codes)}"]
    parts += [f"class {_codes(rule.classes)}"] if rule.classes else []
    parts += [f"not class {_codes(rule.classes_none)}"] if rule.classes_none else []
    parts += [f"not aged {_codes(rule.ages_none)}"] if rule.ages_none else []
    parts += [f"at {_codes(rule.places)}"] if rule.places else []
    parts += [" or ".join(f"{name} {_codes(codes)}" for name, codes in rule.any_of.items())] if rule.any_of else []
    parts += [f"none in {rule.quiet_days} days before"] if rule.quiet_days else []
    parts += ["a positive test counts too"] if rule.tests else []
    parts += ["each person once"] if rule.people else []
    doubling = f"or twice as many in each of {rule.or_doubling_weeks} weeks as in the one before"
    parts += [doubling] if rule.or_doubling_weeks else []
    return ", ".join(parts)


def _death(rule: DeathRule) -> str:
    parts = [f"{rule.least} in {rule.days} days"]
    parts += ["maternal"] if rule.maternal else []
    parts += [f"of {_codes(rule.causes)}"] if rule.causes else []
    parts += [f"not aged {_codes(rule.ages_none)}"] if rule.ages_none else []
    return ", ".join(parts)


def _report(rule: ReportRule) -> str:
    ended = f"test {_codes(rule.labs)}" if rule.labs else f"outcome {_codes(rule.outcomes)}"
    return f"{rule.least} reported in {rule.days} days, {_codes(rule.codes)}, {ended}"


def _screening(rule: ScreeningRule) -> str:
    found = f"{_codes(rule.classes)} of those aged {_codes(rule.ages)} in {rule.days} days"
    if rule.share:
        return f"{rule.share:g}% or more {found}, from {rule.screened} screened on"
    return f"{rule.least} {found}"


def _site(rule: SiteRule) -> str:
    limits = (("below", rule.below), ("above", rule.above), ("at most", rule.at_most))
    parts = [f"`{rule.measure}` {words} {value:g}" for words, value in limits if value is not None]
    parts += [f"more than {rule.people_above} people"] if rule.people_above else []
    parts += [f"not at {_codes(rule.site_types_none)}"] if rule.site_types_none else []
    return ", ".join(parts)


def _arrival(rule: ArrivalRule) -> str:
    return (
        f"consultations of {rule.days} days more than {rule.times:g} times the mean of {rule.weeks} weeks before,"
        f" and {rule.excess} more"
    )


def _population(rule: PopulationRule) -> str:
    return (
        f"people at a site by its survey more than {rule.times:g} times the mean of {rule.weeks} weeks before, and"
        f" {rule.excess} more; where {rule.reporting_weeks} of these weeks have a survey"
    )


def _tally(rule: TallyRule) -> str:
    return f"{rule.least} unlinked rows `{rule.row}` in this week or the one before; told as yes or no"


def _sealed(rule: SealedRule) -> str:
    return (
        f"{rule.least} of `{rule.form}` in 7 days, {rule.times:g} times the mean of {rule.weeks} weeks before, where"
        f" {rule.reporting_weeks} have sealed entries; told as yes or no to whom `{rule.form}` opens"
    )


def _mortality(rule: MortalityRule) -> str:
    who = "under five" if rule.measure == "under5" else "of all"
    return f"deaths {who} in the week of an assessment: {rule.at_least:g} or more for 10,000 a day"


def _quality(rule: QualityRule) -> str:
    return f"more than {rule.share_above:g}% {_codes(rule.codes)} of {rule.consultations} or more diagnoses in {rule.days} days"


def _person(rule: PersonRule) -> str:
    about = f"{_codes(rule.codes)} with {rule.temperature:g} °C or more; " if rule.codes else ""
    return f"{about}after {rule.hours} hours, for {rule.days} days; shown to trades that record `{rule.form}`"


def _follow_up(rule: FollowUpRule) -> str:
    steps = ", ".join(f"`{step}` not recorded after {first} days" for step, (first, _last) in rule.steps.items())
    return f"`{rule.begun_by}.{rule.question}` {_codes(rule.answers)}, and {steps}; shown to whom `{rule.form}` opens"


def _cluster(rule: ClusterRule) -> str:
    parts = [f"{rule.least} in {rule.days} days of {_codes(rule.codes)}"]
    parts += [f"{rule.times:g} times the usual of {baseline_days()} days before"] if rule.times else []
    parts += [f"{rule.share:g}% of all diagnoses or more"] if rule.share else []
    parts += [f"{rule.share_times:g} times their share of all diagnoses before"] if rule.share_times else []
    parts += [f"where {rule.reporting_weeks} weeks before reported"] if rule.reporting_weeks else []
    parts += [f"unless `{rule.unless}`"] if rule.unless else []
    return ", ".join(parts)


_WORDS: Mapping[type[AlertRule], Callable[[Any], str]] = {
    CaseRule: _case, DeathRule: _death, ReportRule: _report, ScreeningRule: _screening, SiteRule: _site,
    ArrivalRule: _arrival, MortalityRule: _mortality, QualityRule: _quality, PersonRule: _person,
    PopulationRule: _population, TallyRule: _tally, SealedRule: _sealed, FollowUpRule: _follow_up,
}  # fmt: skip
_SCOPES: Mapping[type[AlertRule], str] = {PersonRule: "person", TallyRule: "mission", SealedRule: "sealed"}


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---' for _ in head)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
