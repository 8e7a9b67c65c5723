"""Processes of this machine that live chunks of runs. One that dies is replaced, and its chunk is lived again.

Workers are fresh interpreters spoken to through pipes, as the caller may be a script without a main guard, a notebook
or a page. They load compiled code from the cache and never end of themselves.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...catalog.errors import BadInput
from .hand import READY, Answer
from .worker import Chunk, Work

PACKAGE = Path(__file__).resolve().parents[2]
ATTEMPTS = 3
"""How often a chunk may take its worker with it before its runs are lived one by one, and then counted as failed."""
LOST = "the process that lived this run died {} times"
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


MOST_WORKERS = 4096


class Pool:
    """`workers` processes; 0 lives everything in this one."""

    def __init__(self, workers: int, work: Work, folder: Path, signature: str) -> None:
        self.workers = workers
        self.shared = (work, folder, signature)
        self.waiting: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        self.processes: set[subprocess.Popen[bytes]] = set()
        self.closing = False

    def each(self, chunks: Iterable[Chunk]) -> Iterator[Answer]:
        """Live all chunks; the answers as they come."""
        if self.workers == 0:
            from .hand import store

            for chunk in chunks:
                yield store(chunk, *self.shared)
            return
        left = 0
        for chunk in chunks:
            self.waiting.put(chunk)
            left += len(chunk)
        threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        try:
            while left:
                answer = self.answers.get()
                if isinstance(answer, BaseException):
                    raise answer
                left -= answer.runs
                yield answer
        finally:
            self.close()

    def close(self) -> None:
        """End the processes."""
        self.closing = True
        for _ in range(self.workers):
            self.waiting.put(None)
        for process in list(self.processes):
            process.kill()
        for process in list(self.processes):
            process.wait()

    def _serve(self) -> None:
        process: Any = None
        try:
            while (chunk := self.waiting.get()) is not None and not self.closing:
                if process is None:
                    process = self._start()
                try:
                    pickle.dump(chunk, process.stdin)
                    process.stdin.flush()
                    self.answers.put(pickle.load(process.stdout))
                except (OSError, EOFError, pickle.UnpicklingError):
                    self._end(process)
                    process = None
                    if not self.closing:
                        for again in retried(chunk):
                            self.waiting.put(again)
        except BaseException as error:
            self.answers.put(error)
        finally:
            if process is not None:
                self._end(process)

    def _start(self) -> Any:
        """A process that has said it is ready; one that dies before is started again, a few times."""
        for _ in range(ATTEMPTS):
            process = self._spawn()
            try:
                if process.stdin is not None and process.stdout is not None:
                    pickle.dump(self.shared, process.stdin)
                    process.stdin.flush()
                    if pickle.load(process.stdout) == READY:
                        return process
            except (OSError, EOFError, pickle.UnpicklingError):
                self._end(process)
                if self.closing:
                    break
        raise BadInput("worker processes do not start; --workers 0 lives the runs in this one and shows why")

    def _spawn(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": path} | dict.fromkeys(ONE_THREAD, "1")
        # -P: what lies in the working folder is nobody's module.
        command = [sys.executable, "-P", "-c", "from consolidation.studies.sweep import hand; hand.main()"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.processes.add(process)
        return process

    def _end(self, process: Any) -> None:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self.processes.discard(process)


def check_workers(workers: int) -> int:
    """How many processes are asked for. `BadInput`: no such number of them."""
    if isinstance(workers, bool) or not isinstance(workers, int) or not 0 <= workers <= MOST_WORKERS:
        raise BadInput(f"workers: {workers!r} is not a whole number between 0 and {MOST_WORKERS}")
    return workers


def retried(chunk: Chunk) -> list[Chunk]:
    """A chunk whose worker died, again; after some attempts run by run, and a run that kills every worker as failed."""
    attempts = chunk.attempts + 1
    if attempts < ATTEMPTS:
        return [replace(chunk, attempts=attempts)]
    if len(chunk) == 1:
        return [replace(chunk, attempts=attempts, lost=LOST.format(attempts))]
    return [replace(chunk, name=f"{chunk.name}-{i}", jobs=(job,), attempts=0) for i, job in enumerate(chunk.jobs)]
