"""The page solara opens: every visitor gets a place, a model of their own, and the pages around it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
import solara.lab
from solara.server import kernel_context
from solara.server.kernel_context import PageStatus

from .pages.about import About
from .pages.compare import Compare
from .pages.industry import Industry
from .pages.runs import Runs
from .server import server
from .server.gate import ADDRESS
from .server.sessions import DOOR, ROOM, give_back_memory
from .server.warm import WARM_UP
from .visitor import downloads
from .visitor.visit import Visit
from .widgets import Bar, Message, Notices, Waiting
from .words import labels

log = logging.getLogger("consolidation.faces.page")
server.prepare()
WARM_UP.ready()

STYLE = Path(__file__).with_name("vue") / "page.css"
VISITS: dict[str, Visit] = {}
"""Visits by kernel, so that a model outlives going from page to page."""
PAGES: dict[str, Any] = {"/": Industry, "compare": Compare, "runs": Runs, "about": About}


def _arrive() -> Any:
    """Told by solara when a browser's kernel starts; what it returns is called when the kernel ends."""
    who = solara.get_kernel_id()

    def depart() -> None:
        ROOM.leave(who)
        if VISITS.pop(who, None):
            give_back_memory()

    return depart


solara.lab.on_kernel_start(_arrive)


@solara.component
def Layout(children: Any = ()) -> None:
    """No frame of solara's own around the page."""
    solara.Div(children=list(children), classes=["cons"])


@solara.component
def Page() -> None:
    """Compiling, full, or in."""
    _, draw = solara.use_state(0)
    solara.Title(labels.PRODUCT)
    solara.Style(STYLE)
    if not WARM_UP.ready():
        done, total = WARM_UP.done, WARM_UP.total
        Waiting(
            product=labels.PRODUCT,
            title=labels.COMPILING,
            text=labels.COMPILING_WHY,
            count=labels.COMPILING_COUNT.format(done=done, total=total) if total else labels.COMPILING_START,
            done=done,
            total=total,
            event_poll=lambda _: draw(lambda n: n + 1),
        )
        return
    Inside()


@solara.component
def Inside() -> None:
    """A visit, from the address it came with."""
    beat, draw = solara.use_state(0)
    router = solara.use_router()
    route, _ = solara.use_route()

    redraw = lambda: draw(lambda n: n + 1)  # noqa: E731
    tries, knock = solara.use_state(0)
    visit = solara.use_memo(lambda: arrive(router.search, redraw), [tries])
    if isinstance(visit, str):
        again = lambda _: knock(lambda n: n + 1)  # noqa: E731
        if visit == labels.ROOM_BUSY:
            Waiting(
                product=labels.PRODUCT, title=visit, text=labels.ROOM_BUSY_WHY, count="", done=0, total=0,
                event_poll=again,
            )  # fmt: skip
            return
        Message(title=labels.ROOM_FULL, text=labels.ROOM_FULL_WHY, button=labels.ROOM_TRY, event_press=again)
        return
    here = route.path if route else "/"
    path = "/" if here == "/" else f"/{here}"

    def go(to: Any) -> None:
        query = "" if visit.gone or visit.failed else address_of(visit, str(to).strip("/") or "/")
        router.push(f"{to}?{query}" if query else str(to))

    def take_home(data: Any) -> None:
        (visit.parts.get("contest", visit) if here == "compare" else visit).download(data)

    Bar(
        product=labels.PRODUCT,
        tabs=[list(tab) for tab in labels.TABS],
        active=path,
        path=path,
        seed=str(visit.seed),
        address="" if visit.gone or visit.failed else address_of(visit, here),
        dark=visit.dark,
        view=visit.view,
        kinds=list(downloads.COMPARED_KINDS if here == "compare" else downloads.KINDS),
        words=labels.BAR,
        file=visit.file,
        event_nav=go,
        event_sown=visit.sow,
        event_newseed=visit.new_seed,
        event_download=take_home,
        event_upload=visit.upload,
        event_look=visit.look_so,
        event_shared=visit.share,
    )
    Notices(notices=visit.notices, words=labels.BAR, event_dismiss=visit.dismiss)
    if visit.gone:
        Message(title=labels.AWAY, text="", button=labels.AWAY_BACK, event_press=visit.come_back)
    elif visit.failed:
        Message(title=labels.FAILED, text="", button=labels.FAILED_BACK, event_press=visit.begin_again)
    else:
        Guarded(visit, here, beat)


@solara.component
def Guarded(visit: Visit, here: str, beat: int) -> None:
    """A page that cannot be drawn becomes a message with a way back."""
    error, clear = solara.use_exception()

    def back(_: Any) -> None:
        visit.begin_again()
        clear()

    if error is not None:
        log.error("drawing %s", here, exc_info=error)
        visit.playing = False
        Message(title=labels.FAILED, text="", button=labels.FAILED_BACK, event_press=back)
    else:
        PAGES[here](visit, beat)


def address_of(visit: Visit, here: str) -> str:
    """The query that brings back what a page shows."""
    if here == "/":
        return visit.address
    part = visit.parts.get({"compare": "contest", "runs": "shelf"}.get(here, ""))
    return part.address if part else ""


def arrive(query: str | None, redraw: Callable[[], None]) -> Visit | str:
    """This browser's visit: the one it has, a new one, or why there is none."""
    who = solara.get_kernel_id()
    if who in VISITS:
        VISITS[who].draw = redraw
        return VISITS[who]
    headers: Any = solara.lab.headers  # of the websocket, as the gate handed them on
    address = (headers.value or {}).get(ADDRESS.decode(), [""])[0]
    answers = lambda: answering(who)  # noqa: E731
    if not DOOR.admit(address):
        return labels.ROOM_BUSY
    if not ROOM.enter(who, lambda: None, address, answers):
        return labels.ROOM_FULL
    try:
        visit = Visit(who, query, redraw)
    except Exception:
        log.exception("opening %s", (query or "")[:500])
        visit = Visit(who, None, redraw)
        visit.say(labels.ADDRESS_BAD.format(what=f"{(query or '')[:80]}."), "bad")
    ROOM.enter(who, visit.drop, address, answers)
    VISITS[who] = visit
    return visit


def answering(who: str) -> bool:
    """Whether a visitor's socket answers: a lid that was shut, a lost network and a closed tab do not."""
    context = kernel_context.contexts.get(who)
    return context is not None and PageStatus.CONNECTED in context.page_status.values()


routes = [
    solara.Route(path, component=Page, layout=Layout if path == "/" else None) for path in ("/", *list(PAGES)[1:])
]
