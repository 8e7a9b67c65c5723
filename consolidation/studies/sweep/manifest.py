"""`manifest.json`: how a dataset came about, and how far it is."""

import datetime as dt
import json
import os
import platform
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ...results.files import write
from ...results.lived_under import ALTERED, OTHER_RULES, SAME, difference, elsewhere, stamp, this_platform, todays
from ...results.storage import commit, versions
from .plan import Plan
from .variants import plain

FILE = "manifest.json"


def now() -> str:
    """The time in UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


class Base(BaseModel, extra="allow"):
    """The scenario that was varied."""

    hash: str


class Form(BaseModel, extra="allow"):
    """What every manifest has, whatever version wrote it."""

    signature: str
    recipe_hash: str
    base: Base
    sessions: list[dict[str, Any]]
    rules: str | None = None
    engine: str | None = None
    model_version: str | None = None


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of results, None if there is none that can be read."""
    try:
        return Form.model_validate_json((folder / FILE).read_bytes()).model_dump(exclude_unset=True)
    except (OSError, ValueError):
        return None


def damage(folder: Path) -> list[str]:
    """That the manifest is there and cannot be read, in a line."""
    there = (folder / FILE).exists() and read(folder) is None
    return [f"{folder / FILE} is damaged: `sweep resume` writes it anew from the recipe"] if there else []


def save(folder: Path, facts: dict[str, Any]) -> None:
    """Write it whole."""
    write(folder / FILE, (json.dumps(facts, indent=1, default=plain) + "\n").encode())


def started(plan: Plan, before: dict[str, Any] | None, workers: str) -> dict[str, Any]:
    """The manifest of a sweep that starts, or goes on: earlier sessions of the same dataset stay listed."""
    form = plan.recipe.form
    sessions = before["sessions"] if before and before.get("signature") == plan.signature else []
    return {
        "name": form.name,
        "recipe": form.model_dump(exclude_none=True),
        "recipe_text": plan.recipe.text,
        "recipe_hash": plan.recipe.hash,
        "signature": plan.signature,
        "base": {
            "name": plan.recipe.base.name,
            "hash": plan.recipe.base.hash,
            "toml": plan.recipe.base.to_toml(full=True),
        },
        "points": len(plan.points),
        "runs": len(plan),
        "weeks": plan.recipe.weeks,
        **stamp(plan.rules),
        "versions": versions(),
        "git_commit": commit(),
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "state": "running",
        "sessions": [*sessions, {"started": now(), "workers": workers, "platform": this_platform()}],
    }


def ended(facts: dict[str, Any], state: str, runs: int, failed: int, seconds: float) -> dict[str, Any]:
    """The same when a session ends: `state` is done, interrupted or stopped."""
    session = {**facts["sessions"][-1], "ended": now(), "runs": runs, "seconds": round(seconds, 3)}
    return {**facts, "state": state, "failed": failed, "sessions": [*facts["sessions"][:-1], session]}


def verdict(plan: Plan, facts: dict[str, Any]) -> str:
    """What the dataset of a manifest is today:
    `SAME`, `OTHER_RULES`, or `ALTERED` if its signature is not its parts'.
    """
    if not todays(facts):
        return OTHER_RULES
    unchanged = (facts.get("recipe_hash"), facts["base"]["hash"]) == (plan.recipe.hash, plan.recipe.base.hash)
    return ALTERED if unchanged and plan.under(facts).signature != facts.get("signature") else SAME


def notes(folder: Path) -> list[str]:
    """What a reader of a dataset should know, a line each: other rules than today's, sessions on different platforms,
    a manifest that cannot be read.
    """
    facts = read(folder)
    if not facts:
        return damage(folder)
    told = [] if todays(facts) else [difference(facts)]
    platforms = [session["platform"] for session in facts["sessions"] if isinstance(session.get("platform"), dict)]
    return told + list(dict.fromkeys(filter(None, (elsewhere(platforms[0], other) for other in platforms[1:]))))
