"""What a sweep has left so far, as DuckDB relations and pandas frames."""

import json
import math
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...catalog.errors import BadInput
from ...results.lived_under import todays
from . import manifest
from .asking import bounded, checked
from .plan import Plan
from .recipe import Recipe
from .store import DESIGN, MORE, RUNS, Store

if TYPE_CHECKING:
    import pandas as pd


class Results:
    """The results of a recipe: one dataset, read lazily, the same rows in the same order however it came about."""

    def __init__(
        self, recipe: Recipe, folder: Path | None = None, plan: Plan | None = None, mended: Iterable[str] = ()
    ) -> None:
        self.recipe, self.mended = recipe, list(mended)
        self.folder = folder or recipe.results
        self.store = Store(self.folder)
        self.plan = plan or Plan.of(recipe)
        if self.manifest:
            self.plan = self.plan.under(self.manifest)

    def __repr__(self) -> str:
        return f"<Results of {self.recipe.form.name}: {len(self)} of {len(self.plan)} runs>"

    def __len__(self) -> int:
        return int(self.query("SELECT count(*) FROM runs").fetchall()[0][0]) if self.parts else 0

    @property
    def parts(self) -> list[Path]:
        """The Parquet files with a row a run; DuckDB, pandas and polars open them with a glob, too."""
        return self.store.parts(self.plan.signature)

    def verify(self) -> None:
        """Read every part again, those that were verified before, too. Raises `BadInput` if one is damaged."""
        self.store.verify(self.plan.signature, every=True)

    @cached_property
    def connection(self) -> Any:
        """DuckDB with the views runs, series, events, panel (those kept) and design."""
        if not self.parts:
            raise BadInput(f"{self.folder}: no results of this recipe there yet")
        design = self.store.design(self.plan.signature)
        if design is None and self.manifest and not todays(self.manifest):
            raise BadInput(f"{self.folder / DESIGN} is gone or damaged, and today's rules cannot say what it held")
        return self.store.connect(self.plan.signature, design or self.plan.design_table())

    def relation(self, table: str = RUNS) -> Any:
        """A table as a lazy DuckDB relation: runs, series, events or panel."""
        if table not in (RUNS, *MORE):
            raise BadInput(f"{table!r} is not one of {', '.join((RUNS, *MORE))}")
        try:
            return self.connection.view(table)
        except Exception as error:
            if type(error).__module__.startswith(("duckdb", "_duckdb")):
                raise BadInput(f'keep = "{self.recipe.form.keep}" kept no {table}') from None
            raise

    def pandas(self, table: str = RUNS) -> "pd.DataFrame":
        """A table as a pandas frame."""
        frame: pd.DataFrame = self.relation(table).df()
        return frame

    def query(self, sql: str) -> Any:
        """A DuckDB relation from one SELECT over runs, series, events, panel and design. Raises `BadInput`."""
        with bounded(self.connection):
            return self.connection.sql(checked(sql))

    @property
    def failures(self) -> "pd.DataFrame":
        """Failed runs and their errors."""
        failed = "SELECT run, point, replicate, seed, id, error FROM runs WHERE error IS NOT NULL"
        frame: pd.DataFrame = self.query(failed).df()
        return frame

    @property
    def complete(self) -> bool:
        """Whether every run of the design is there."""
        return len(self) == len(self.plan)

    @property
    def manifest(self) -> dict[str, Any]:
        """How the dataset came about; empty if nothing was run."""
        return manifest.read(self.folder) or {}

    @property
    def notes(self) -> list[str]:
        """What a reader should know of where the rows come from: what was found damaged and was lived again, other
        rules than today's, more than one platform.
        """
        unknown = (
            [f"{self.folder}: its parts have no checksums, and are taken as they are"] if self.store.unknown else []
        )
        return [*self.mended, *manifest.notes(self.folder), *unknown]


def dumped(relation: Any) -> str:
    """A relation as JSON rows; what is no finite number is null there."""
    rows = (map(_cell, row) for row in relation.fetchall())
    return json.dumps([dict(zip(relation.columns, row, strict=True)) for row in rows], indent=1, default=str)


def _cell(value: Any) -> Any:
    if not isinstance(value, float | Decimal):
        return value
    return float(value) if math.isfinite(value) else None
