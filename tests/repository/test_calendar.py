"""There is one calendar: only `posta/clock.py` works out a day, a midnight or a number of days from a moment."""

import re

import pytest

from tests.repository.tree import ROOT, list_files, name_of, text_of

FORBIDDEN = re.compile(
    r"\.astimezone\(|\bfromtimestamp\(|\butcfromtimestamp\(|\.now\(\)\.date\(\)|\b(date|datetime)\.(today|now|utcnow)\("
    r"|\bdatetime\.combine\(|\bdate\(1970|\bdatetime\(1970|toordinal\(|fromordinal\(|86_?400(?!\.)|\b3_?600_?000\b"
    r"|\btime\.(localtime|gmtime|mktime|time|time_ns|strftime)\(|\bZoneInfo\(|\btzinfo=(?!UTC\b)|\bisoweekday\(|\bisocalendar\("
)
ALLOWED = {
    "posta/clock.py": "the calendar itself",
}
BAD = (
    "today = now.astimezone(zone).date()",
    "day = clock.millis() // 86_400_000",
    "day = clock.millis() // 86400000",
    "start = datetime.combine(day, time())",
    "today = date.today()",
    "number = (day - date(1970, 1, 1)).days",
    "HOUR = 3_600_000",
    "at = datetime.fromtimestamp(millis / 1000)",
    "today = node.clock.now().date()",
    'zone = ZoneInfo("America/Tijuana")',
    "began = datetime(2026, 1, 1, tzinfo=zone)",
    "sunday = day - timedelta(days=day.isoweekday() % 7)",
)
GOOD = (
    "today = day_of(now, duty.zone)",
    "due = today + timedelta(days=28)",
    "born = moment.date()",
    "started = time.monotonic()",
    "since = date(2018, 11, 25)",
)


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_works_out_a_day_by_itself_is_found(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", GOOD)
def test_a_line_that_asks_the_calendar_or_counts_days_is_not(line: str) -> None:
    assert not FORBIDDEN.search(line)


def test_only_the_calendar_works_out_days() -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in list_files()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "posta") and name_of(path) not in ALLOWED
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if FORBIDDEN.search(line) and not line.lstrip().startswith((">>>", "..."))
    ]
    assert found == []
