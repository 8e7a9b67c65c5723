"""Pages in a real browser: Chromium from the PATH, a `solara run` per page, and no tolerance for errors.

`serve(path)` starts a server for a script (once a session) and returns its address; `visit(address)` opens it in a
fresh browser context and waits until it has drawn something. When the test ends, any console error, uncaught exception,
failed request or request to another machine fails it. Screenshots of failures are left in tests/screenshots.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCREENSHOTS = ROOT / "tests" / "screenshots"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MANY = {"CONSOLIDATION_ARRIVALS": "1000"}  # tests come faster than classes
PATIENCE = 120  # seconds for a server to start: a cold one compiles
LOCAL = ("127.0.0.1", "localhost")


def pytest_collection_modifyitems(items):
    """Everything below this folder needs a browser."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Start `solara run` for a script on a free port, once a session, script and environment."""
    running: dict[object, str] = {}
    processes: list[subprocess.Popen] = []

    def start(script, **environment):
        script = Path(script).resolve()
        key = (script, *sorted(environment.items()))
        if key not in running:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            log = (tmp_path_factory.mktemp("solara") / "log.txt").open("w+")
            process = subprocess.Popen(
                [sys.executable, "-m", "solara", "run", str(script), "--no-open", "--production", "--port", str(port)],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**os.environ, "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false", **MANY, **environment},
            )
            address = f"http://127.0.0.1:{port}"
            processes.append(process)
            wait_for(address, process, Path(log.name))
            running[key] = address
        return running[key]

    yield start
    for process in processes:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(address, process, log):
    """Until the server says it is ready, or has ended, or patience has."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"no server at {address}:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium():
    """One browser a session."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What went wrong on a page; `forgive` takes a piece of text that a test expects among the errors."""

    def __init__(self, page):
        self.errors: list[str] = []
        self.forgiven: list[str] = []
        page.on("console", lambda message: message.type == "error" and self.errors.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url} {request.failure}"))
        page.on("request", self._request)
        page.on("response", lambda a: a.status >= 400 and self.errors.append(f"status {a.status}: {a.url}"))

    def _request(self, request):
        if request.url.startswith(("data:", "blob:")):
            return
        if not any(f"//{host}" in request.url for host in LOCAL):
            self.errors.append(f"outside: {request.url}")

    def forgive(self, text):
        self.forgiven.append(text)

    def found(self):
        return [error for error in self.errors if not any(text in error for text in self.forgiven)]


@pytest.fixture
def visit(chromium, request):
    """Open addresses in a context of their own; the test fails if anything on the pages did."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    pages = []

    def open_page(address, ready="button"):
        page = context.new_page()
        page.watch = Watch(page)
        pages.append(page)
        page.goto(address)
        page.wait_for_selector(ready, timeout=60_000)
        return page

    yield open_page
    errors = [error for page in pages for error in page.watch.found()]
    report = getattr(request.node, "call_report", None)
    if errors or (report is not None and report.failed):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages):
            page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png", full_page=True)
    # A page that closes drops its websocket; what it says about that comes after the verdict.
    context.close()
    assert not errors, "\n".join(errors)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep the report of the test itself where `visit` finds it."""
    report = yield
    if call.when == "call":
        item.call_report = report
    return report
