"""Telling a person how a sweep goes: a bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress(name: str, total: int, quiet: bool = False) -> Iterator[Any]:
    """A function to tell a sweep's progress to: a bar for a person, a line now and then for a log."""
    if quiet:
        yield None
        return
    from ...catalog.figures import duration

    if not sys.stderr.isatty():
        said = 0

        def log(now: Any) -> None:
            nonlocal said
            tenth = 10 * now.done // now.total
            if tenth > said or now.done == now.total:
                said = tenth
                words = f"{now.done:,} of {now.total:,} runs, {now.failed:,} failed, {now.rate:.1f} runs/s"
                print(f"{name}: {words}, {duration(now.left)} to go", file=sys.stderr, flush=True)

        yield log
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    text = TextColumn("{task.fields[words]}")
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), text, console=Console(stderr=True)
    ) as bar:
        task = bar.add_task(name, total=total, words="")

        def tell(now: Any) -> None:
            words = f"{now.failed:,} failed, {now.rate:.1f} runs/s, {duration(now.left)} to go"
            bar.update(task, completed=now.done, total=now.total, words=words)

        yield tell
