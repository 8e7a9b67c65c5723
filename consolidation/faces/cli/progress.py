"""Progress on stderr: a bar for a person, a line for a log, nothing when asked to be quiet."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from ...catalog.figures import duration

EVERY = 0.1  # seconds between redraws


def compiled(quiet: bool = False) -> float:
    """Compile the model if that has not been done yet, telling how far it is; the seconds it took."""
    from ...industry.warm_up import is_warm, warm_up

    if is_warm():
        return 0.0
    if quiet:
        return warm_up()
    if not sys.stderr.isatty():
        print("Compiling the model, once ...", file=sys.stderr, flush=True)
        return warm_up()
    with _bar() as bar:
        task = bar.add_task("Compiling the model, once", total=None)
        return warm_up(progress=lambda done, total, name: bar.update(task, completed=done, total=total))


@contextmanager
def weekly(weeks: int, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A function to call after every week, behind a bar if somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda week, weeks: None
        return
    with _bar() as bar:
        task = bar.add_task("Living the weeks", total=weeks)
        drawn = perf_counter()

        def tell(week: int, weeks: int) -> None:
            nonlocal drawn
            # A week takes microseconds, a redraw milliseconds.
            if perf_counter() - drawn > EVERY or week == weeks:
                drawn = perf_counter()
                bar.update(task, completed=week)

        yield tell


@contextmanager
def runs(name: str, total: int, quiet: bool = False) -> Iterator[Any]:
    """A function to tell a sweep's progress to: a bar for a person, a line now and then for a log, None when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(figures=True) as bar:
            task = bar.add_task(name, total=total, words="")
            yield lambda now: bar.update(task, completed=now.done, total=now.total, words=_words(now))
    else:
        tenths = 0

        def log(now: Any) -> None:
            nonlocal tenths
            if 10 * now.done // now.total > tenths or now.done == now.total:
                tenths = 10 * now.done // now.total
                print(f"{name}: {now.done:,} of {now.total:,} runs, {_words(now)}", file=sys.stderr, flush=True)

        yield log


def _words(now: Any) -> str:
    return f"{now.failed:,} failed, {now.rate:.1f} runs/s, {duration(now.left)} to go"


def _bar(figures: bool = False) -> Any:
    """A bar that goes when it is done; with `figures`, one that stays and ends in words."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    last = TextColumn("{task.fields[words]}") if figures else TimeElapsedColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), last)
    return Progress(*columns, console=Console(stderr=True), transient=not figures)
