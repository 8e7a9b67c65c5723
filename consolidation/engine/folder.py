"""The folder of the cache: the user's own, closed to others, and kept below a number of bytes.

`CONSOLIDATION_CACHE` moves it, `CONSOLIDATION_CACHE_BYTES` says how large it may become. A file's time says when it was last
used; pruning begins with the longest unused and never touches what was used within a day.
"""

import contextlib
import os
import stat
import sys
import threading
import time
from functools import cache, lru_cache
from pathlib import Path

BYTES = 2**30
DAY = 86_400.0


def cache_root() -> Path:
    """The folder that holds every compiled rule: `CONSOLIDATION_CACHE`, or the user's cache folder."""
    chosen = os.environ.get("CONSOLIDATION_CACHE")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("consolidation", appauthor=False)) / "rules"


def private() -> Path | None:
    """That folder, made if need be; None, said once, if it cannot be used or is not the user's own.

    What is in it is unpickled: nobody else may write there.
    """
    return _private(cache_root())


@lru_cache(maxsize=8)
def _private(root: Path) -> Path | None:
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = root.stat()
        if hasattr(os, "getuid") and state.st_uid != os.getuid():
            return _refused(root, "belongs to someone else")
        if stat.S_IMODE(state.st_mode) & 0o077:
            root.chmod(0o700)
    except OSError as error:
        return _refused(root, error.strerror or str(error))
    return root


@cache
def _refused(root: Path, why: str) -> None:
    print(f"compiled rules are not kept: {root}: {why}", file=sys.stderr)


def write(path: Path, content: bytes) -> bool:
    """Write a file aside and move it; whether that went well. If not, it is said once, and costs time, never the run."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        remove(aside)
        _refused(path.parent, error.strerror or str(error))
        return False
    return True


def used(path: Path) -> None:
    """Mark a file as used now."""
    with contextlib.suppress(OSError):  # pruned by another process, or on a disk that only lets itself be read
        os.utime(path)


def remove(path: Path) -> None:
    """Remove a file that may be gone already."""
    with contextlib.suppress(OSError):
        path.unlink()


def allowance() -> int:
    """The bytes the folder may hold."""
    chosen = os.environ.get("CONSOLIDATION_CACHE_BYTES", "")
    return int(chosen) if chosen.isdecimal() else BYTES


def prune(root: Path, allowed: int, now: float | None = None) -> int:
    """Remove the files unused for longest until the rest fits; how many. Two processes may prune at once."""
    files = []
    for path in root.rglob("*"):
        try:
            state = path.stat()
        except OSError:
            continue  # another process was quicker
        if stat.S_ISREG(state.st_mode):
            files.append((state.st_mtime, state.st_size, path))
    held, removed = sum(size for _, size, _ in files), 0
    youngest = (time.time() if now is None else now) - DAY
    for used_at, size, path in sorted(files):
        if held <= allowed or used_at > youngest:
            break
        remove(path)
        held -= size
        removed += 1
    return removed
