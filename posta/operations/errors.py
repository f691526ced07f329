"""What can be wrong with a state table."""

from posta.errors import InvalidData


class InvalidStateTable(InvalidData):
    """A state table breaks a rule; the message names the aggregate, the rule and the remedy."""

    def __init__(self, aggregate: str, rule: str) -> None:
        self.aggregate, self.rule = aggregate, rule
        super().__init__(f"State table {aggregate}: {rule}")
