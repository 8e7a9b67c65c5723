"""Hash rate of the network and the US, and the hashprice that answers it."""

from ....catalog import palette
from ....catalog.palette import Look
from ..words.numbers import written
from .base import Figure, area, chart, figure_of, line, value_axis
from .history import Frames, last


def draw(frames: Frames, look: Look) -> Figure:
    """Two areas left, the price in ink right."""
    series = frames.series
    soft = {"areaStyle": {"opacity": 0.25}}
    lines = [
        line("Network", series["network_hash_eh_s"], palette.NETWORK, "EH/s", 0, **soft),
        area("United States", series["us_hash_eh_s"], palette.UNITED_STATES, "EH/s", 0, stack="us"),
        line("Hashprice", series["hashprice_usd_per_ph_day"], look.ink, "USD/PH/day", 1, yAxisIndex=1),
    ]
    option = chart(frames, look, lines, [value_axis(look), value_axis(look, right=True)])
    network, us = written(last(frames, "network_hash_eh_s")), written(last(frames, "us_hash_eh_s"))
    price = written(last(frames, "hashprice_usd_per_ph_day"), 1)
    summary = f"Network {network} EH/s, of it {us} in the United States; hashprice {price} USD/PH/day."
    return figure_of("hash", option, summary)
