"""The first page: the industry, live."""

import solara

from ....catalog.charts import ORDERS_BY
from ....catalog.palette import Look
from ....catalog.relations import RELATIONS
from ..charts import books, graph, machines, places
from ..charts.board import BOARD
from ..charts.history import Frames
from ..views import feed, firm, levers
from ..views.headlines import headlines, so_far
from ..visitor.address import OWN, preset
from ..visitor.visit import SPEEDS, Visit
from ..widgets import Chart, Controls, FeedList, Figures, FirmsTable, FirmText, Levers, Relations, Switch
from ..words import labels
from ..words.numbers import day

Scenarios = list[list[str]]


def presets(visit: Visit) -> Scenarios:
    """Name, title and question of every scenario on offer, the visitor's own last."""
    from ....scenario.scenario import Scenario

    shipped = [[name, preset(name).title, preset(name).question] for name in Scenario.names()]
    own = [[OWN, f"{visit.own.title} ({labels.CONTROLS['own']})", visit.own.question]] if visit.own else []
    return shipped + own


@solara.component
def Industry(visit: Visit, beat: int) -> None:
    """Controls, figures, levers, six charts, firms, network, feed. `beat` counts what has been drawn."""
    live = visit.live
    week = visit.week
    frames = live.frames(week)
    look = visit.look
    Time(visit, frames)
    Figures(figures=headlines(frames))
    with solara.Div(classes=["board"]):
        if not look.large:
            with solara.Div(classes=["side"]):
                Levers(
                    levers=levers.rows(live),
                    words=labels.LEVERS,
                    event_pull=visit.pull,
                    event_back=visit.back,
                    event_allback=visit.all_back,
                )
        by = Switch(ORDERS_BY, visit.orders, visit.divide_orders)
        for name, draw in BOARD.items():
            if name == "machines":
                Chart(machines.draw(frames, look, visit.orders), look, switch=by)
            else:
                Chart(draw(frames, look), look, on_pick=visit.pick_firm if name == "share" else None)
    Lower(visit, frames, look)
    if visit.firm:
        Firm(visit, frames, look)


def Time(visit: Visit, frames: Frames) -> None:
    """The controls."""
    live = visit.live
    own = live.base is visit.own
    opening = labels.PRESS_PLAY.format(date=day(frames.date(1)))
    Controls(
        scenarios=presets(visit),
        scenario=OWN if own else live.base.name,
        question=opening if live.week == 0 and not visit.playing else live.base.question,
        playing=visit.playing,
        finished=live.finished,
        speed=visit.speed,
        speeds=SPEEDS,
        week=live.week,
        weeks=live.weeks,
        shown=visit.week,
        frame=visit.frame,
        line=labels.week_line(visit.week, live.weeks, day(frames.date(visit.week))),
        words=labels.CONTROLS,
        event_picked=visit.pick_scenario,
        event_play=visit.play,
        event_step=visit.step,
        event_reset=visit.reset,
        event_paced=visit.pace,
        event_scrub=visit.scrub,
        event_advance=visit.advance,
        event_settle=visit.settle,
        answer=so_far(frames),
    )


@solara.component
def Lower(visit: Visit, frames: Frames, look: Look) -> None:
    """Tables and the network: while it plays, looked at about once a second."""
    live = visit.live
    week = visit.unhurried()
    names = live.simulation.names.firms
    now = (id(live.simulation), week, len(live.changes))
    figure = solara.use_memo(lambda: network(visit, week, look), [now, visit.relation, look])
    firms = solara.use_memo(lambda: firm.table_rows(live.firms.rows[week], names), [now])
    news = solara.use_memo(
        lambda: feed.rows(frames.until(week).events, visit.group, visit.query, set(names)),
        [now, visit.group, visit.query],
    )
    settled = frames.until(week)
    where = solara.use_memo(lambda: (places.draw(settled, look), places.prices(settled, look)), [now, look])
    with solara.Div(classes=["strip"]):
        for drawn in where:
            Chart(drawn, look)
    with solara.Div(classes=["lower"]):
        FirmsTable(
            columns=[list(column) for column in firm.TABLE_COLUMNS],
            rows=firms,
            chosen=visit.firm,
            words=labels.FIRMS_TABLE,
            event_pick=visit.pick_firm,
        )
        with solara.Div(classes=["stack"]):
            Relations(
                relations=[["", labels.NETWORK["all"]], *([label, one.many] for label, one in RELATIONS.items())],
                relation=visit.relation,
                event_relate=visit.relate,
            )
            Chart(figure, look, on_pick=visit.pick_firm)
        FeedList(
            items=news,
            groups=feed.CHOICES,
            group=visit.group,
            query=visit.query,
            words=labels.FEED,
            event_filter=visit.filter_feed,
            event_pick=visit.pick_firm,
        )


def network(visit: Visit, week: int, look: Look) -> graph.Figure:
    """The network at a week's end."""
    from ....results.network import build_network

    simulation = visit.live.simulation_at(week)
    built = build_network(simulation.world, simulation.scenario, simulation.recorder.events())
    return graph.draw(built, visit.relation, look, week)


@solara.component
def Firm(visit: Visit, frames: Frames, look: Look) -> None:
    """One firm, beside the industry."""
    live = visit.live
    week = visit.week
    row = live.row_of(visit.firm)
    if row is None:
        return
    view = firm.view(live, visit.firm, week, frames)
    with solara.Div(classes=["drawer"]):
        FirmText(firm=view, part="head", words=labels.FIRM, event_close=visit.close_firm)
        with solara.Div(classes=["pair"]):
            for figure in books.draw(live.firm(row, week), frames, look):
                Chart(figure, look)
        FirmText(firm=view, part="rest", words=labels.FIRM, event_close=visit.close_firm)
