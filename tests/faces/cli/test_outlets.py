"""A plain, closed or full output never costs a result, and never ends in a traceback."""

import os
import subprocess
import sys

import pytest

from consolidation import Run

PLAIN = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
RUN = ["run", "classroom", "--weeks", "2"]
COMPARE = ["compare", "classroom", "classroom tariffs.scale=0", "--seeds", "2", "--weeks", "2", "--workers", "0"]


def shell(words, redirection, cwd, **more):
    line = f'"$0" -m consolidation "$@" {redirection}'
    return subprocess.run(
        ["bash", "-c", line, sys.executable, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, **more},
    )


@pytest.mark.parametrize("words", [RUN, COMPARE, ["scenarios", "show", "april-2025"], ["schedule"]], ids=lambda w: w[0])
def test_an_output_that_knows_ascii_only(words, tmp_path):
    done = shell(words, "", tmp_path, **PLAIN)
    assert done.returncode == 0 and "Traceback" not in done.stderr and len(done.stdout) > 200
    assert done.stdout.isascii()


@pytest.mark.parametrize("redirection", [">&-", ">&- 2>&- <&-", "2>&-", "<&-"])
def test_outputs_that_are_closed(redirection, tmp_path):
    done = shell([*RUN, "--out", "lived"], redirection, tmp_path)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert Run.load(tmp_path / "lived").weeks == 2


def test_an_output_that_is_full(tmp_path):
    done = shell([*RUN, "--out", "lived"], ">/dev/full", tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "consolidation: output: No space left on device"
    assert Run.load(tmp_path / "lived").weeks == 2


def test_a_reader_that_goes(tmp_path):
    done = shell(["scenarios", "show", "april-2025"], "| head -1", tmp_path)
    assert done.returncode == 0 and done.stderr == "" and len(done.stdout.splitlines()) == 1
