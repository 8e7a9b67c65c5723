"""`consolidation app`: the page, from the command line."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

APP = Path(__file__).resolve().parents[1] / "app.py"


def app(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets others in.")] = "localhost",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8765,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> int:
    """Open the page in a browser."""
    from ...cli.progress import compiled
    from .server import ENVIRONMENT

    compiled()
    words = ["--host", host, "--port", str(port), "--production"]
    command = [sys.executable, "-m", "solara", "run", str(APP), *words, *([] if open_browser else ["--no-open"])]
    with subprocess.Popen(command, env={**ENVIRONMENT, **os.environ}) as server:
        # Whoever ends this process means the server; Ctrl-C reaches both by itself.
        before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            status = server.wait()
        except KeyboardInterrupt:
            server.wait()
            return 0
        finally:
            signal.signal(signal.SIGTERM, before)
    return 0 if status in (-signal.SIGTERM, -signal.SIGINT) else status
