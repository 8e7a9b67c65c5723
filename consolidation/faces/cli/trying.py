"""`consolidation try RULE.py`: what an edited rule does, in a minute."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .options import Json, Seed, Weeks


def try_rule(
    file: Annotated[Path, typer.Argument(metavar="RULE.py", help="An edited copy of a file of rules.")],
    scenario: Annotated[str, typer.Option(help="The industry in which it is tried.")] = "classroom",
    seed: Seed = 1,
    weeks: Weeks = 52,
    as_json: Json = False,
) -> None:
    """Live a small scenario with and without an edited rule, on the same luck; show what differs and where it parts."""
    from ...studies.trying import tried

    found = tried(file, scenario, seed, weeks or 52)
    parting = found.parting()
    if as_json:
        import json

        events = None if parting is None else [None if one is None else one.to_dict() for one in parting]
        said = {"rules": found.rules, "differences": found.differences().to_dict("index"), "parting": events}
        print(json.dumps(said, indent=1, default=str))
        return
    print(f"{scenario}, seed {seed}, {weeks} weeks, with {', '.join(found.rules)} of {file}")
    table = found.differences()
    if table.empty:
        print("No figure of the last week differs.")
    else:
        print(table.to_string(float_format=lambda x: f"{x:,.4g}"))
    if parting is None:
        print("No event differs.")
        return
    print("The first event that differs:")
    for when, event in zip(("before", "after"), parting, strict=True):
        print(f"  {when}: {told(event)}")


def told(event: Any) -> str:
    """An event in a line."""
    if event is None:
        return "nothing more"
    parts = [f"week {event['week']}", event["kind"], event["firm"], event["other"], event["cause"]]
    figures = [f"{event[name]:,.4g} {unit}" for name, unit in (("power_mw", "MW"), ("usd", "USD")) if event[name]]
    return ", ".join(str(part) for part in (*parts, *figures) if str(part))
