"""Names from rows. Named firms keep theirs; anonymous ones and entrants get one that never changes during a run.

Rows are never used again, so a name made from a row and its week of entry stays true for as long as the world lives.
"""

import datetime
from typing import Any

from .capacities import N_CANDIDATES
from .codes import FIRST_AI_BUYER, FIRST_VENDOR

NOBODY = -1
LENDER = "Lender"
AI_BUYER = "AI buyer, "
"""Begins the name of a region's AI buyer, and no other name: scenarios that give it to somebody else are refused."""


class Names:
    """The names of a world's rows; `refresh` learns of the firms and models that came since."""

    def __init__(self, scenario: Any, world: Any) -> None:
        self.firms: list[str] = [fact.name for fact in scenario.firms]
        self.vendors: list[str] = [fact.name for fact in scenario.makers]
        self.regions: list[str] = [fact.name for fact in scenario.regions]
        self.models: list[str] = [fact.model for fact in scenario.rigs]
        self.start = monday(scenario.start)
        self._candidates = max(1, scenario.entry.candidates_per_week)
        self.refresh(world)

    def refresh(self, world: Any) -> None:
        """Add the names of rows that are new since the last time."""
        used = world["rows"][0]
        named, opening = int(used["n_named"]), int(used["n_opening"])
        width = max(3, len(str(opening - named)))
        for row in range(len(self.firms), int(used["n_firms"])):
            if row < opening:
                self.firms.append(f"Small miner {row - named + 1:0{width}d}")
            else:
                self.firms.append(self._entrant(world["firms"][row]))
        for row in range(len(self.models), int(used["n_models"])):
            self.models.append(self._roadmap_model(world["models"][row]))

    def firm(self, row: int) -> str:
        """A firm's name, "" for nobody."""
        return self.firms[row] if row >= 0 else ""

    def ai_buyer(self, region: int) -> str:
        """The AI buyer of a region."""
        return f"{AI_BUYER}{self.regions[region]}"

    def who(self, code: int) -> str:
        """The name behind an event's `firm` or `other`: a firm, a vendor, an AI buyer, or "" for nobody."""
        if code >= 0:
            return self.firms[code]
        if code <= FIRST_AI_BUYER:
            return self.ai_buyer(FIRST_AI_BUYER - code)
        if code <= FIRST_VENDOR:
            return self.vendors[FIRST_VENDOR - code]
        return ""

    def _entrant(self, firm: Any) -> str:
        """ "Entrant 2026-05 a": the month of entry, and a letter for the candidate of the month that it is.

        It depends on nobody else's entering, so the same newcomer has the same name in two scenarios.
        """
        entered = week_date(self.start, int(firm["entry_week"]))
        place = (entered.day - 1) // 7 * self._candidates + int(firm["id"]) % N_CANDIDATES
        return f"Entrant {entered:%Y-%m} {letters(place)}"

    def _roadmap_model(self, model: Any) -> str:
        """ "Bitmain 2027 (gen 2)": maker, year of launch and generation."""
        vendor = int(model["vendor"])
        maker = self.vendors[vendor] if vendor >= 0 else "Unknown maker"
        year = week_date(self.start, int(model["launch_week"])).year
        return f"{maker} {year} (gen {int(model['generation'])})"


def letters(place: int) -> str:
    """0 is a, 25 z, 26 aa: columns of a spreadsheet."""
    text = ""
    place += 1
    while place > 0:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def monday(start: datetime.date | str) -> datetime.date:
    """The Monday of the week in which a scenario starts."""
    day = datetime.date.fromisoformat(start) if isinstance(start, str) else start
    return day - datetime.timedelta(days=day.weekday())


def week_date(start: datetime.date, week: int) -> datetime.date:
    """The Monday on which a week begins; week 1 is the first."""
    return start + datetime.timedelta(weeks=week - 1)


def ai_region(name: str) -> str:
    """The region whose AI buyer has this name; "" for everybody else."""
    begins, rest = name[: len(AI_BUYER)], name[len(AI_BUYER) :]
    return rest if begins == AI_BUYER else ""


def slug(name: str) -> str:
    """A name as a column: "Bitdeer (SEALMINER)" is bitdeer, "Rest of world" rest_of_world."""
    plain = name.split("(")[0].strip().lower()
    return "".join(c if c.isalnum() else "_" for c in plain).strip("_")
