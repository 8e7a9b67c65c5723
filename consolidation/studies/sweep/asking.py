"""Questions in SQL read a study's tables and nothing else: no other file, no setting, no writing, for so long at most.

DuckDB itself takes four fifths of the machine's memory at most; it may not go on to disk, which it would do in the
current folder.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...catalog.errors import BadInput

SECONDS = 300.0
"""After which an answer is given up."""

READS = ("SELECT", "EXPLAIN")
TABLES = "runs, series, events, panel and design"


def locked(connection: Any, files: Iterable[Path]) -> Any:
    """The connection, from now on good for reading some files only."""
    paths = ", ".join(quoted(path) for path in files)
    for setting in (
        f"allowed_paths = [{paths}]",
        "temp_directory = ''",
        "python_enable_replacements = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def quoted(path: Path) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def checked(sql: str) -> str:
    """The question, if it is one SELECT (or DESCRIBE, SUMMARIZE, WITH, EXPLAIN). Raises `BadInput`."""
    import duckdb

    try:
        asked = [statement.type.name for statement in duckdb.extract_statements(sql)]
    except duckdb.Error as error:
        raise BadInput(f"query: {told(error)}") from None
    if len(asked) != 1 or asked[0] not in READS:
        what = " and ".join(name.lower() for name in asked) or "nothing"
        raise BadInput(f"query: {what} is not allowed; one SELECT over {TABLES} is (EXPLAIN and DESCRIBE, too)")
    return sql


@contextmanager
def bounded(connection: Any, seconds: float = SECONDS) -> Iterator[None]:
    """Within it an answer may be fetched. Raises `BadInput` for what DuckDB cannot answer, or not in time."""
    import duckdb

    late = threading.Timer(seconds, connection.interrupt)
    late.daemon = True
    late.start()
    try:
        yield
    except duckdb.InterruptException:
        raise BadInput(f"query: no answer within {seconds:g} s; ask for less, or open the Parquet parts") from None
    except duckdb.Error as error:
        raise BadInput(f"query: {told(error)}") from None
    finally:
        late.cancel()


def told(error: Exception) -> str:
    """What DuckDB says, in a line."""
    return str(error).splitlines()[0]
