"""Small words for numbers: durations, sizes, figures with their errors."""

import math


def duration(seconds: float | None) -> str:
    """Seconds in words."""
    if seconds is None or not math.isfinite(seconds):
        return "unknown"
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def size(count: float) -> str:
    """Bytes in words."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= 1000
    raise AssertionError


def figure(value: float, error: float | None = None) -> str:
    """A number with as many digits as its error (or its size) bears: `-3.2 ± 0.4`."""
    if not math.isfinite(value):
        return "–"
    scale = error if error and math.isfinite(error) else abs(value) / 10
    places = 0 if scale == 0 else max(0, min(6, 1 - math.floor(math.log10(scale))))
    shown = f"{value:,.{places}f}"
    return shown if error is None or not math.isfinite(error) else f"{shown} ± {error:,.{places}f}"
