"""The rules of the industry as they are now: what a run is lived under, and which parameters a week reads."""

from ..engine.digest import Digest
from . import week
from .opening import open_world

BEYOND = tuple(f"consolidation.{room}" for room in ("scenario", "results", "studies", "faces"))
"""Rooms whose functions are no rules; what a scenario says counts through its own hash."""

RULES = Digest(lambda: (*week.WEEK, open_world), BEYOND)
"""`RULES()` is the digest of every function that the week and the opening reach, and of every value these name."""

OF_THE_WEEK = Digest(lambda: week.WEEK, BEYOND)
