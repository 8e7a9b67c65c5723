"""A worker process: reads chunks from its standard input, stores them, and answers with how they went.

It ends when its input ends, when its parent has died, and on nothing else: a person's Ctrl-C is the parent's to handle.
"""

import os
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOOK = 0.25  # seconds between looks at the parent
READY = "ready"


@dataclass(frozen=True)
class Answer:
    """How a chunk went: runs lived, failed ones among them, seconds, bytes written, and what the disk refused."""

    name: str
    runs: int
    failed: int
    seconds: float
    size: int
    refused: str = ""


def stopped(folder: Path, error: OSError) -> str:
    """Why a sweep stops when the disk refuses a chunk, in a line."""
    from ...results.files import refused

    return f"{refused(folder, error)}; what was finished is safe, `resume` goes on"


def store(chunk: Any, work: Any, folder: Path, signature: str) -> Answer:
    """Live a chunk and put it into the folder of results."""
    from .store import Store
    from .worker import encoded, live

    started = time.perf_counter()
    tables, failed = live(chunk, work)
    files = {name: encoded(table) for name, table in tables.items()}
    fault = ""
    try:
        Store(folder).put(f"{signature}-{chunk.name}", files)
    except OSError as error:
        fault = stopped(folder, error)
    size = sum(map(len, files.values()))
    return Answer(chunk.name, len(chunk), failed, time.perf_counter() - started, size, fault)


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    # What is printed here by accident must not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    source = sys.stdin.buffer
    work, folder, signature = pickle.load(source)
    pickle.dump(READY, answers)
    answers.flush()
    while True:
        try:
            chunk = pickle.load(source)
        except EOFError:
            return
        pickle.dump(store(chunk, work, folder, signature), answers)
        answers.flush()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)
