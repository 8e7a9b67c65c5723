"""`consolidation app`: listed, helpful, and started as asked."""

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
    assert started["env"]["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_a_port_that_cannot_be_is_refused(port, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["consolidation", "app"])
    assert app.status(["app", "--port", port]) == 2


def test_the_script_beside_the_package_is_the_same():
    assert commands.APP.is_file()
