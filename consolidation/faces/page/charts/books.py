"""One firm's books over time: balance, result, machines, megawatts."""

import numpy as np

from ....catalog import palette
from ....catalog.palette import Look
from .base import Figure, area, chart, figure_of, line, value_axis
from .history import Frames


def draw(books: np.ndarray, frames: Frames, look: Look) -> list[Figure]:
    """Four small charts from a firm's rows of the panel; weeks before its entry stay empty."""
    rows = books[books["week"] >= 1]
    price = frames.series["btc_price_usd"].to_numpy(float)
    ahead = int(rows["week"][0]) - 1 if len(rows) else 0
    coins = rows["btc"] * price[ahead : ahead + len(rows)]
    million, thousand = 1e6, 1e3

    def placed(values: np.ndarray) -> np.ndarray:
        return np.concatenate([np.full(ahead, np.nan), values])

    parts = {
        "firm-balance": [
            line("Cash", placed(rows["cash_usd"] / million), palette.GREEN, "million USD"),
            line("Coins", placed(coins / million), palette.ORANGE, "million USD"),
            line("Debt", placed((rows["loan_usd"] + rows["notes_usd"]) / million), palette.VERMILION, "million USD"),
        ],
        "firm-result": [
            line("Revenue", placed(rows["revenue_usd"] / thousand), palette.BLUE, "thousand USD", 0),
            line("Costs", placed(rows["cost_usd"] / thousand), palette.VERMILION, "thousand USD", 0),
        ],
        "firm-fleet": [
            line("Running", placed(rows["hash_eh_s"]), palette.BLUE, "EH/s", 2, areaStyle={"opacity": 0.25}),
            line("On order", placed(rows["ordered_eh_s"]), palette.SKY, "EH/s", 2, lineStyle={"type": "dashed"}),
        ],
        "firm-sites": [
            area("Mining", placed(rows["mining_mw"]), palette.MINING, "MW"),
            area("AI", placed(rows["ai_mw"]), palette.AI, "MW"),
        ],
    }
    figures = []
    for name, series in parts.items():
        option = chart(frames, look, series, [value_axis(look)])
        series[0].pop("markLine")
        last = ", ".join(f"{s['name']} {s['data'][-1]} {s['unit']}" for s in series if s["data"])
        figures.append(figure_of(name, option, last))
    return figures
