"""The same chunks on a dask.distributed cluster (the extra `cluster`). Workers need no shared disk: they send bytes.

A worker that dies is the scheduler's to replace; what it was living is lived elsewhere.
"""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...catalog.errors import BadInput
from .hand import Answer, stopped
from .pool import retried
from .store import Store
from .worker import Chunk, Work, encoded, live

AHEAD = 4
"""Chunks under way per thread of the cluster: enough to hide the network, few enough to keep memory flat."""
PATIENCE = "5s"


class Cluster:
    """Lives chunks on the cluster at an address such as tcp://127.0.0.1:8786."""

    def __init__(self, address: str, work: Work, folder: Path, signature: str) -> None:
        self.address, self.work, self.folder, self.signature = address, work, folder, signature

    def each(self, chunks: Iterable[Chunk]) -> Iterator[Answer]:
        """Live all chunks; the answers as they come."""
        try:
            from distributed import Client, as_completed
        except ImportError:
            raise BadInput("--cluster needs the extra: pip install 'consolidation[cluster]'") from None
        try:
            client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise BadInput(f"--cluster {self.address}: nobody answers there ({type(error).__name__})") from None
        with client:
            work = client.scatter(self.work, broadcast=True)
            waiting = iter(chunks)
            threads = max(1, sum(client.nthreads().values()))
            under_way: dict[Any, Chunk] = {}
            done = as_completed(loop=client.loop)

            def send(chunk: Chunk) -> None:
                future = client.submit(remote, chunk, work, pure=False, retries=0)
                under_way[future] = chunk
                done.add(future)

            for _, chunk in zip(range(AHEAD * threads), waiting, strict=False):
                send(chunk)
            while under_way:
                future = next(done)
                chunk = under_way.pop(future)
                if future.status == "finished":
                    yield self._put(chunk, *future.result())
                    following = next(waiting, None)
                    if following is not None:
                        send(following)
                else:
                    for again in retried(chunk):
                        send(again)

    def _put(self, chunk: Chunk, files: dict[str, bytes], failed: int, seconds: float) -> Answer:
        fault = ""
        try:
            Store(self.folder).put(f"{self.signature}-{chunk.name}", files)
        except OSError as error:
            fault = stopped(self.folder, error)
        return Answer(chunk.name, len(chunk), failed, seconds, sum(map(len, files.values())), fault)


def remote(chunk: Chunk, work: Work) -> tuple[dict[str, bytes], int, float]:
    """What a worker of the cluster does: the chunk's tables as bytes, failed runs, seconds."""
    from ...industry.warm_up import warm_up

    warm_up()
    started = time.perf_counter()
    tables, failed = live(chunk, work)
    return {name: encoded(table) for name, table in tables.items()}, failed, time.perf_counter() - started
