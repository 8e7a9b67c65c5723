"""Compiling the model once for the whole server, while visitors read how far it is."""

import logging
import threading

log = logging.getLogger("consolidation.web")


class WarmUp:
    """Starts the compilation when it is first asked whether the model is ready, and only then."""

    def __init__(self) -> None:
        self.done, self.total = 0, 0
        self.error = ""
        self._ready = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ready(self) -> bool:
        """Whether the model can be used now."""
        if self._ready:
            return True
        with self._lock:
            if self._thread is None:
                from consolidation.warm_up import is_warm

                if is_warm():
                    self._ready = True
                else:
                    self._thread = threading.Thread(target=self._compile, daemon=True)
                    self._thread.start()
        return self._ready

    def _compile(self) -> None:
        from consolidation.warm_up import warm_up

        try:
            warm_up(progress=self._tell)
        except RuntimeError as error:
            # What does not compile ahead may still compile when it is called: the visitor then waits without a bar.
            log.exception("warm-up")
            self.error = str(error)
        self._ready = True

    def _tell(self, done: int, total: int, name: str) -> None:
        self.done, self.total = done, total


WARM_UP = WarmUp()
