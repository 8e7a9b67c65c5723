"""The command line. Results go to stdout; progress and the one line an error deserves go to stderr.

Exit status: 0 done, 1 the books did not balance, 2 input that cannot be used, 130 interrupted. Heavy imports happen
inside the commands, and other parts of the project hang theirs in through `cli_later`, so that `--help` stays instant.
"""

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ...catalog.errors import BadInput, Breach, TableFull
from ...catalog.version import VERSION
from .lazy import LazyGroup
from .options import Force, Json, Quiet, ScenarioName, Seed, Sets, Weeks

app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    help="A laboratory of how the American Bitcoin-mining industry shakes out.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """A laboratory of how the American Bitcoin-mining industry shakes out."""
    if version:
        print(f"consolidation {VERSION}")
        raise typer.Exit


@app.command("run")
def run_command(
    scenario: ScenarioName = "april-2025",
    seed: Seed = 1,
    weeks: Weeks = None,
    set: Sets = None,
    out: Annotated[Path | None, typer.Option(help="Folder for run.json and the Parquet files.")] = None,
    force: Force = False,
    panel: Annotated[bool, typer.Option("--panel", help="Keep a row per firm and week as well.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Uncompiled, over plain objects: equal figures, for a debugger.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run one scenario with one seed and report it year by year."""
    loaded = load(scenario, set)
    from .progress import compiled, weekly

    length = loaded.weeks if weeks is None else weeks
    if out is not None:
        from ...results.storage import check_out

        check_out(out, force)
    if not plain:
        compiled(quiet)
    from ...results.live import run

    with weekly(length, quiet) as tell:
        result = run(
            loaded, seed, length, keep="panel" if panel else "full", compiled=not plain, progress=tell
        )  # fmt: skip
    if out is not None:
        write(lambda: result.save(out, force), f"--out {out}")
    if turned_away := int(result.series["turned_away"].iloc[-1]):
        print(f"note: no row was left for {turned_away:,} entrants; CONSOLIDATION_FIRMS makes room", file=sys.stderr)
    from .report import WIDTH, show
    from .report import as_json as reported

    if as_json:
        print(json.dumps(reported(result), indent=1))
    elif not quiet:
        from rich.console import Console

        console = Console(width=WIDTH, highlight=False, markup=False)
        show(result, console)
        if out is not None:
            console.print(f"\nWritten to {out}", style="dim")


@app.command("scenarios")
def scenarios_command(
    action: Annotated[
        str, typer.Argument(metavar="[show NAME]", help="`show` prints one scenario's file and parameters.")
    ] = "",
    name: Annotated[str, typer.Argument(metavar="", help="Its name or path.")] = "",
) -> None:
    """List the scenarios that ship, or show one in full."""
    from rich.console import Console

    from ...scenario.scenario import Scenario
    from .report import WIDTH
    from .scenarios import listed, shown

    console = Console(width=WIDTH, highlight=False, markup=False)
    if not action:
        console.print(listed())
    elif action == "show" and name:
        for part in shown(Scenario.load(name)):
            console.print(part)
    else:
        raise BadInput("scenarios: say `consolidation scenarios` or `consolidation scenarios show NAME`")


@app.command("network")
def network_command(
    scenario: ScenarioName = "april-2025",
    week: Annotated[int, typer.Option(help="The week at whose end the network is drawn; 0 is the opening.")] = 1,
    out: Annotated[Path, typer.Option(help="GraphML file to write.")] = Path("network.graphml"),
    force: Force = False,
    seed: Seed = 1,
    set: Sets = None,
    quiet: Quiet = False,
) -> None:
    """Write who supplies, hosts, lends to, leases from, owns and bought whom as GraphML."""
    loaded = load(scenario, set)
    from ...results.simulation import Simulation, check_weeks
    from .progress import compiled, weekly

    if week != 0:
        check_weeks(week)
    from ...results.files import replaceable, writable_folder

    writable_folder(replaceable(out, force).parent)
    compiled(quiet)
    simulation = Simulation(loaded, seed, max(week, 1))
    with weekly(week, quiet) as tell:
        while simulation.week < week:
            simulation.step()
            tell(simulation.week, week)
    from ...results.exposure import supplier_concentration
    from ...results.network import build_network, write_graphml

    graph = build_network(simulation.world, loaded, simulation.recorder.events())
    write(lambda: write_graphml(graph, out), f"--out {out}")
    if not quiet:
        hhi = supplier_concentration(graph)
        print(f"{out}: {len(graph)} nodes, {graph.number_of_edges()} links; HHI of rig makers {hhi:.2f}")


@app.command("warm-up")
def warm_up_command(quiet: Quiet = False) -> None:
    """Compile the model ahead of its first run."""
    from .progress import compiled

    seconds = compiled(quiet)
    if not quiet:
        print(f"Compiled in {seconds:.0f} s." if seconds else "Compiled already.")


@app.command("schedule")
def schedule_command(
    columns: Annotated[
        bool, typer.Option("--columns", help="Columns that each phase reads and writes, not tables.")
    ] = False,
) -> None:
    """Print the phases of a week, in order, and what each reads and writes."""
    from rich.console import Console

    from .report import WIDTH
    from .scenarios import schedule_table

    Console(width=WIDTH, highlight=False, markup=False).print(schedule_table(columns))


def load(name: str, sets: list[str] | None) -> Any:
    """A scenario with `--set` overrides."""
    from ...scenario.scenario import Scenario

    overrides: dict[str, str] = {}
    for text in sets or []:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise BadInput(f"--set {text}: say key=value, as tariffs.scale=0")
        overrides[key.strip()] = value.strip()
    return Scenario.load(name, overrides)


def write(action: Callable[[], None], what: str) -> None:
    """Do something with files; what the system refuses is the caller's input."""
    from ...results.files import refused

    try:
        action()
    except OSError as error:
        raise refused(what, error) from None


def main(arguments: list[str] | None = None) -> None:
    """The console script: run a command and leave with its status."""
    outlets()
    sys.exit(status(arguments))


def outlets() -> None:
    """See that there is a stdout and a stderr that take any text: a result is not lost for want of either."""
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, which is this one
            setattr(sys, name, open(number, "r+b" if number == 0 else "w", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")


def status(arguments: list[str] | None = None) -> int:
    """Run a command; its exit status. Errors that a person can cause are one line."""
    try:
        result = app(arguments, prog_name="consolidation", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except BadInput as error:
        return _say(str(error), 2)
    except TableFull as error:
        return _say(str(error), 1)
    except Breach as error:
        return _say(f"the books do not balance: {error}", 1)
    except BrokenPipeError:
        # The reader has gone (`| head`): nobody is left to be told.
        _mute()
        return 1
    except OSError as error:
        if error.filename is None:
            _mute()
        return _say(f"{error.filename or 'output'}: {error.strerror or error}", 2)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", 130)
    except Exception as error:
        # Usage errors are click's, whichever copy of it this typer brings.
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _say(error.format_message(), 2) if str(error) else 2
        raise


def _mute() -> None:
    """Let what is left of the output go nowhere, or Python complains of it once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str, code: int) -> int:
    # A name from the system may hold bytes that are no text.
    text = " ".join(message.split()).encode("utf-8", "backslashreplace").decode()
    print(f"consolidation: {text}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
