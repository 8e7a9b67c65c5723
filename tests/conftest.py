"""One Hypothesis profile for all: a first call compiles, so no deadline; in CI the same examples every time."""

import os

import pytest
from hypothesis import settings

from consolidation import Scenario, testing

settings.register_profile("engine", deadline=None, max_examples=60)
settings.register_profile("ci", parent=settings.get_profile("engine"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "engine")


@pytest.fixture
def world():
    """A world without anybody in it."""
    return testing.blank()


@pytest.fixture
def industry():
    """Two firms, a maker and a region, with balanced books."""
    return testing.industry()


@pytest.fixture(scope="session")
def april():
    """The default scenario."""
    return Scenario.load("april-2025")
