"""One sweep at a time on a folder. The system drops the lock of a process that has died, however it died."""

import json
import os
import platform
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from ...catalog.errors import BadInput
from ...results.files import refused

FILE = "lock.json"
TRIES = 4


class Lock:
    """Held while a sweep writes. The file's text only says who; what counts is the system's lock on it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._file: Any = None

    def __enter__(self) -> "Lock":
        try:
            self._file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise refused(self.path, error) from None
        if not _patiently(self._file):
            self._file.close()
            raise BadInput(f"{self.path.parent}: another sweep is at work there ({described(holder(self.path))})")
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "host": platform.node(), "since": time.time()}, self._file)
        self._file.flush()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # The file stays: removing it would let two processes lock two files of one name. Closing alone would leave
        # the lock for an instant to a worker that has been forked and not yet become a program of its own.
        _let_go(self._file)
        self._file.close()


def _patiently(file: Any) -> bool:
    """A look from outside (`held`) has the lock for an instant: one refusal is not yet an answer."""
    for _ in range(TRIES):
        if _taken(file):
            return True
        time.sleep(0.05)
    return False


def _taken(file: Any) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(2**30)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _let_go(file: Any) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(2**30)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)


def holder(path: Path) -> dict[str, Any]:
    """What the lock's file says."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def described(who: dict[str, Any]) -> str:
    """Who holds it, in words."""
    return f"process {who['pid']} on {who['host']}" if "pid" in who and "host" in who else "process unknown"


def held(folder: Path) -> dict[str, Any] | None:
    """Who is at work on a folder, None for nobody."""
    path = folder / FILE
    try:
        with path.open("a+", encoding="utf-8") as file:
            return None if _taken(file) else holder(path)
    except OSError:
        return None
