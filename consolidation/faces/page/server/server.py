"""What the server is told before it serves anyone: no telemetry, no foreign websockets, an end to idle kernels."""

import os
from typing import Any
from urllib.parse import urlsplit

from .sessions import VISITORS

ORIGINS = "CONSOLIDATION_ORIGINS"
"""Other origins that may open the page's websocket, separated by commas: for a server behind a proxy."""
REFUSED = 1008
ENVIRONMENT = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false", "SOLARA_KERNEL_CULL_TIMEOUT": "10m"}


class OriginGuard:
    """Refuses websockets opened by pages of other origins: a browser would send them a visitor's cookies."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "websocket" and foreign(dict(scope["headers"]), allowed()):
            await receive()
            await send({"type": "websocket.close", "code": REFUSED, "reason": "foreign origin"})
            return
        await self.app(scope, receive, send)


def allowed() -> tuple[str, ...]:
    """Origins that are let in besides our own."""
    return tuple(filter(None, (origin.strip().rstrip("/") for origin in os.environ.get(ORIGINS, "").split(","))))


def foreign(headers: dict[bytes, bytes], others: tuple[str, ...] = ()) -> bool:
    """Whether a handshake comes from a page that is not ours. Programs send no origin and are no page."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if not origin or origin in others:
        return False
    return urlsplit(origin).netloc.lower() != headers.get(b"host", b"").decode("latin-1").lower()


def prepare() -> None:
    """Set what solara reads from its environment, whoever started it; called once, when the page is imported."""
    from solara.server import settings

    settings.telemetry.mixpanel_enable = False
    settings.theme.loader = "plain"
    settings.theme.title = "Consolidation"
    settings.theme.show_banner = False
    if "SOLARA_KERNEL_CULL_TIMEOUT" not in os.environ:
        settings.kernel.cull_timeout = ENVIRONMENT["SOLARA_KERNEL_CULL_TIMEOUT"]
    if settings.kernel.max_count is not None and settings.kernel.max_count <= VISITORS:
        # At solara's own limit a visitor hangs without a word; ours says that the room is full, and must come first.
        settings.kernel.max_count = 2 * VISITORS + 20
    from solara.server import starlette

    guard(starlette.app)


def guard(app: Any) -> None:
    """Put the guard before everything else, also when the server has begun to start."""
    if getattr(app, "guarded", False):
        return
    app.guarded = True
    if app.middleware_stack is None:
        app.add_middleware(OriginGuard)
    else:
        app.middleware_stack = OriginGuard(app.middleware_stack)
