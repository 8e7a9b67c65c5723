"""The gate before the page: whose requests and websockets pass, and with what in their hands.

A browser that was led here by a foreign page, or by a foreign name that resolves to this machine, is turned away.
Session cookies are signed, so that only values given out here count; a visit is closed by its owner only.
"""

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

ORIGINS = "CONSOLIDATION_ORIGINS"
"""Other origins that may open the page's websocket, separated by commas: for a server behind a proxy."""
HOSTS = "CONSOLIDATION_HOSTS"
"""Names, beside localhost and addresses in figures, under which the page may be asked for, separated by commas."""
ADDRESS = b"x-consolidation-address"
"""Where a visitor comes from, written here for the page; what a client says of it is dropped."""
REFUSED = 1008
COOKIES = ("solara-session-id", "solara-session-id-lax")
CLOSE = "/_solara/api/close/"
OFF = ("/resourcez",)
PLAIN = re.compile(r"[\w.:%\[\]-]+", re.ASCII)
SECRET = secrets.token_bytes(32)


class Gate:
    """ASGI middleware around the whole server."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        scope = {**scope, "headers": handed_on(scope)}
        fault = refusal(scope, headers)
        if fault is None:
            await self.app(scope, receive, signing(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": REFUSED, "reason": fault[1]})
        else:
            body = f"{fault[1]}\n".encode()
            kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": fault[0], "headers": kind})
            await send({"type": "http.response.body", "body": body})


def refusal(scope: Any, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
    """Status and words for what does not pass, None for what does."""
    names = [value for name, value in scope["headers"] if name == b"host"]
    if len(names) > 1 or not known(headers.get(b"host", b"").decode("latin-1")):
        return 421, f"this server is not known by that name; {HOSTS} lists names"
    path, asked = scope["path"], parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if scope["type"] == "websocket":
        if foreign(headers, listed(ORIGINS)):
            return 403, "foreign origin"
        return None if asked.get("session_id") else (400, "session_id is missing")
    if path in OFF:
        return 404, "not found"
    if path.startswith(CLOSE):
        if not asked.get("session_id"):
            return 400, "session_id is missing"
        if not owned(path.removeprefix(CLOSE), session(scope)):
            return 403, "not the owner of that visit"
    return None


def listed(variable: str) -> tuple[str, ...]:
    """What an environment variable lists, separated by commas."""
    return tuple(filter(None, (one.strip().rstrip("/").lower() for one in os.environ.get(variable, "").split(","))))


def known(host: str) -> bool:
    """Whether the server may be asked for under this name: localhost, any literal address, or a name that is listed."""
    if not PLAIN.fullmatch(host):
        return False
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        own = {urlsplit(origin).hostname for origin in listed(ORIGINS)} | set(listed(HOSTS))
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost") or name in own:
        return True
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def foreign(headers: dict[bytes, bytes], others: tuple[str, ...] = ()) -> bool:
    """Whether a handshake comes from a page that is not ours. Programs send no origin and are no page."""
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    if not origin or origin in others:
        return False
    try:
        return urlsplit(origin).netloc != headers.get(b"host", b"").decode("latin-1").lower()
    except ValueError:
        return True


def signed(value: str) -> str:
    """A cookie's value with this server's mark."""
    return f"{value}.{hmac.new(SECRET, value.encode(), hashlib.sha256).hexdigest()}"


def unsigned(value: str) -> str:
    """The value under the mark, empty if the mark is not ours."""
    plain = value.rpartition(".")[0]
    return plain if plain and hmac.compare_digest(signed(plain).encode(), value.encode()) else ""


def handed_on(scope: Any) -> list[tuple[bytes, bytes]]:
    """The headers for the page: cookies whose mark is ours, without it, and where the visitor comes from."""
    found = []
    for name, value in scope["headers"]:
        if name == ADDRESS:
            continue
        found.append((name, cookies(value.decode("latin-1")).encode("latin-1") if name == b"cookie" else value))
    return [*found, (ADDRESS, str((scope.get("client") or ("unknown",))[0]).encode())]


def cookies(text: str) -> str:
    """A Cookie header with session cookies checked and their marks taken off."""
    kept = []
    for part in text.split(";"):
        name, _, value = part.strip().partition("=")
        plain = unsigned(value) if name in COOKIES else value
        if plain:
            kept.append(f"{name}={plain}")
    return "; ".join(kept)


def session(scope: Any) -> str:
    """The session of a request whose headers are those handed on."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1"))
            except CookieError:
                return ""
            return next((found[key].value for key in COOKIES if key in found), "")
    return ""


def owned(kernel: str, who: str) -> bool:
    """Whether a visit belongs to a session; one that is not there may be closed by anybody."""
    from solara.server import kernel_context

    context = kernel_context.contexts.get(kernel)
    return context is None or (bool(who) and context.session_id == who)


def signing(send: Any) -> Any:
    """`send`, with our mark put on session cookies that are given out."""

    async def marked(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [_marked(*pair) for pair in message.get("headers", [])]}
        await send(message)

    return marked


def _marked(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    text = value.decode("latin-1")
    key, _, rest = text.partition("=")
    if name.lower() != b"set-cookie" or key not in COOKIES:
        return name, value
    plain, semicolon, attributes = rest.partition(";")
    return name, f"{key}={signed(plain)}{semicolon}{attributes}".encode("latin-1")
