"""Tables about scenarios and the week: what `consolidation scenarios` and `consolidation schedule` print."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from ...scenario.scenario import Scenario


def listed() -> Table:
    """Every scenario that ships, with its length and what it asks."""
    table = Table(title="Scenarios", title_justify="left", box=None)
    for name, justify in (("name", "left"), ("base", "left"), ("weeks", "right"), ("asks", "left")):
        table.add_column(name, justify=justify, no_wrap=name != "asks")  # type: ignore[arg-type]
    for name in Scenario.names():
        scenario = Scenario.load(name)
        base = scenario.base[0] if scenario.base else ""
        table.add_row(name, base, str(scenario.weeks), Text(scenario.question or scenario.title))
    return table


def shown(scenario: Scenario) -> Iterator[Any]:
    """One scenario: its words, its own file, and every parameter with value, unit and role."""
    yield Text(f"{scenario.name}: {scenario.title}", style="bold")
    if scenario.description:
        yield Text(scenario.description)
    yield Text("\n" + scenario.to_toml(), style="dim")
    table = Table(title="All parameters (* differs from the base)", title_justify="left", box=None)
    for name, justify in (("name", "left"), ("value", "right"), ("unit", "left"), ("role", "left")):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    differs = scenario.differences()
    for parameter in scenario.schema():
        mark = "*" if parameter.name in differs else " "
        table.add_row(
            Text(f"{mark} {parameter.name}"), written(parameter.default), Text(parameter.unit), parameter.role
        )
    yield table


def written(value: Any) -> str:
    """A parameter's value as a person writes it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def schedule_table(columns: bool = False) -> Table:
    """The phases of a week in the order in which they are lived, with the tables, or columns, that each touches."""
    from ...industry.reading import touched
    from ...industry.week import WEEK, schedule

    table = Table(title="A week", title_justify="left", box=None)
    table.add_column("", justify="right")
    table.add_column("phase", no_wrap=True)
    table.add_column("what happens")
    for place, ((name, text), phase) in enumerate(zip(schedule(), WEEK, strict=True), 1):
        table.add_row(str(place), name, Text(text))
        for verb, tables in zip(("reads", "writes"), touched(phase), strict=True):
            held = "; ".join(f"{one}: {', '.join(filter(None, names))}" for one, names in tables.items())
            table.add_row("", Text(verb, justify="right"), Text(held if columns else ", ".join(tables), style="dim"))
    return table
