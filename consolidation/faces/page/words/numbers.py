"""Figures as people write them: as many digits as matter, the unit after, a proper minus sign."""

import datetime

import numpy as np

MINUS = "−"


def written(value: float, digits: int = 0) -> str:
    """1,234.5 with so many digits; a dash for what is not there."""
    if not np.isfinite(value):
        return "–"
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) != 0 else text


def signed(value: float, digits: int = 0) -> str:
    """A change: always with its sign, and ±0 for none."""
    text = written(abs(value), digits)
    if float(text.replace(",", "")) == 0:
        return "±0"
    return f"{'+' if value > 0 else MINUS}{text}"


def money(usd: float) -> str:
    """Dollars at the scale they come in: 950 USD, 12 thousand USD, 3.4 million USD, 1.20 billion USD."""
    size = abs(usd)
    for scale, word, digits in ((1e9, "billion ", 2), (1e6, "million ", 1), (1e4, "thousand ", 0)):
        if size >= scale:
            per = 1e3 if word == "thousand " else scale
            return f"{written(usd / per, digits)} {word}USD"
    return f"{written(usd)} USD"


def power(mw: float) -> str:
    """Megawatts, gigawatts from 10,000 on, and kilowatts below one."""
    if abs(mw) >= 10_000:
        return f"{written(mw / 1e3, 1)} GW"
    if 0 < abs(mw) < 1:
        return f"{written(mw * 1e3)} kW"
    return f"{written(mw, 0 if abs(mw) >= 10 else 1)} MW"


def hash_rate(eh_s: float) -> str:
    """EH/s, and PH/s below a tenth of one."""
    if 0 < abs(eh_s) < 0.1:
        return f"{written(eh_s * 1e3, 1 if abs(eh_s) < 0.01 else 0)} PH/s"
    return f"{written(eh_s, 1)} EH/s"


def day(date: datetime.date) -> str:
    """5 Apr 2025."""
    return f"{date.day} {date:%b %Y}"
