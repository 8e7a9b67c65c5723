"""Whoever runs it: a user who may write nowhere but in one folder, and whose home is not theirs."""

import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import pytest

from consolidation.faces.cli.app import status

NOBODY = 65_534
# Not `run`: Arrow, which writes its tables, does not survive a fork.
NETWORK = ["network", "classroom", "-q", "--out"]


def as_nobody(folder, action):
    """What a forked child that has given up its rights says, and its status. All it imports is imported before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 99
        signal.alarm(30)
        try:
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
            os.environ["HOME"] = "/root"
            os.chdir(folder)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            code = action()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as file:
        said = file.read()
    return said, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def open_folder():
    """A folder that every user can reach: pytest's own are for its user only."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="this user is another one already")
def test_a_user_without_rights_is_told_in_a_line_and_writes_where_it_may(open_folder, monkeypatch):
    theirs, closed = open_folder / "theirs", open_folder / "closed"
    for folder in (theirs, closed):
        folder.mkdir()
    assert status([*NETWORK, str(closed / "net.graphml")]) == 0
    # Compiled it is by now, and another user could not start this user's interpreter.
    monkeypatch.setattr("consolidation.faces.cli.progress.compiled", lambda *_: 0.0)
    os.chown(theirs, NOBODY, NOBODY)
    said, code = as_nobody(theirs, lambda: status([*NETWORK, "own.graphml"]))
    assert (said, code) == ("", 0) and (theirs / "own.graphml").stat().st_uid == NOBODY
    for place in (closed / "net.graphml", closed / "new.graphml", closed / "new" / "x.graphml"):
        said, code = as_nobody(theirs, lambda place=place: status([*NETWORK, str(place)]))
        assert code == 2 and len(said.splitlines()) == 1 and "cannot be written" in said, said
    assert [path.name for path in closed.iterdir()] == ["net.graphml"]
