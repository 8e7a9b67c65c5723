"""Compare: two settings with the same luck, side by side and as a difference."""

from typing import Any

import solara

from ....catalog.home import told
from ....catalog.palette import SIDE_A, SIDE_B, Look
from ....catalog.series import COMPARED
from ..charts import difference
from ..charts.history import column
from ..views import levers
from ..visitor.address import preset
from ..visitor.contest import SIDES, Contest
from ..visitor.visit import SPEEDS, Visit
from ..widgets import Chart, Choice, Controls, Levers, PlainTable, Progress
from ..words import labels
from ..words.numbers import day, signed, written


def contest_of(visit: Visit) -> Contest:
    """This visit's comparison; made when the page is first opened."""
    if "contest" not in visit.parts:
        visit.parts["contest"] = Contest(visit)
    contest: Contest = visit.parts["contest"]
    contest.follow_seed()
    return contest


@solara.component
def Compare(visit: Visit, beat: int) -> None:
    """Side A left, side B right, what differs between them."""
    contest = contest_of(visit)
    look = visit.look
    frames = {side: live.frames(contest.week) for side, live in contest.lives.items()}
    a, b = frames["a"], frames["b"]
    _controls(contest, day(a.date(contest.week)))
    with solara.Div(classes=["contest"]):
        _side(contest, "a", SIDE_A)
        with solara.Div(classes=["middle"]):
            with solara.Div(classes=["tool"]):
                options = [[name, told(one.label)] for name, one in COMPARED.items()]
                Choice(
                    label=labels.COMPARE["measure"],
                    options=options,
                    value=contest.measure,
                    event_pick=contest.pick_measure,
                )
                solara.Text(labels.COMPARE["same_luck"] if contest.lived else labels.COMPARE["not_yet"])
            with solara.Div(classes=["pair"]):
                Chart(difference.both(a, b, contest.measure, look), look)
                Chart(difference.difference(a, b, contest.measure, look), look)
            _band(contest, a, look)
            PlainTable(**_table(contest, frames))
        _side(contest, "b", SIDE_B)


def _controls(contest: Contest, date: str) -> None:
    Controls(
        scenarios=[],
        scenario="",
        question="",
        playing=contest.playing,
        finished=contest.finished,
        speed=contest.speed,
        speeds=SPEEDS,
        week=contest.lived,
        weeks=contest.weeks,
        shown=contest.week,
        frame=contest.frame,
        line=labels.week_line(contest.week, contest.weeks, date),
        words=labels.CONTROLS,
        event_picked=lambda _: None,
        event_play=contest.play,
        event_step=contest.step,
        event_reset=contest.reset,
        event_paced=contest.pace,
        event_scrub=contest.scrub,
        event_advance=contest.advance,
        event_settle=lambda _: None,
    )


def _side(contest: Contest, side: str, color: str) -> None:
    """Scenario and levers of a side."""
    from ....scenario.scenario import Scenario

    live = contest.lives[side]
    names = Scenario.names()
    options = [[name, preset(name).title] for name in names]
    if live.base.name not in names:
        options.append([live.base.name, live.base.title])

    def of_side(method: Any) -> Any:
        return lambda data: method({**(data or {}), "side": side})

    with solara.Div(classes=["side"]):
        Choice(
            label=f"{labels.COMPARE['side']} {side.upper()}",
            options=options,
            value=live.base.name,
            color=color,
            event_pick=of_side(contest.pick_scenario),
        )
        Levers(
            levers=levers.rows(live, restarts=True),
            words=labels.LEVERS,
            event_pull=of_side(contest.pull),
            event_back=of_side(contest.back),
            event_allback=lambda _: contest.back({"side": side}),
        )


def _band(contest: Contest, frames: Any, look: Look) -> None:
    """The band over seeds, and how far it is."""
    band = contest.band
    running = band is not None and not band.ended
    with solara.Div(classes=["tool"]):
        Choice(
            label=labels.COMPARE["seeds"],
            options=[[str(n), str(n)] for n in labels.SEED_COUNTS],
            value=str(contest.seeds),
            event_pick=contest.pick_seeds,
        )
        text = ""
        if band:
            text = labels.COMPARE["progress"].format(done=band.done, n=len(band.seeds))
            text += f" · {labels.COMPARE['failed'].format(n=band.failed)}" if band.failed else ""
            text = text if band.started else labels.COMPARE["busy"]
        Progress(
            running=running,
            done=band.done if band else 0,
            total=len(band.seeds) if band else 0,
            text=text,
            start=labels.COMPARE["start"],
            cancel=labels.COMPARE["cancel"],
            event_press=contest.run_band,
            event_poll=contest.poll,
        )
    if band and len(band.found) > 1:
        with solara.Div(classes=["band"]):
            Chart(difference.band(frames, band.differences(contest.measure), contest.measure, look), look)


def _table(contest: Contest, frames: dict[str, Any]) -> dict[str, Any]:
    """All measures at the week shown; with a band, its median and middle at the last week too."""
    band = contest.band if contest.band and len(contest.band.found) > 1 else None
    heads = [labels.COMPARE["table"].format(week=contest.week), "A", "B", "A − B"]
    heads += [labels.COMPARE["median"], labels.COMPARE["middle"]] if band else []
    rows = []
    for name, one in COMPARED.items():
        values = [column(frames[side].series, name) * one.scale for side in SIDES]
        cells = [f"{told(one.label)}, {one.unit}"]
        if contest.week:
            a, b = float(values[0][-1]), float(values[1][-1])
            cells += [written(a, one.digits), written(b, one.digits), signed(a - b, one.digits)]
        else:
            cells += ["–", "–", "–"]
        if band:
            low, median, high = difference.quantiles(band.differences(name) * one.scale)[:, -1]
            cells += [signed(median, one.digits), f"{signed(low, one.digits)} … {signed(high, one.digits)}"]
        rows.append(cells)
    return {"caption": labels.COMPARE["difference"], "heads": heads, "rows": rows}
