"""A scenario written as TOML again: the differences from its base, or the whole."""

import datetime as dt
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..catalog.parameters import GROUPS
from .file import SCENARIOS, TOML_NAMES
from .tables import PACKAGE, PATHS, files, find_path


def to_toml(scenario: Any, full: bool) -> str:
    """A file that loads to an equal scenario. Files outside the package are named by their full path."""
    leaf = scenario.layers[-1]
    lines: list[str] = []
    if len(scenario.layers) > 1 and not full:
        base = scenario.layers[-2].path
        lines.append(f"base = {text(base.stem if base.parent == SCENARIOS else base.as_posix())}")
    for key in ("title", "question", "description"):
        lines.append(f"{key} = {text(getattr(scenario, key))}")
    if full:
        values = scenario.parameters()
    else:
        values = {name: new for name, (_, new) in scenario.differences().items()}
    if values.get("bitcoin.price_path"):
        values["bitcoin.price_path"] = _outside(find_path(str(values["bitcoin.price_path"]), scenario.layers), PATHS)
    lines += [f"{key} = {text(values[key])}" for key in ("weeks", "start") if key in values]
    lines += _data(scenario, full)
    for group in GROUPS:
        own = [f"{key.partition('.')[2]} = {text(v)}" for key, v in values.items() if key.startswith(f"{group}.")]
        lines += ["", f"[{group}]", *own] if own else []
    if full:
        lines += ["", "[duties]", "remove_all = true", *_rows("duties", scenario.duties)]
        lines += ["", "[claims]", "remove_all = true", *_rows("claims", scenario.claims)]
    else:
        for name, edits in (("duties", leaf.duties), ("claims", leaf.claims)):
            conditions = [f"remove_{key} = {text(value)}" for key, value in edits.remove.items()]
            lines += ["", f"[{name}]", *conditions] if conditions else []
            lines += _rows(name, edits.add)
    for cause in (scenario.causes if full else leaf.causes).values():
        off = ", ".join(f"{text(key)} = {text(value)}" for key, value in cause.off.items())
        lines += ["", f"[causes.{text(cause.name)}]", f"title = {text(cause.title)}", f"off = {{ {off} }}"]
        lines += [f"words = {text(cause.words)}"]
    return "\n".join(lines) + "\n"


def _data(scenario: Any, full: bool) -> list[str]:
    leaf = scenario.layers[-1]
    paths, keep, _ = files(scenario.layers)
    if not full:
        paths, keep = leaf.data, leaf.keep_firms
    own = {kind: path for kind, path in paths.items() if path != PACKAGE[kind]}
    lines = [f"{kind} = {text(path.resolve().as_posix())}" for kind, path in own.items()]
    if keep is not None:
        lines.append(f"keep_firms = [{', '.join(text(name) for name in keep)}]")
    return ["", "[data]", *lines] if lines else []


def _rows(name: str, rows: tuple[Any, ...]) -> list[str]:
    keys = {field: key for key, field in TOML_NAMES.items()}
    lines: list[str] = []
    for row in rows:
        lines += ["", f"[[{name}.add]]"]
        for f in fields(row):
            value = getattr(row, f.name)
            if value not in ("", None):
                lines.append(f"{keys.get(f.name, f.name)} = {text(value)}")
    return lines


def _outside(path: Path, home: Path) -> str:
    return path.name if path.parent == home else path.as_posix()


def text(value: Any) -> str:
    """One value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, dt.date) else repr(value)
