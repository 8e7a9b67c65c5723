"""What the server is told before it serves anyone: no telemetry, a gate before the page, an end to idle kernels."""

import os
from typing import Any

from .gate import Gate
from .patience import be_finite
from .sessions import VISITORS

ENVIRONMENT = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false", "SOLARA_KERNEL_CULL_TIMEOUT": "10m"}


def prepare() -> None:
    """Set what solara reads from its environment, whoever started it; called once, when the page is imported."""
    from solara.server import settings

    settings.telemetry.mixpanel_enable = False
    settings.session.http_only = True
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
    be_finite()


def guard(app: Any) -> None:
    """Put the gate before everything else, also when the server has begun to start."""
    if getattr(app, "guarded", False):
        return
    app.guarded = True
    if app.middleware_stack is None:
        app.add_middleware(Gate)
    else:
        app.middleware_stack = Gate(app.middleware_stack)
