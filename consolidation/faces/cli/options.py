"""Options that several commands share: one name, one meaning, one check, before anything is compiled or lived."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

LARGEST_SEARCH_SEED = 2**32 - 1


def _seed(value: int) -> int:
    from ...results.seeds import check_seed

    return check_seed(value)


def _weeks(value: int | None) -> int | None:
    from ...results.simulation import check_weeks

    return None if value is None else check_weeks(value)


def _workers(value: int | None) -> int | None:
    from ...studies.sweep.pool import check_workers

    return None if value is None else check_workers(value)


def _option(check: Callable[[Any], Any], *names: str, **more: Any) -> Any:
    return typer.Option(*names, callback=check, **more)


ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario's name, or the path of a TOML file.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter, as tariffs.scale=0. Repeatable."),
]
Seed = Annotated[int, _option(_seed, help="Whole number from 0; the same seed gives the same run.")]
FirstSeed = Annotated[int, _option(_seed, "--seed", help="The first of the seeds.")]
SearchSeed = Annotated[int, typer.Option("--seed", help="Of the search.", min=0, max=LARGEST_SEARCH_SEED)]
Seeds = Annotated[int, typer.Option(help="Paired runs of each scenario.", min=2)]
Weeks = Annotated[int | None, _option(_weeks, help="Length in weeks; the scenario's own if not given.")]
Workers = Annotated[int | None, _option(_workers, help="Processes; all cores if not given, 0 for none but this one.")]
ClusterAddress = Annotated[str, typer.Option(help="A dask scheduler, as tcp://host:8786, instead of local processes.")]
Metrics = Annotated[list[str] | None, typer.Option("--metric", help="What is measured, as exits_small@end.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the results; from where they resume.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files there that consolidation did not write.")]
Again = Annotated[bool, typer.Option("--again", help="Try failed runs once more.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Remove all results first.")]
Verify = Annotated[bool, typer.Option("--verify", help="Read every part again, those verified before, too.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no tables.")]
