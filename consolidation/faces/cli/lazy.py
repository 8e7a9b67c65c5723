"""Commands that live in other parts of the project: imported when they are called, so that the rest starts fast."""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

LATER: tuple[tuple[str, str, str], ...] = (
    ("compare", "consolidation.faces.cli.studies:compare", "Two scenarios with the same luck."),
    ("attribute", "consolidation.faces.cli.studies:attribute", "How much of the exits each pressure explains."),
    ("sweep", "consolidation.faces.cli.studies:sweep", "Many runs over a design of parameters."),
    ("findings", "consolidation.faces.cli.studies:findings", "Answer the industry's claims from stored results."),
    ("try", "consolidation.faces.cli.trying:try_rule", "Try an edited rule in a small industry."),
    ("new-paths", "consolidation.faces.cli.new_paths:new_paths", "Bring programs for version 0.2.0 to the new paths."),
    ("app", "consolidation.faces.page.server.commands:app", "Open the page in a browser."),
    ("calibrate", "consolidation.faces.cli.validation:calibrate", "Fit uncertain parameters to history."),
    (
        "validate",
        "consolidation.faces.cli.validation:validate",
        "Hold the model against history and known limits.",
    ),
)
"""Commands that live elsewhere: name, "module:function or typer app", and a line of help. Imported when called."""


class LazyGroup(TyperGroup):
    """A group that imports the commands of LATER only when they are asked for, and hides those not there."""

    _asked = ""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is about to be called."""
        self._asked = args[0] if args else ""
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands, the lazy ones after our own."""
        return [*super().list_commands(ctx), *(name for name, target, _ in LATER if _there(target))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by name."""
        for name, target, help in LATER:
            if name == cmd_name and _there(target):
                # Help lists every command: it must not import them all.
                return _load(name, target, help) if name == self._asked else _stub(name, help)
        return super().get_command(ctx, cmd_name)


def _there(target: str) -> bool:
    try:
        return importlib.util.find_spec(target.partition(":")[0]) is not None
    except ModuleNotFoundError:
        return False


def _stub(name: str, help: str) -> Any:
    def command() -> None:
        """Only its line in the list is needed."""

    return _command(name, command, help)


def _load(name: str, target: str, help: str) -> Any:
    module, _, attribute = target.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    return typer.main.get_command(found) if isinstance(found, typer.Typer) else _command(name, found, help)


def _command(name: str, function: Callable[..., Any], help: str) -> Any:
    single = typer.Typer(add_completion=False)
    single.command(name, help=function.__doc__ if function.__name__ != "command" else help)(function)
    return typer.main.get_command(single)
