"""The commands of many runs: `sweep plan|run|resume|status|report|query`, `compare`, `attribute`, `findings`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .options import (
    Again,
    ClusterAddress,
    FirstSeed,
    Force,
    Fresh,
    Json,
    Metrics,
    Out,
    Quiet,
    Seeds,
    Verify,
    Weeks,
    Workers,
)
from .progress import compiled, runs

sweep = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Many runs over a design of parameters, from a recipe: its file, its folder, or its name under runs/.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

RecipePath = Annotated[str, typer.Argument(metavar="RECIPE", help="runs/STUDY/recipe.toml, its folder, or STUDY.")]


@sweep.command("plan")
def plan_command(recipe: RecipePath, workers: Workers = None, as_json: Json = False) -> None:
    """Count the runs and estimate time and disk from one that is timed."""
    from dataclasses import asdict

    from ...catalog.figures import duration, size
    from ...studies.sweep.estimate import estimate
    from ...studies.sweep.sweep import planned, status

    plan = planned(recipe)
    compiled(as_json)
    found = estimate(plan, workers)
    if as_json:
        _json(asdict(found))
        return
    done = status(plan)["done"]
    print(f"{plan.recipe.form.name}: {plan.recipe.form.question}")
    print(f"{found.points:,} points x {found.replicates:,} replicates = {found.runs:,} runs of {found.weeks} weeks")
    if done:
        print(f"{done:,} of them are there")
    print(f"{1000 * found.seconds_per_run:.0f} ms a run; about {duration(found.seconds)} on {found.workers} processes")
    print(f"{found.bytes_per_run:,.0f} bytes a run; about {size(found.size)} on disk in {plan.recipe.results}")


@sweep.command("run")
def run_command(
    recipe: RecipePath,
    workers: Workers = None,
    cluster: ClusterAddress = "",
    again: Again = False,
    fresh: Fresh = False,
    verify: Verify = False,
    quiet: Quiet = False,
) -> None:
    """Live every run that is not there yet; a run that fails is a row with its error."""
    from ...studies.sweep.sweep import planned
    from ...studies.sweep.sweep import sweep as live

    plan = planned(recipe)
    compiled(quiet)
    with runs(plan.recipe.form.name, len(plan), quiet) as tell:
        results = live(plan, workers, cluster=cluster, again=again, fresh=fresh, verify=verify, progress=tell)
    _note(results.notes)
    if not quiet:
        failed = results.manifest.get("failed", 0)
        print(f"{len(results):,} of {len(plan):,} runs in {results.folder}, {failed:,} failed")
        for error in results.failures["error"].unique()[:5] if failed else []:
            print(f"  {error}")


@sweep.command("resume")
def resume_command(
    recipe: RecipePath,
    workers: Workers = None,
    cluster: ClusterAddress = "",
    again: Again = False,
    verify: Verify = False,
    quiet: Quiet = False,
) -> None:
    """Go on where a sweep was cut short, and live again what was lost or damaged; with nothing there, start."""
    run_command(recipe, workers, cluster, again, False, verify, quiet)


@sweep.command("status")
def status_command(recipe: RecipePath, verify: Verify = False, as_json: Json = False) -> None:
    """How far it is, asked from anywhere while it runs."""
    from ...catalog.figures import duration, size
    from ...studies.sweep.lock import described
    from ...studies.sweep.sweep import status

    found = status(recipe, verify=verify)
    if as_json:
        _json(found)
        return
    who = f" by {described(found['at_work'])}" if found["at_work"] is not None else ""
    print(f"{found['name']}: {found['state']}{who}")
    print(f"{found['done']:,} of {found['runs']:,} runs done, {found['failed']:,} failed, {found['left']:,} left")
    if found["runs_per_second"]:
        print(f"{found['runs_per_second']:.1f} runs/s, about {duration(found['eta_seconds'])} to go")
    print(f"{size(found['stored_bytes'])} in {found['folder']}")
    _note(found["notes"])


@sweep.command("report")
def report_command(
    recipe: RecipePath,
    out: Annotated[Path | None, typer.Option(help="Folder for report.html and its PNGs.")] = None,
    force: Force = False,
    verify: Verify = False,
) -> None:
    """Write one self-contained page: question, design, figures and tables, spread, failures, provenance."""
    from ...studies.report.report import write_report
    from ...studies.sweep.results import Results
    from ...studies.sweep.sweep import planned

    plan = planned(recipe)
    results = Results(plan.recipe, None, plan)
    if verify:
        results.verify()
    _note(results.notes)
    print(write_report(results, out, force))


@sweep.command("query")
def query_command(
    recipe: RecipePath,
    sql: Annotated[str, typer.Argument(help="SQL over runs, series, events, panel (those kept) and design.")],
    verify: Verify = False,
    as_json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask the results in SQL (DuckDB): one SELECT, which reads these tables only, in five minutes at most."""
    from ...studies.sweep.asking import bounded
    from ...studies.sweep.results import Results, dumped
    from ...studies.sweep.sweep import planned

    plan = planned(recipe)
    results = Results(plan.recipe, None, plan)
    if verify:
        results.verify()
    _note(results.notes)
    relation = results.query(sql)
    with bounded(results.connection):
        if as_json:
            print(dumped(relation))
        elif csv:
            print(relation.df().to_csv(index=False), end="")
        else:
            print(relation.df().to_string(index=False, max_rows=60))


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A scenario, or a variant in quotes: 'NAME key=value'.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    metric: Metrics = None,
    seeds: Seeds = 100,
    seed: FirstSeed = 1,
    weeks: Weeks = None,
    workers: Workers = None,
    cluster: ClusterAddress = "",
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Two scenarios with the same luck: B less A, with its error, and what pairing bought."""
    from ...studies.paired.compare import compare as compared
    from ...studies.paired.compare import prepared
    from .paired import show_comparison

    metrics = metric or ["exits_small@end"]
    prepared([a, b], metrics, seeds, seed, weeks, "compare")  # what is wrong is told before anything is compiled
    compiled(quiet or as_json)
    with runs("compare", 2 * seeds, quiet or as_json) as tell:
        found = compared(
            a, b, seeds=seeds, metrics=metrics, seed=seed, weeks=weeks, workers=workers,
            cluster=cluster, folder=out, progress=tell,
        )  # fmt: skip
    if as_json:
        _json(found.as_dict())
    elif not quiet:
        show_comparison(found)


def attribute(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario that defines causes.")],
    causes: Annotated[str, typer.Option(help="Which, with commas; all of the scenario's if not given.")] = "",
    metric: Annotated[str, typer.Option(help="What is explained.")] = "exits_small@end",
    seeds: Seeds = 100,
    seed: FirstSeed = 1,
    weeks: Weeks = None,
    workers: Workers = None,
    cluster: ClusterAddress = "",
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """How much each cause explains: all combinations with the same luck, Shapley values with errors, interactions."""
    from ...studies.paired.attribute import attribute as attributed
    from ...studies.paired.attribute import prepared
    from .paired import show_attribution

    names = [name.strip() for name in causes.split(",") if name.strip()]
    plan = prepared(scenario, names, metric, seeds, seed, weeks, out)
    compiled(quiet or as_json)
    with runs("attribute", len(plan), quiet or as_json) as tell:
        found = attributed(
            scenario, names, metric, seeds=seeds, seed=seed, weeks=weeks, workers=workers, cluster=cluster, folder=out,
            force=force, progress=tell,
        )  # fmt: skip
    if as_json:
        _json(found.as_dict())
    elif not quiet:
        show_attribution(found)


def findings(
    seeds: Annotated[
        int | None, typer.Option(min=2, help="Paired runs of each variant; the recipe's own if not given.")
    ] = None,
    recipe: Annotated[
        str, typer.Option(help="The study whose results are read, and completed first.")
    ] = "runs/findings",
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("docs/findings.md"),
    force: Force = False,
    workers: Workers = None,
    stored: Annotated[bool, typer.Option("--stored", help="Live nothing: only write what is stored.")] = False,
    quiet: Quiet = False,
) -> None:
    """Answer the industry's ten claims from stored results, and write them as a page."""
    from ...results.files import replaceable
    from ...studies.paired.findings import prepared, write_findings
    from ...studies.sweep.sweep import sweep as live

    replaceable(out, force)
    plan = prepared(recipe, seeds)
    if not stored:
        compiled(quiet)
        with runs("findings", len(plan), quiet) as tell:
            live(plan, workers, progress=tell)
    write_findings(plan, out, force)
    if not quiet:
        print(out)


def _json(content: Any) -> None:
    import json

    print(json.dumps(content, indent=1, default=str))


def _note(notes: list[str]) -> None:
    """Where stored rows come from, if that is not here and now: on stderr, so that what is piped on stays whole."""
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
