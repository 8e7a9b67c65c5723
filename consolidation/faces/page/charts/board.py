"""The six charts of the industry, in the order in which they stand."""

from collections.abc import Callable

from ....catalog.palette import Look
from . import concentration, exits, hash_rate, machines, power, share
from .base import Figure
from .history import Frames

BOARD: dict[str, Callable[[Frames, Look], Figure]] = {
    "share": share.draw,
    "exits": exits.draw,
    "hash": hash_rate.draw,
    "power": power.draw,
    "machines": machines.draw,
    "concentration": concentration.draw,
}
