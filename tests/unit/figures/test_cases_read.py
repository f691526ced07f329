"""Which cases are read for the alerts: those that can count, and no more of earlier ones than are needed."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from posta.clinical.surveillance.alert_rules import MUNICIPALITY, POST, Case, list_case_rules, list_case_rules_of
from posta.clock import to_epoch_day
from posta.figures.alert_facts import list_cases, load_alert_facts
from posta.figures.judged_alerts import evaluate_cases
from tests.unit.figures.test_counts import TODAY, table

DAY = to_epoch_day(TODAY)
HISTORY = 28
FACTS = {
    "band": ["y25_44", "y1", "unk"],
    "case_class": ["", "suspected", "confirmed", "discarded"],
    "dehydration": ["", "A", "C"],
    "disposition": ["home", "died", "ref_moh"],
    "location_type": ["shelter", "mobile"],
}
CASES = st.lists(
    st.tuples(
        st.sampled_from([1, 2]),
        st.one_of(st.integers(0, 8), st.integers(0, 95)),
        st.sampled_from(sorted({code for rule in list_case_rules() for code in rule.codes})),
        st.tuples(*(st.sampled_from(values) for values in FACTS.values())),
    ),
    max_size=12,
)
DENGUE = ("y25_44", "confirmed", "", "home", "shelter")


def written(cases: list[tuple]) -> dbapi2.Cursor:
    cursor = table()
    for entry, (post, back, code, (band, case_class, dehydration, disposition, place)) in enumerate(cases, 1):
        cursor.execute(
            "INSERT INTO figures_row (entry, id, kind, post, day, sex, band, country, grp, dx)"
            " VALUES (?, x'00', 2, ?, ?, '', ?, '', '', ?)",
            (entry, post, DAY - back, band, code),
        )
        cursor.execute(
            "INSERT INTO figures_facts_opd (entry, case_class, dehydration) VALUES (?, ?, ?)",
            (entry, case_class or None, dehydration or None),
        )
        cursor.execute(
            "INSERT INTO figures_facts_visit (entry, disposition, location_type) VALUES (?, ?, ?)",
            (entry, disposition, place),
        )
    return cursor


def alerts(cases: list[Case], day: int, scope: str) -> list:
    return evaluate_cases(cases, day, list_case_rules_of(scope))


@settings(deadline=None)  # the first example reads the rules from their files
@given(CASES)
def test_the_alerts_are_those_of_all_cases(cases: list[tuple]) -> None:
    cursor, posts = written(cases), (1, 2)
    every = {
        post: [Case(DAY - back, code, *facts, post) for at, back, code, facts in cases if at == post] for post in posts
    }
    today, history = (load_alert_facts(cursor, posts, TODAY, back=back) for back in (0, HISTORY))
    for post in posts:
        for scope in (POST, MUNICIPALITY):
            assert alerts(today[post].cases, DAY, scope) == alerts(every[post], DAY, scope)
            for day in range(DAY - HISTORY, DAY + 1):
                assert alerts(history[post].cases, day, scope) == alerts(every[post], day, scope)


def test_of_the_days_that_must_be_quiet_the_newest_case_is_enough() -> None:
    cursor = written([(1, 1, "dengue", DENGUE), *((1, back, "dengue", DENGUE) for back in range(10, 60))])
    cases = load_alert_facts(cursor, [1], TODAY)[1].cases
    assert [DAY - one.day for one in cases] == [1, 10]
    assert len(load_alert_facts(cursor, [1], TODAY, back=HISTORY)[1].cases) == 51


def test_earlier_days_are_not_read_where_there_is_no_case_now() -> None:
    cursor = written([(1, back, "dengue", DENGUE) for back in range(10, 60)])
    assert load_alert_facts(cursor, [1], TODAY)[1].cases == ()


def test_mild_cases_of_a_common_illness_stay_in_the_database() -> None:
    cursor = written([(1, 1, "awd", ("y25_44", "", "A", "home", "shelter"))] * 5)
    assert list_cases(cursor, [1], DAY) == {}
