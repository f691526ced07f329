"""The reference page of questions before signing (sizes, sex and age, injuries), made from their tables."""

from posta.terms.causes import get_causes
from posta.terms.measures import get_measures, source_of_measures
from posta.terms.suits import list_all_suits, source_of_suits

Rows = list[list[str]]


def list_sizes() -> Rows:
    """Return by measure and age the limits below and above which it is asked about."""
    return [
        [f"`{name}`", _age(band[0]), f"{band[1]:g}", f"{band[2]:g}"]
        for name, measure in get_measures().items()
        for band in measure.bands
    ]


def list_changes() -> Rows:
    """Return by measure and age which change since the last value is asked about."""
    return [
        [f"`{name}`", _age(since), f"{days:g} days", f"{less:g} %", f"{more:g} %"]
        for name, measure in get_measures().items()
        for since, days, less, more in measure.changes
    ]


def list_slips() -> Rows:
    """Return the example that each question gives, and the slip of the unit that it names."""
    return [
        [f"`{name}`", f"{measure.example:g}", measure.slip.get("es", ""), measure.slip.get("en", "")]
        for name, measure in get_measures().items()
    ]


def list_fits() -> Rows:
    """Return whom a form or an answer fits; others are asked about."""
    return [
        [f"`{one.form}{'.' if one.question else ''}{one.question}`", " ".join(f"`{code}`" for code in sorted(one.codes)),
         {"f": "women", "m": "men"}.get(one.sex, ""), f"{one.from_years}-{one.to_years}" if one.to_years < 200 else ""]
        for one in list_all_suits()
    ]  # fmt: skip


def list_causes() -> Rows:
    """Return the external causes that are offered beside an injury."""
    return [[f"`{code}`", *(labels[one] for one in ("es", "en", "fr"))] for code, labels in get_causes().items()]


def sources() -> tuple[str, str]:
    """Return where the limits of sizes, and those of sex and age, come from."""
    return source_of_measures(), source_of_suits()


def _age(months: float) -> str:
    return f"{months / 12:g} years" if months >= 24 else f"{months:g} month{'s' * (months != 1)}"
