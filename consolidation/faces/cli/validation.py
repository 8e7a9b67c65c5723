"""`consolidation calibrate` and `consolidation validate`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .options import Force, Quiet, SearchSeed

STUDY = Path("runs/history")
Study = Annotated[Path, typer.Option(help="The study's folder: summary.json, and results/ with the trials.")]


def calibrate(
    trials: Annotated[int, typer.Option(min=1, help="How many there are to be in all; those stored count.")] = 3_000,
    recovery: Annotated[int, typer.Option(min=0, help="Trials of the fit to made-up facts; 0 leaves it out.")] = 1_500,
    seed: SearchSeed = 1,
    study: Study = STUDY,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Fit the few parameters of history to 2019-2023; stops and goes on where it was. The test months are not read."""
    from ...results.files import writable_folder
    from ...studies.validation import calibrate as fit
    from ...studies.validation.summary import check_study, write_summary

    def told(done: int, best: float) -> None:
        if not quiet and done % 100 == 0:
            typer.echo(f"{done} trials, least loss {best:.3f}", err=True)

    check_study(study, force)
    results = writable_folder(study / "results")
    found: dict[str, Any] = {"recovery": None}
    if recovery:
        found["recovery"] = {
            "trials": recovery,
            "rows": fit.recover(results / "recovery.jsonl", recovery, told=told),
        }
    done = fit.calibrate(results / "trials.jsonl", trials, seed, told=told)
    found |= {
        "trials": len(done.done),
        "seed": seed,
        "loss": done.best.loss,
        "parameters": done.best.overrides,
        "bounds": {f.name: [f.low, f.high] for f in fit.FITTED},
        "nearly_as_good": fit.spread(done, fit.NEARLY),
        "ensemble": [t.overrides for t in fit.ensemble(done)],
    }
    write_summary(study, found, force)
    for name, value in done.best.overrides.items():
        low, high = found["nearly_as_good"][name]
        typer.echo(f"{name} = {value:g}  (nearly as good: {low:g} to {high:g})")
    typer.echo(f"loss {done.best.loss:.3f} after {len(done.done)} trials; {study / 'summary.json'}")


def validate(
    write_docs: Annotated[bool, typer.Option("--write-docs", help="Make docs/validation.md and its pictures.")] = False,
    docs: Annotated[Path, typer.Option(help="Where the page goes.")] = Path("docs"),
    trajectories: Annotated[int, typer.Option(min=2, help="Of Morris's design, for the page.")] = 20,
    fixed: Annotated[bool, typer.Option("--fixed", help="Ask which of the fixed numbers matter most instead.")] = False,
    study: Study = STUDY,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Hold the model against history: scores and patterns; with --write-docs also limits, sensitivity, the page."""
    from ...results.files import replaceable, writable_folder
    from ...studies.validation import page, plots, sensitivity, validation
    from ...studies.validation.summary import read_summary

    def told(done: int, of: int) -> None:
        if not quiet and done % 50 == 0:
            typer.echo(f"sensitivity: {done} of {of} runs", err=True)

    summary = read_summary(study)
    if fixed:
        ranges = sensitivity.fixed_numbers()
        typer.echo("figure\tfixed number\tmean size of its effect\tits spread")
        for row in sensitivity.morris(summary["parameters"], trajectories, told=told, ranges=ranges):
            typer.echo(f"{row['outcome']}\t{row['parameter']}\t{row['mu_star']:.4g}\t{row['sigma']:.4g}")
        return
    results = writable_folder(study / "results")
    results.mkdir(parents=True, exist_ok=True)
    for name in page.FILES if write_docs else []:
        replaceable(docs / name, force)
    found = validation.validate(summary)
    typer.echo(page.as_text(found))
    if not write_docs:
        typer.echo(plots.history(results / "history.svg", found))
        return
    shaken = validation.sensitivity_of(summary, results / "sensitivity.json", trajectories, told)
    for path in page.write(docs, summary, found, shaken):
        typer.echo(path)
