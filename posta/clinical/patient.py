"""The person a rule judges: age, sex, and what is known of a pregnancy, without a name."""

from dataclasses import dataclass

from posta.catalog.language.answer_context import Age

GROWN_YEARS = 12  # the IITT has one chart from 12 years and one below
POSTPARTUM_DAYS = 42  # WHO counts the 42 days after birth with the pregnancy
ADULT = Age(30, 360, 10_957)


@dataclass(frozen=True, slots=True, repr=False)
class Patient:
    """Age at the visit, sex code, pregnancy (`weeks` completed, `days_after_birth`); None where it is not known."""

    age: Age | None = None
    sex: str = "u"
    pregnant: bool | None = None
    weeks: int | None = None
    days_after_birth: int | None = None

    @property
    def judged_age(self) -> Age:
        """Return the age that limits go by: an unknown one counts as an adult's, because the unconscious have no birthday."""
        return self.age or ADULT

    @property
    def is_grown(self) -> bool:
        """Return whether the triage uses the chart from 12 years."""
        return self.judged_age.years >= GROWN_YEARS

    @property
    def is_pregnant(self) -> bool:
        return self.pregnant is True

    @property
    def is_obstetric(self) -> bool:
        """Return whether the limits of pregnancy hold: until 42 days after birth."""
        days = self.days_after_birth
        return self.is_pregnant or (days is not None and 0 <= days <= POSTPARTUM_DAYS)


UNKNOWN = Patient()
