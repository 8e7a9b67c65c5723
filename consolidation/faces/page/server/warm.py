"""Compiling the model once for the whole server, while visitors read how far it is."""

import logging
import threading

log = logging.getLogger("consolidation.faces.page")


class WarmUp:
    """Starts to prepare when it is first asked whether the model is ready, in a thread of its own."""

    def __init__(self) -> None:
        self.done, self.total = 0, 0
        self._ready = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ready(self) -> bool:
        """Whether the model can be used now."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._prepare, daemon=True)
                self._thread.start()
        return self._ready

    def _prepare(self) -> None:
        from ....industry.warm_up import warm_up
        from ....results.simulation import Simulation

        try:
            warm_up(progress=self._tell)
            # One week, so that the first visitor does not wait for compiled code to be read from the disk.
            Simulation("classroom", 1, weeks=1).step()
        except Exception:
            # What does not compile ahead may still compile when it is called: the visitor then waits without a bar.
            log.exception("warm-up")
        self._ready = True

    def _tell(self, done: int, total: int, name: str) -> None:
        self.done, self.total = done, total


WARM_UP = WarmUp()
