"""Starting: the page while the model compiles, and `consolidation app` as somebody who installed it starts it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faces.browser.conftest import wait_for
from tests.faces.browser.page_tools import READY, ROOT, at_week, button, drawn, keep, week

CLASS = "scenario=classroom&seed=7"


def test_who_comes_while_it_compiles_reads_so_and_is_let_in_after(serve, visit, tmp_path):
    gate = tmp_path / "gate"
    address = serve(Path(__file__).with_name("compiling_page.py"), GATE=str(gate))
    page = visit(f"{address}/?{CLASS}&week=5&theme=dark", ready="text=Compiling the model, once")
    assert page.get_by_text("12 of 33 parts").is_visible()
    assert page.get_by_role("progressbar").get_attribute("value") == "12"
    assert page.evaluate("() => document.documentElement.lang") == "en"
    keep(page, "compiling")
    gate.touch()
    page.wait_for_selector(READY, timeout=30_000)
    at_week(page, 5)


@pytest.fixture
def started(tmp_path):
    """`consolidation app` from a folder that has nothing of ours in it; its address, and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log.txt"
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "consolidation", "app", "--host", "127.0.0.1", "--port", str(port), "--no-open"]
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": path}
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, process, log)
            yield address, process
        finally:
            process.terminate()
            process.wait(20)


def test_the_command_opens_the_page_it_plays_and_steps_and_ends_when_told(started, visit):
    address, process = started
    page = visit(f"{address}/?{CLASS}")
    drawn(page, 6)
    button(page, "Step").click()
    at_week(page, 1)
    button(page, "Play").click()
    page.wait_for_function(
        "() => /Week ([4-9]|\\d\\d)/.test(document.querySelector('.week').innerText)", timeout=30_000
    )
    button(page, "Pause").click()
    page.wait_for_selector(READY)
    assert week(page) >= 4
    page.watch.forgive("WebSocket")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=2):
        pass
