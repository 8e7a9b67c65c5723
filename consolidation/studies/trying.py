"""A rule tried: one small industry lived with the rules as they are and with an edited one, on the same luck."""

import contextlib
import importlib
import importlib.util
import pkgutil
import sys
import traceback
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import industry
from ..catalog.errors import BadInput
from ..engine.forms import form_of
from ..engine.plain import compiled, source
from ..engine.replacing import replaced
from ..results.live import run
from ..results.run import Run

NAMED = "consolidation_tried_"
MOST = 5


@dataclass(frozen=True)
class Tried:
    """Both lives, the rules that were replaced (`markets.solvency.use_spare_cash`), and where the lives part."""

    rules: tuple[str, ...]
    before: Run
    after: Run

    def differences(self) -> pd.DataFrame:
        """The five figures of the last week that differ most, relative to themselves: before, after, difference."""
        ends = [one.series.select_dtypes("number").iloc[-1] for one in (self.before, self.after)]
        table = pd.DataFrame({"before": ends[0], "after": ends[1]}).drop(index="week")
        table["difference"] = table["after"] - table["before"]
        size = table["difference"].abs() / table[["before", "after"]].abs().max(axis=1).replace(0.0, np.nan)
        order = size.fillna(0.0).sort_values(ascending=False, kind="stable").index
        return table.loc[[name for name in order if table.loc[name, "difference"] != 0.0][:MOST]]

    def parting(self) -> tuple[pd.Series | None, pd.Series | None] | None:
        """The first event of either life that the other has not; None if all are equal."""
        one, other = self.before.events, self.after.events
        shared = min(len(one), len(other))
        same = (one.iloc[:shared].astype(str).to_numpy() == other.iloc[:shared].astype(str).to_numpy()).all(axis=1)
        at = shared if same.all() else int(np.argmin(same))
        if at == len(one) == len(other):
            return None
        return tuple(frame.iloc[at] if at < len(frame) else None for frame in (one, other))  # type: ignore[return-value]


def tried(path: str | Path, scenario: str = "classroom", seed: int = 1, weeks: int = 52) -> Tried:
    """Live a scenario with and without the rules that a file edits.

    The file is an edited copy of a file of rules, or holds functions of rules' names. BadInput: it is no Python, or
    edits no rule.
    """
    changes = changed(Path(path))
    before = run(scenario, seed, weeks, compiled=False)
    with contextlib.ExitStack() as block:
        for rule, mine in changes.values():
            block.enter_context(replaced(rule, mine))
        try:
            after = run(scenario, seed, weeks)
        except BadInput:
            raise
        except Exception as error:
            raise BadInput(told(error, Path(path))) from error
    return Tried(tuple(changes), before, after)


def told(error: Exception, path: Path) -> str:
    """What went wrong in an edited rule: file, line, what."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename) == path.resolve() or Path(frame.filename) == path]
    where = (own or frames)[-1]
    return f"{Path(where.filename).name}, line {where.lineno}: {type(error).__name__}: {error}"


def changed(path: Path) -> dict[str, tuple[Any, Any]]:
    """The rules that a file says otherwise, by name: the rule and what is to stand for it."""
    if not path.is_file():
        raise BadInput(f"{path}: no such file")
    rules = {name: one for module in modules() for name, one in rules_of(module)}
    module, home = loaded(path)
    found: dict[str, tuple[Any, Any]] = {}
    for name, mine in vars(module).items():
        if not is_own(mine, module):
            continue
        same = [key for key in rules if key.rpartition(".")[2] == name]
        key = f"{home}.{name}" if f"{home}.{name}" in rules else same[0] if len(same) == 1 else ""
        if len(same) > 1 and not key:
            raise BadInput(
                f"{path.name}: {name} is the name of several rules: {', '.join(same)}; name the file after one's"
            )
        if key and form_of(source(mine)).text != form_of(source(rules[key])).text:
            found[key] = (rules[key], mine)
    if not found:
        raise BadInput(f"{path.name}: it edits no rule; copy a file from {industry.__path__[0]} and change a function")
    return found


def is_own(thing: Any, module: types.ModuleType) -> bool:
    """Whether a function was written in a module and not imported into it."""
    return (compiled(thing) or isinstance(thing, types.FunctionType)) and thing.__module__ == module.__name__


def modules() -> Iterator[types.ModuleType]:
    """The modules of the industry's rules."""
    for found in pkgutil.walk_packages(industry.__path__, f"{industry.__name__}."):
        yield importlib.import_module(found.name)


def rules_of(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """A module's rules by room, file and name."""
    for name, held in vars(module).items():
        if compiled(held) and held.__module__ == module.__name__:
            yield f"{module.__name__.removeprefix(industry.__name__ + '.')}.{name}", held


def loaded(path: Path) -> tuple[types.ModuleType, str]:
    """A file as a module that imports what its original imports, and the room and name of that original, if any."""
    homes = [one.__name__ for one in modules() if one.__name__.rpartition(".")[2] == path.stem]
    package = homes[0].rpartition(".")[0] if len(homes) == 1 else f"{industry.__name__}.markets"
    name = f"{package}.{NAMED}{path.stem}" if path.stem.isidentifier() else f"{package}.{NAMED}file"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise BadInput(f"{path}: not a Python file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BadInput(f"{path}: {type(error).__name__}: {error}") from None
    return module, homes[0].removeprefix(industry.__name__ + ".") if len(homes) == 1 else ""
