"""Files of a study: written aside and moved, and in clear words what the system refused."""

import errno
import os
from pathlib import Path

from ...catalog.errors import BadInput

WORDS = {
    errno.ENOSPC: "the disk is full; what was finished is safe, `resume` goes on",
    errno.EDQUOT: "the quota is used up; what was finished is safe, `resume` goes on",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOTDIR: "not a folder",
    errno.EEXIST: "not a folder",
}


def refused(place: Path, error: OSError) -> BadInput:
    """What the system refused, in clear words."""
    return BadInput(f"{place}: cannot be written: {WORDS.get(error.errno or 0, error.strerror or str(error))}")


def write(path: Path, content: bytes) -> None:
    """Write a file aside, then move it: other eyes see it whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
