"""The one error a person can cause: input that cannot be used, said in one line."""


class BadInput(ValueError):
    """A scenario, a table of facts or an override is wrong. The message is one line: where, what, what is allowed."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.splitlines()))  # a key or a file's name may hold anything


class Breach(RuntimeError):
    """The books do not balance: the run stops and says where."""

    def __init__(self, week: int, phase: str, identity: str, who: int, amount: int) -> None:
        self.week, self.phase, self.identity, self.who, self.amount = week, phase, identity, who, amount
        super().__init__(f"week {week}, after {phase}: breach of “{identity}” at row {who} by {amount}")


class TableFull(Breach):
    """The world has no row left for what happened: the run stops and says what makes room."""

    def __str__(self) -> str:
        return f"week {self.week}, {self.phase}: {self.identity}; set CONSOLIDATION_FIRMS to a larger number"
