"""Who is here: how many models the server holds, and whose place goes to the next when somebody has long been away."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

VISITORS = int(os.environ.get("CONSOLIDATION_VISITORS", "60"))
IDLE_MINUTES = float(os.environ.get("CONSOLIDATION_IDLE_MINUTES", "30"))


@dataclass
class Visitor:
    """A place in the room: when it was last used, and how to free what it holds."""

    drop: Callable[[], None]
    seen: float = field(default_factory=time.monotonic)


class Room:
    """Places for `most` visitors. Safe to use from the threads of all of them."""

    def __init__(self, most: int = VISITORS, idle_minutes: float = IDLE_MINUTES) -> None:
        self.most, self.idle = most, idle_minutes * 60.0
        self._here: dict[str, Visitor] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._here)

    def enter(self, who: str, drop: Callable[[], None]) -> bool:
        """Take a place; False when the room is full. One who has been idle too long makes way."""
        freed: Visitor | None = None
        with self._lock:
            if who not in self._here and len(self._here) >= self.most:
                longest = min(self._here, key=lambda name: self._here[name].seen, default=None)
                if longest is None or time.monotonic() - self._here[longest].seen < self.idle:
                    return False
                freed = self._here.pop(longest)
            self._here[who] = Visitor(drop)
        if freed:
            freed.drop()
        return True

    def touch(self, who: str) -> bool:
        """Note that a visitor did something; False when their place has gone to another."""
        with self._lock:
            visitor = self._here.get(who)
            if visitor:
                visitor.seen = time.monotonic()
            return visitor is not None

    def leave(self, who: str) -> None:
        """Give a place back."""
        with self._lock:
            self._here.pop(who, None)


ROOM = Room()
