"""The visits that schedules propose: each schedule with the days at its edges."""

from datetime import UTC, date, datetime, timedelta

import pytest

from posta.catalog.language.answer_context import FormContext
from posta.clinical.schedules import ProposedVisit, propose_visits
from posta.terms.schedules import list_schedules

DAY = date(2018, 11, 25)


def proposed(planned: tuple[tuple[str, date], ...] = (), **forms: dict[str, object]) -> tuple[ProposedVisit, ...]:
    moment = datetime(2018, 11, 25, 18, tzinfo=UTC)
    return propose_visits(forms, FormContext(DAY, moment, latest=forms), planned)


def days(found: tuple[ProposedVisit, ...], schedule: str = "") -> list[int]:
    return [(one.day - DAY).days for one in found if schedule in ("", one.schedule)]


@pytest.mark.parametrize(
    ("forms", "schedule", "ahead"),
    [
        ({"sv": {"pep": "given"}}, "sv_pep", [7, 14, 28, 42]),
        ({"sv": {"pep": "given"}}, "sv_other", []),
        ({"sv": {"pep": "late"}}, "sv_other", [14, 42, 90]),
        ({"sv": {"pep": "late"}}, "sv_pep", []),
        ({"sv": {"hepb": "given"}}, "hepb_pe", [28, 180]),
        ({"sv": {"hepb": "refused"}}, "hepb_pe", []),
        ({"sv": {"tt": "given"}}, "tetanus", [28, 180]),
        ({"vacc": {"vaccine": "rabies", "strategy": "pep", "dose": 1, "given_dt": DAY}}, "rabies_pe", [3, 7, 14]),
        ({"vacc": {"vaccine": "rabies", "strategy": "pep", "dose": 2, "given_dt": DAY}}, "rabies_pe", []),
        ({"vacc": {"vaccine": "rabies", "strategy": "pep", "dose": 1, "given_dt": DAY - timedelta(3)}}, "", [4, 11]),
        ({"vacc": {"vaccine": "mmr", "strategy": "pep", "dose": 1, "given_dt": DAY}}, "", []),
        ({"mh_base": {"cgi_s": "4"}}, "mh_modsev", [7, 14, 30]),
        ({"mh_base": {"cgi_s": "3"}}, "", []),
        ({"mh_base": {"suic": "3"}}, "suicide", [1, 3, 7]),
        ({"mh_fu": {"suic": "3"}}, "suicide", [1, 3, 7]),
        ({"psych": {"suic": "4"}}, "suicide", [1, 3, 7]),
        ({"mh_fu": {"suic": "2"}}, "", []),
        ({"ncd": {"ncd_exit": "active", "dx_known": "new"}}, "ncd_start", [14, 30]),
        ({"ncd": {"ncd_exit": "active", "dx_known": "known", "bp_ctrl": False}}, "ncd_start", [30]),
        ({"ncd": {"ncd_exit": "active", "dx_known": "known", "bp_ctrl": True}}, "ncd_start", [90]),
        ({"ncd": {"ncd_exit": "active", "dx_known": "known", "bp_ctrl": True, "dm_ctrl": False}}, "ncd_start", [30]),
        ({"ncd": {"ncd_exit": "moved", "dx_known": "known"}}, "", []),
        ({"anc": {"edd": DAY + timedelta(280)}}, "anc", [84, 140, 182, 210]),
        ({"anc": {"edd": DAY + timedelta(280 - 84)}}, "anc", [56, 98, 126, 154]),  # at 12 weeks that visit is this one
        ({"anc": {"edd": DAY + timedelta(1)}}, "anc", [1]),
        ({"anc": {"edd": DAY}}, "anc", []),
        ({"anc": {"edd": DAY}}, "edd_news", [7]),
        ({"anc": {"edd": DAY - timedelta(7)}}, "edd_news", []),
        ({"anc": {}}, "", []),
        ({"anc": {"sbp": 140}}, "bp_recheck", [1]),
        ({"anc": {"sbp": 139, "dbp": 89}}, "", []),
        ({"pnc": {"dbp": 90}}, "bp_recheck", [1]),
        ({"pnc": {"delivery_date": DAY}}, "pnc", [1, 3, 7, 42]),
        ({"pnc": {"delivery_date": DAY - timedelta(7)}}, "pnc", [35]),
        ({"pnc": {"delivery_date": DAY - timedelta(42)}}, "pnc", []),
        ({"fp": {"next_due": DAY + timedelta(30), "method": "coc"}}, "fp", [30]),
        ({"fp": {"next_due": DAY + timedelta(91), "method": "inj3"}}, "fp_dmpa", [91]),
        ({"fp": {"next_due": DAY + timedelta(91), "method": "inj3"}}, "fp", []),
        ({"fp": {"next_due": DAY + timedelta(3 * 365), "method": "implant"}}, "", []),  # beyond a year
        ({"opd": {"procedures": ("suture",)}}, "wound", [2]),
        ({"opd": {"procedures": ("suture",)}}, "stitches", [7]),
        ({"opd": {"procedures": ("dressing",)}}, "dressing", [1]),
        ({"opd": {"procedures": ("dressing", "suture")}}, "wound", [2]),
        ({"opd": {"procedures": ("ors",)}}, "", []),
    ],
)  # fmt: skip
def test_days(forms: dict[str, dict[str, object]], schedule: str, ahead: list[int]) -> None:
    assert days(proposed(**forms), schedule) == ahead


def test_a_wound_check_does_not_stand_for_taking_the_stitches_out() -> None:
    sutured = {one.schedule: one for one in proposed(opd={"procedures": ("suture",)})}
    check, out = sutured["wound"], sutured["stitches"]
    assert check.last < out.first
    assert ((out.first - DAY).days, (out.last - DAY).days) == (5, 14)


def test_the_window_of_an_injection_is_two_weeks_early_and_four_late() -> None:
    (one,) = proposed(fp={"next_due": DAY + timedelta(91), "method": "inj3"})
    assert (one.first, one.last) == (DAY + timedelta(77), DAY + timedelta(119))


def test_a_window_begins_after_the_visit() -> None:
    first = proposed(pnc={"delivery_date": DAY})[0]
    assert (first.first, first.day, first.last) == (DAY + timedelta(1), DAY + timedelta(1), DAY + timedelta(2))


@pytest.mark.parametrize(
    ("forms", "chosen"),
    [
        ({"sv": {"pep": "given", "hepb": "given"}}, [7, 28]),
        ({"anc": {"edd": DAY + timedelta(100)}}, [2]),
        ({"anc": {"edd": DAY + timedelta(10)}}, [10, 17]),
        ({"vacc": {"vaccine": "rabies", "strategy": "pep", "dose": 1, "given_dt": DAY}}, [3, 7, 14]),
    ],
)
def test_what_is_chosen_beforehand(forms: dict[str, dict[str, object]], chosen: list[int]) -> None:
    """Of a sealed schedule the next day only: a row of days 7, 14 and 28 would tell what happened."""
    assert [(one.day - DAY).days for one in proposed(**forms) if one.chosen] == chosen


def test_what_is_planned_already_is_not_proposed_again() -> None:
    anc: dict[str, object] = {"edd": DAY + timedelta(100)}
    assert days(proposed((("anc", DAY + timedelta(30)),), anc=anc), "anc") == [2, 58, 72, 86]
    assert days(proposed((("anc", DAY + timedelta(27)),), anc=anc), "anc") == [2, 58, 72, 86]
    assert days(proposed((("other", DAY + timedelta(30)),), anc=anc), "anc") == [2, 30, 58, 72]


def test_every_schedule_names_its_source_and_is_tested_here() -> None:
    tested = test_days.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {one.code for one in list_schedules()} <= {schedule for _, schedule, _ in tested}
    assert all(one.source and (one.example or not one.source.startswith("Example")) for one in list_schedules())
