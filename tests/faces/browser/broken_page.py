"""The page with a chart that breaks in week 2."""

from consolidation.faces.page.charts import board

whole = board.BOARD["hash"]


def broken(frames, look):
    """The chart of hash rate, except in week 2."""
    if frames.week == 2:
        raise RuntimeError("broken on purpose")
    return whole(frames, look)


board.BOARD["hash"] = broken

from consolidation.faces.page.page import routes  # noqa: E402

__all__ = ["routes"]
