"""What the page costs: a week to its picture, full speed, and thirty visitors stepping at once.

    python -m benchmarks.page [--visitors 30] [--json]

The server runs in a process of its own; visitors are websocket clients that speak solara's protocol as a browser does.
A picture is complete when the server says that it has answered: every message of the new week has been sent by then.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import websockets

ROOT = Path(__file__).resolve().parents[1]
QUERY = "scenario=april-2025&seed=7&week=100"
STEPS = 40


def serve() -> tuple[subprocess.Popen[bytes], str]:
    """A server on a free port, warm."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "solara", "run", str(ROOT / "app.py"), "--no-open", "--production", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false", "CONSOLIDATION_VISITORS": "200"},
    )
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).read()
            return process, f"127.0.0.1:{port}"
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise SystemExit("no server")


class Client:
    """One visitor: opens the page, presses Step, and counts what comes back."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.controls = ""
        self.bytes = self.messages = 0

    async def open(self) -> None:
        """Connect and have the page rendered; again while the server is still compiling."""
        for _ in range(60):
            self.session = str(uuid.uuid4())
            url = f"ws://{self.host}/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={self.session}"
            cookie = {"Cookie": f"solara-session-id={uuid.uuid4()}"}
            self.socket = await websockets.connect(url, max_size=None, additional_headers=cookie)
            comm = str(uuid.uuid4())
            await self._ask("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}})
            await self._ask("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": {"path": f"/?{QUERY}"}}})
            if self.controls:
                return
            await self.socket.close()
            await asyncio.sleep(1.0)
        raise SystemExit("the page did not open")

    async def step(self) -> float:
        """Press Step; seconds until the picture is complete."""
        started = time.perf_counter()
        self.bytes = self.messages = 0
        await self._ask(
            "comm_msg",
            {"comm_id": self.controls, "data": {"method": "custom", "content": {"event": "step", "data": {}}}},
        )
        return time.perf_counter() - started

    async def _ask(self, kind: str, content: dict[str, Any]) -> None:
        """Send a message and take in everything up to the server's word that it has been dealt with."""
        mine = str(uuid.uuid4())
        header = {"msg_id": mine, "msg_type": kind, "session": self.session, "username": "", "version": "5.2"}
        rest = {"parent_header": {}, "metadata": {}, "channel": "shell", "buffers": []}
        await self.socket.send(json.dumps({"header": header, "content": content, **rest}))
        while True:
            message = await asyncio.wait_for(self.socket.recv(), 60)
            text = message if isinstance(message, str) else message.decode("utf-8", "replace")
            self.bytes += len(message)
            self.messages += 1
            if '"comm_open"' in text and '"speeds"' in text:
                start = text.index("{")
                self.controls = json.loads(text[start : text.rindex("}") + 1])["content"]["comm_id"]
            if '"idle"' in text and mine in text:
                return


def cpu_seconds(pid: int) -> float:
    """What a process has used so far: says more than the clock on a machine that others use too. Linux only."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(host: str, pid: int, visitors: int) -> dict[str, float]:
    """Alone, at full speed, and all at once."""
    started = time.perf_counter()
    alone = Client(host)
    await alone.open()
    first = time.perf_counter() - started
    await alone.step()
    times, sizes, counts = [], [], []
    spent = cpu_seconds(pid)
    for _ in range(STEPS):
        times.append(await alone.step())
        sizes.append(alone.bytes)
        counts.append(alone.messages)
    spent = cpu_seconds(pid) - spent
    crowd = [Client(host) for _ in range(visitors)]
    for client in crowd:
        await client.open()
    together = await asyncio.gather(*(client.step() for client in crowd))
    return {
        "first_picture_s": first,
        "week_to_picture_ms_median": 1e3 * statistics.median(times),
        "week_to_picture_ms_p95": 1e3 * sorted(times)[int(0.95 * len(times))],
        "server_cpu_ms_a_week": 1e3 * spent / STEPS,
        "payload_kb_a_week": statistics.median(sizes) / 1e3,
        "messages_a_week": statistics.median(counts),
        f"slowest_of_{visitors}_at_once_s": max(together),
        f"median_of_{visitors}_at_once_s": statistics.median(together),
    }


def main() -> None:
    """Serve, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    process, host = serve()
    try:
        time.sleep(5)
        found = asyncio.run(measure(host, process.pid, asked.visitors))
    finally:
        process.terminate()
    if asked.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:32s} {value:10.2f}")


if __name__ == "__main__":
    main()
