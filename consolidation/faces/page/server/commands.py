"""`consolidation app`: the page, from the command line."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from ....catalog.errors import BadInput

APP = Path(__file__).resolve().parents[1] / "app.py"


def app(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets others in.")] = "localhost",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8765,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> int:
    """Open the page in a browser."""
    from ...cli.progress import compiled
    from .gate import HOSTS
    from .server import ENVIRONMENT

    check_place(host, port)
    compiled()
    names = ",".join(filter(None, (os.environ.get(HOSTS, ""), host)))
    words = ["--host", host, "--port", str(port), "--production"]
    command = [sys.executable, "-P", "-m", "solara", "run", str(APP), *words, *([] if open_browser else ["--no-open"])]
    with subprocess.Popen(command, env={**ENVIRONMENT, **os.environ, HOSTS: names}) as server:
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


def check_place(host: str, port: int) -> None:
    """Say before anything is compiled that nobody can listen there. Raises `BadInput`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"--host {host} --port {port}: nothing can be served there ({why})") from None
