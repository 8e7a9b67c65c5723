"""Makes paths/history-2019.csv from bitcoin_monthly.csv: `python consolidation/data/make_paths.py`.

Only months are observed. A week's price lies on straight lines between the month's mean, set at its middle, and its
close, set at its last day; fees lie between the months' means. Good for levels and turns, too smooth for volatility.
"""

import calendar
import csv
import datetime as dt
from bisect import bisect_left
from pathlib import Path

HERE = Path(__file__).parent
START, WEEKS = dt.date(2019, 1, 7), 338


def between(points: list[tuple[dt.date, float]], day: dt.date) -> float:
    """The value on a day, on the line between its neighbours; the ends hold."""
    i = bisect_left([p[0] for p in points], day)
    if i == 0 or i == len(points):
        return points[min(i, len(points) - 1)][1]
    (d0, v0), (d1, v1) = points[i - 1], points[i]
    return v0 + (v1 - v0) * ((day - d0).days / (d1 - d0).days)


def rows() -> list[list[str]]:
    """Week, price at the week's end, fees a day."""
    prices: list[tuple[dt.date, float]] = []
    fees: list[tuple[dt.date, float]] = []
    with (HERE / "bitcoin_monthly.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            year, month = map(int, row["month"].split("-"))
            middle, last = dt.date(year, month, 16), dt.date(year, month, calendar.monthrange(year, month)[1])
            prices += [(middle, float(row["price_usd_mean"])), (last, float(row["price_usd_close"]))]
            fees.append((middle, float(row["fees_btc_per_day"])))
    ends = [START + dt.timedelta(days=7 * week - 1) for week in range(1, WEEKS + 1)]
    return [[str(i), f"{between(prices, day):.2f}", f"{between(fees, day):.3f}"] for i, day in enumerate(ends, 1)]


def main() -> None:
    """Write the file."""
    path = HERE / "paths" / "history-2019.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([["week", "price_usd", "fees_btc_per_day"], *rows()])


if __name__ == "__main__":
    main()
