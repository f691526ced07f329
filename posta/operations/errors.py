"""What can be wrong with a state table."""

from posta.errors import InvalidData


class InvalidStateTable(InvalidData):
    """A state table breaks a rule; the message names the aggregate, the rule and the remedy."""

    sentence = "State table %(aggregate)s breaks a rule."

    def __init__(self, aggregate: str, rule: str) -> None:
        self.aggregate, self.rule = aggregate, rule
        super().__init__(aggregate=aggregate)

    def __str__(self) -> str:
        """Return the aggregate and the rule, for who writes a state table."""
        return f"State table {self.aggregate}: {self.rule}"
