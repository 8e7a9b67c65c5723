"""Shapley values and interactions of a game whose players are causes and whose worth is a metric.

A coalition is a bit mask of the causes left on. Worths are arrays over seeds, so every value has a paired error: the
game is played once a seed, with one seed's luck throughout.
"""

from itertools import combinations
from math import factorial

import numpy as np


def coalitions(n: int) -> list[int]:
    """All of them, from nobody to everybody."""
    return list(range(1 << n))


def shapley(worth: np.ndarray) -> np.ndarray:
    """Values by player and seed, from worths by coalition (its bit mask) and seed (Shapley 1953)."""
    n = _players(worth)
    found = np.zeros((n, *worth.shape[1:]))
    for player in range(n):
        bit = 1 << player
        for mask in coalitions(n):
            if not mask & bit:
                size = mask.bit_count()
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                found[player] += weight * (worth[mask | bit] - worth[mask])
    return found


def interactions(worth: np.ndarray) -> dict[tuple[int, int], np.ndarray]:
    """Shapley's interaction index of each pair by seed (Grabisch and Roubens 1999): above zero, they compound."""
    n = _players(worth)
    found = {}
    for i, j in combinations(range(n), 2):
        a, b = 1 << i, 1 << j
        total = np.zeros(worth.shape[1:])
        for mask in coalitions(n):
            if not mask & (a | b):
                size = mask.bit_count()
                weight = factorial(size) * factorial(n - size - 2) / factorial(n - 1)
                total += weight * (worth[mask | a | b] - worth[mask | a] - worth[mask | b] + worth[mask])
        found[i, j] = total
    return found


def alone(worth: np.ndarray) -> np.ndarray:
    """Each player's worth with nobody else on."""
    return np.stack([worth[1 << i] - worth[0] for i in range(_players(worth))])


def last(worth: np.ndarray) -> np.ndarray:
    """What each player adds to all others."""
    everybody = len(worth) - 1
    return np.stack([worth[everybody] - worth[everybody ^ (1 << i)] for i in range(_players(worth))])


def _players(worth: np.ndarray) -> int:
    n = (len(worth) - 1).bit_length()
    if len(worth) != 1 << n:
        raise ValueError(f"{len(worth)} worths are not those of all coalitions")
    return n
