"""The page's pieces as solara components: a Vue template each (folder vue/), its properties and its events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reacton
import solara
import traitlets
from solara.components.echarts import EchartsWidget

from ...catalog.palette import Look
from .charts.base import Figure
from .server.parcel import closed, opened, template
from .words import labels

Event = Callable[[dict[str, Any]], None]


class LinkedEcharts(EchartsWidget):
    """What `solara.FigureEcharts` draws with, and more: new weeks are sent alone, charts point at the same week."""

    template_file = (__file__, "vue/chart.vue")

    option = traitlets.Any({}).tag(sync=True, to_json=opened)
    tail = traitlets.Any(None, allow_none=True).tag(sync=True, to_json=opened)
    name = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    subtitle = traitlets.Unicode("").tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    legend = traitlets.Any([]).tag(sync=True, to_json=opened)
    words = traitlets.Any({}).tag(sync=True, to_json=opened)
    ink = traitlets.Unicode("").tag(sync=True)
    paper = traitlets.Unicode("").tag(sync=True)
    choices = traitlets.Any([]).tag(sync=True, to_json=opened)
    choice = traitlets.Unicode("").tag(sync=True)
    on_choose = traitlets.Callable(None, allow_none=True)
    on_pick = traitlets.Callable(None, allow_none=True)
    on_resync = traitlets.Callable(None, allow_none=True)

    def vue_pick(self, data: dict[str, Any]) -> None:
        """A series or a node was clicked."""
        if self.on_pick is not None:
            self.on_pick(data)

    def vue_choose(self, data: dict[str, Any]) -> None:
        """Another way to divide the same figures was chosen in the card's head."""
        if self.on_choose is not None:
            self.on_choose(data)

    def vue_resync(self, data: dict[str, Any]) -> None:
        """The browser missed some weeks: it wants the whole chart."""
        if self.on_resync is not None:
            self.on_resync()


class Sent:
    """What the browser holds of a chart: its shape, and each series' values."""

    def __init__(self) -> None:
        self.serial = 0
        self.shape: Any = None
        self.held: list[list[Any]] = []
        self.option: dict[str, Any] = {}
        self.tail: dict[str, Any] | None = None

    def send(self, option: dict[str, Any]) -> None:
        """Set `option` and `tail` to the least that brings the browser up to date."""
        data = [series.get("data") or [] for series in option["series"]]
        shape = {**option, "series": [{k: v for k, v in s.items() if k != "data"} for s in option["series"]]}
        longer = len(data) == len(self.held) and all(
            new[: len(old)] == old for new, old in zip(data, self.held, strict=True)
        )
        if shape == self.shape and longer:
            if data == self.held:
                return
            new = [values[len(old) :] for values, old in zip(data, self.held, strict=True)]
            self.tail = {"serial": self.serial, "from": [len(old) for old in self.held], "data": new}
        else:
            self.serial += 1
            self.option, self.tail, self.shape = {**option, "serial": self.serial}, None, shape
        self.held = data

    def forget(self) -> None:
        """Send everything the next time."""
        self.shape = None


@dataclass(frozen=True)
class Switch:
    """Two or three ways to divide a chart's figures:
    value and words of each, the one shown, what is told of another.
    """

    choices: tuple[tuple[str, str], ...]
    choice: str
    on_choose: Event


@solara.component
def Chart(
    figure: Figure, look: Look, on_pick: Event | None = None, switch: Switch | None = None
) -> reacton.core.Element:
    """A figure as a card: title, legend, chart, text alternative; saves itself as PNG."""
    sent = solara.use_memo(Sent, [])
    _, again = solara.use_state(0)

    def resync() -> None:
        sent.forget()
        again(lambda n: n + 1)

    sent.send(figure.option)
    return LinkedEcharts.element(
        option=closed(sent.option),
        tail=closed(sent.tail),
        name=figure.name,
        title=figure.title,
        subtitle=figure.subtitle,
        summary=figure.summary,
        legend=closed([list(item) for item in figure.legend]),
        words=closed(labels.CHART),
        ink=look.ink,
        paper=look.paper,
        choices=closed([list(choice) for choice in switch.choices] if switch else []),
        choice=switch.choice if switch else "",
        on_choose=switch.on_choose if switch else None,
        on_pick=on_pick,
        on_resync=resync,
    )


@template("vue/bar.vue")
def Bar(
    product: str,
    tabs: list[Any],
    active: str,
    path: str,
    seed: str,
    address: str,
    dark: bool,
    view: str,
    kinds: list[str],
    words: dict[str, str],
    file: dict[str, Any] | None,
    event_nav: Event,
    event_sown: Event,
    event_newseed: Event,
    event_download: Event,
    event_upload: Event,
    event_look: Event,
    event_shared: Event,
) -> None:
    """The head of every page: where one is, the seed, sharing, downloads, views; and the keyboard."""


@template("vue/controls.vue")
def Controls(
    scenarios: list[Any],
    scenario: str,
    question: str,
    playing: bool,
    finished: bool,
    speed: int,
    speeds: list[int],
    week: int,
    weeks: int,
    shown: int,
    frame: int,
    line: str,
    words: dict[str, str],
    event_picked: Event,
    event_play: Event,
    event_step: Event,
    event_reset: Event,
    event_paced: Event,
    event_scrub: Event,
    event_advance: Event,
    event_settle: Event,
    answer: str = "",
) -> None:
    """Scenario, play, step, reset, speed, the week shown. Playing, it asks for weeks once it has drawn those it had."""


@template("vue/figures.vue")
def Figures(figures: list[dict[str, str]]) -> None:
    """The headline figures."""


@template("vue/levers.vue")
def Levers(
    levers: list[dict[str, Any]], words: dict[str, str], event_pull: Event, event_back: Event, event_allback: Event
) -> None:
    """The levers of the scenario."""


@template("vue/firms.vue")
def FirmsTable(columns: list[Any], rows: list[Any], chosen: str, words: dict[str, str], event_pick: Event) -> None:
    """A table of firms that sorts and searches by itself."""


@template("vue/firm.vue")
def FirmText(firm: dict[str, Any], part: str, words: dict[str, str], event_close: Event) -> None:
    """A firm in words and tables."""


@template("vue/feed.vue")
def FeedList(
    items: list[Any],
    groups: list[str],
    group: str,
    query: str,
    words: dict[str, str],
    event_filter: Event,
    event_pick: Event,
) -> None:
    """What happened, newest first."""


@template("vue/relations.vue")
def Relations(relations: list[Any], relation: str, event_relate: Event) -> None:
    """Which relation the network shows."""


@template("vue/notices.vue")
def Notices(notices: list[dict[str, Any]], words: dict[str, str], event_dismiss: Event) -> None:
    """Messages to the visitor, until dismissed."""


@template("vue/waiting.vue")
def Waiting(product: str, title: str, text: str, count: str, done: int, total: int, event_poll: Event) -> None:
    """A page while something is made ready; asks how far it is."""


@template("vue/message.vue")
def Message(title: str, text: str, button: str, event_press: Event) -> None:
    """A whole page that says one thing, and the way back."""


@template("vue/choice.vue")
def Choice(label: str, options: list[Any], value: str, event_pick: Event, color: str = "") -> None:
    """One of a few, by name."""


@template("vue/progress.vue")
def Progress(
    running: bool, done: int, total: int, text: str, start: str, cancel: str, event_press: Event, event_poll: Event
) -> None:
    """Work in the background: start, how far it is, cancel."""


@template("vue/table.vue")
def PlainTable(caption: str, heads: list[str], rows: list[list[str]]) -> None:
    """A table to read."""


@template("vue/prose.vue")
def Prose(title: str, parts: list[Any], foot: str) -> None:
    """Headings and paragraphs to read."""
