"""Scores of mental health whose range depends on the age, from `mental_scores.toml`.

The ranges are those of MSF's LIME-EMR, form F29 (MHOS of adults and of children); the age between the two is an
example.
"""

from collections.abc import Iterator

from posta.clinical.data_files import read_table
from posta.clinical.encounter import Encounter, number_in
from posta.clinical.findings import Finding, Severity


def review_mental_scores(encounter: Encounter) -> Iterator[Finding]:
    """Ask about a score beyond the range of the scale for this age.

    Of unknown age any range may be the right one.
    """
    age = encounter.patient.age
    for row in read_table("mental_scores")["scores"]:
        if age is None or not row.get("from_years", 0) <= age.years < row.get("to_years", 200):
            continue
        for form in row["forms"]:
            value = number_in(encounter.answers(form).get(row["name"]))
            if value is not None and not row["low"] <= value <= row["high"]:
                limits = {"low": row["low"], "high": row["high"]}
                yield Finding("score_range", Severity.ASK, f"{form}.{row['name']}", limits)
