"""The firms as a table: a row each as of the week shown, the dead included."""

from typing import Any

import numpy as np

from ....catalog.codes import CLASS_LABELS, EXIT_LABELS
from ..words.labels import SIZES, STATUS

COLUMNS = (
    ("Firm", "", "Its name", 0),
    ("Size", "", "Small miner or major", 0),
    ("Left", "", "How it left American mining, if it did", 0),
    ("US hash", "EH/s", "Running hash rate in the US", 2),
    ("Mining", "MW", "Power of its mining sites", 0),
    ("AI", "MW", "Power let to AI, live", 0),
    ("Power", "USD/MWh", "Average price over its sites", 1),
    ("Cash", "M USD", "Cash", 1),
    ("Coins", "BTC", "Bitcoin held", 0),
    ("Debt", "M USD", "Loans and convertible notes", 1),
)
"""Heading, unit, help, digits."""


def rows(panel: np.ndarray, names: list[str]) -> list[list[Any]]:
    """One list a firm, in the order of COLUMNS."""
    debt = (panel["loan_usd"] + panel["notes_usd"]) / 1e6
    numbers = zip(
        np.round(panel["us_hash_eh_s"], 3).tolist(),
        np.round(panel["mining_mw"], 1).tolist(),
        np.round(panel["ai_mw"], 1).tolist(),
        np.round(panel["power_usd_per_mwh"], 1).tolist(),
        np.round(panel["cash_usd"] / 1e6, 2).tolist(),
        np.round(panel["btc"], 1).tolist(),
        np.round(debt, 2).tolist(),
        strict=True,
    )
    codes = zip(panel["class"].tolist(), panel["exited"].tolist(), strict=True)
    return [
        [name, SIZES[CLASS_LABELS[size]], STATUS[EXIT_LABELS[exited]], *values]
        for name, (size, exited), values in zip(names, codes, numbers, strict=False)
    ]
