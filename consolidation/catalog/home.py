"""The country that a scenario is about, in words: labels hold `{home}` and its forms, so that no label names it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Home:
    """Its name before a noun (`{home}`), as a place (`{home.place}`), what is made there (`{home.adjective}`)."""

    name: str
    place: str
    adjective: str

    def __str__(self) -> str:
        return self.name


US = Home("US", "the US", "American")


def told(text: str, home: Home = US) -> str:
    """A label with its country filled in.

    >>> told("{home} hash rate, {home.adjective}-made in {home.place}")
    'US hash rate, American-made in the US'
    """
    return text.format(home=home)
