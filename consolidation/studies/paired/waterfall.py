"""The picture of an attribution: from everything off to everything on, a step a cause, with errors."""

import io

from ...catalog import palette
from ...results.files import MADE_BY
from .account import Account


def waterfall(account: Account, metric: str, title: str) -> bytes:
    """A PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1.6 + 1.3 * (len(account.shares) + 2), 4.5), layout="constrained")
    axes = figure.add_subplot()
    level = account.off.value
    axes.bar(0, level, color=palette.ENDS, yerr=account.off.error, capsize=4)
    labels = ["all off"]
    for place, (name, share) in enumerate(account.shares.items(), start=1):
        axes.bar(place, share.value, bottom=level, color=palette.UP if share.value >= 0 else palette.DOWN)
        axes.errorbar(place, level + share.value, yerr=share.error, color="black", capsize=4)
        axes.plot([place - 1, place], [level, level], color="black", linewidth=0.5)
        top = max(level, level + share.value + (share.error if share.error == share.error else 0.0))
        axes.annotate(
            f"{share.value:+.3g}", (place, top), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=9
        )
        level += share.value
        labels.append(name)
    last = len(labels)
    axes.plot([last - 1, last], [level, level], color="black", linewidth=0.5)
    axes.bar(last, account.on.value, color=palette.ENDS, yerr=account.on.error, capsize=4)
    axes.set_xticks(range(last + 1), [*labels, "all on"])
    axes.set_ylabel(metric)
    axes.set_title(title, fontsize=10)
    axes.margins(y=0.1)
    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_png(picture, metadata={"Software": MADE_BY})
    return picture.getvalue()
