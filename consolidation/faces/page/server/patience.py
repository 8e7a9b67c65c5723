"""An end to clients that connect and never finish saying what they want: uvicorn itself waits for them for ever."""

import importlib
from typing import Any

HEAD_SECONDS = 30.0
PROTOCOLS = (
    ("uvicorn.protocols.http.h11_impl", "H11Protocol"),
    ("uvicorn.protocols.http.httptools_impl", "HttpToolsProtocol"),
)


def be_finite() -> None:
    """Close connections whose first request has not arrived whole in half a minute. Does nothing the second time."""
    for module, name in PROTOCOLS:
        try:
            protocol: Any = getattr(importlib.import_module(module), name)
        except ImportError:  # h11 alone is always there
            continue
        if getattr(protocol.connection_made, "finite", False):
            continue
        protocol.connection_made = finite(protocol.connection_made)


def finite(connection_made: Any) -> Any:
    """`connection_made` with a look at the connection half a minute later."""

    def made(self: Any, transport: Any) -> None:
        connection_made(self, transport)
        self.loop.call_later(HEAD_SECONDS, give_up, self, transport)

    made.finite = True  # type: ignore[attr-defined]
    return made


def give_up(protocol: Any, transport: Any) -> None:
    """Close a connection on which no request has begun; one that has become a websocket has another protocol."""
    if transport.is_closing() or transport.get_protocol() is not protocol or protocol.cycle is not None:
        return
    transport.close()
