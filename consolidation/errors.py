"""The one error a person can cause: input that cannot be used, said in one line."""


class BadInput(ValueError):
    """A scenario, a table of facts or an override is wrong. The message is one line: where, what, what is allowed."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.splitlines()))  # a key or a file's name may hold anything
