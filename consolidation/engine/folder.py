"""The folder of what is compiled and remembered: the user's own, closed to others."""

import os
import stat
from pathlib import Path

import platformdirs


def cache_root() -> Path:
    """The folder that holds every compiled rule: `CONSOLIDATION_CACHE`, or the user's cache folder."""
    chosen = os.environ.get("CONSOLIDATION_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("consolidation", appauthor=False)) / "rules"


def private(folder: Path) -> bool:
    """Make the folder if need be; whether it can be used and is one that only this user can write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = folder.stat()
        if hasattr(os, "getuid") and held.st_uid != os.getuid():
            return False
        if stat.S_IMODE(held.st_mode) & 0o077:
            folder.chmod(0o700)
        return os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    except OSError:
        return False
