"""Who is here: how many models the server holds, how fast visitors come in, and whose place goes to the next."""

import ctypes
import gc
import os
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

VISITORS = int(os.environ.get("CONSOLIDATION_VISITORS", "60"))
IDLE_MINUTES = float(os.environ.get("CONSOLIDATION_IDLE_MINUTES", "30"))
ARRIVALS = int(os.environ.get("CONSOLIDATION_ARRIVALS", "20"))
"""New visits a minute and address: a rate and no quota, for a school has one address."""
MINUTE = 60.0


def always() -> bool:
    """A visitor whose socket is not known answers."""
    return True


@dataclass
class Visitor:
    """A place in the room: how to free what it holds, where it is from, does its socket answer, has it acted."""

    drop: Callable[[], None]
    address: str = ""
    answers: Callable[[], bool] = always
    came: float = field(default_factory=time.monotonic)
    seen: float = field(default_factory=time.monotonic)
    acted: bool = False


class Room:
    """Places for `most` visitors. Safe to use from the threads of all of them."""

    def __init__(self, most: int = VISITORS, idle_minutes: float = IDLE_MINUTES) -> None:
        self.most, self.idle = most, idle_minutes * MINUTE
        self._here: dict[str, Visitor] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._here)

    def enter(
        self, who: str, drop: Callable[[], None], address: str = "", answers: Callable[[], bool] = always
    ) -> bool:
        """Take a place; False when the room is full and nobody makes way."""
        freed: Visitor | None = None
        with self._lock:
            if who not in self._here and len(self._here) >= self.most:
                other = self._makes_way()
                if other is None:
                    return False
                freed = self._here.pop(other)
            before = self._here.get(who)
            self._here[who] = Visitor(drop, address, answers)
            if before:
                self._here[who].acted = before.acted
        if freed:
            freed.drop()
        return True

    def _makes_way(self) -> str | None:
        """Whose socket is gone; then who has never done anything in a minute, of the address with most of them first;
        then who has been idle too long.
        """
        now = time.monotonic()
        gone = [who for who, one in self._here.items() if not one.answers()]
        silent = {who: one for who, one in self._here.items() if not one.acted and now - one.came >= MINUTE}
        idle = [who for who, one in self._here.items() if now - one.seen >= self.idle]
        if gone:
            return gone[0]
        if silent:
            crowd = Counter(one.address for one in silent.values())
            return min(silent, key=lambda who: (-crowd[silent[who].address], silent[who].came))
        return min(idle, key=lambda who: self._here[who].seen, default=None)

    def touch(self, who: str) -> bool:
        """Note that a visitor did something; False when their place has gone to another."""
        with self._lock:
            visitor = self._here.get(who)
            if visitor:
                visitor.seen, visitor.acted = time.monotonic(), True
            return visitor is not None

    def leave(self, who: str) -> None:
        """Give a place back."""
        with self._lock:
            self._here.pop(who, None)


class Arrivals:
    """How many may come in a minute from one address."""

    def __init__(self, most: int = ARRIVALS) -> None:
        self.most = most
        self._came: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def admit(self, address: str) -> bool:
        """Whether one more may come from there now; if so it is counted."""
        now = time.monotonic()
        with self._lock:
            for other in [other for other, times in self._came.items() if times and now - times[-1] > MINUTE]:
                del self._came[other]
            came = self._came[address]
            while came and now - came[0] > MINUTE:
                came.popleft()
            if len(came) >= self.most:
                return False
            came.append(now)
            return True


def give_back_memory() -> None:
    """Return what a visitor held to the system: the allocator would keep it for the next one."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):  # not the GNU library
        return


ROOM = Room()
DOOR = Arrivals()
