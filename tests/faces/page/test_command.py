"""`consolidation app`: listed, helpful, and started as asked."""

import socket

import pytest

from consolidation.faces.cli import app
from consolidation.faces.page.server import commands


def test_it_is_listed_and_explains_itself(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["consolidation", "app", "--help"])
    assert app.status(["app", "--help"]) == 0
    assert "--port" in capsys.readouterr().out


def test_it_starts_solara_without_telemetry(monkeypatch):
    started = {}

    class Server:
        def __init__(self, command, env):
            started.update(command=command, env=env)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def wait(self):
            return 0

    monkeypatch.setattr("subprocess.Popen", Server)
    monkeypatch.setattr("consolidation.faces.cli.progress.compiled", lambda: 0.0)
    monkeypatch.delenv("SOLARA_TELEMETRY_MIXPANEL_ENABLE", raising=False)
    monkeypatch.setattr("sys.argv", ["consolidation", "app"])
    assert app.status(["app", "--host", "127.0.0.1", "--port", "8999", "--no-open"]) == 0
    assert started["command"][-5:] == ["127.0.0.1", "--port", "8999", "--production", "--no-open"]
    assert started["command"][1:4] == ["-P", "-m", "solara"]  # nothing of the current folder is run
    assert started["env"]["CONSOLIDATION_HOSTS"] == "127.0.0.1"
    assert started["env"]["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"


@pytest.mark.parametrize("words", [["--host", "nowhere.invalid"], ["--host", "x" * 300], ["--host", "é..x"]])
def test_a_host_that_cannot_be_served_is_a_line_before_anything_is_compiled(words, monkeypatch, capsys):
    monkeypatch.setattr("consolidation.faces.cli.progress.compiled", lambda: pytest.fail("too late"))
    assert app.status(["app", *words]) == 2
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1 and "nothing can be served there" in said.err


def test_a_port_in_use_is_a_line(monkeypatch, capsys):
    monkeypatch.setattr("consolidation.faces.cli.progress.compiled", lambda: pytest.fail("too late"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert app.status(["app", "--host", "127.0.0.1", "--port", port]) == 2
    assert "Address already in use" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_a_port_that_cannot_be_is_refused(port, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["consolidation", "app"])
    assert app.status(["app", "--port", port]) == 2


def test_the_script_beside_the_package_is_the_same():
    assert commands.APP.is_file()
