"""Who passes the gate, with what in their hands; who gets a place, and whose place goes to the next."""

import asyncio
from types import SimpleNamespace

import pytest

from consolidation.faces.page.server import patience, sessions
from consolidation.faces.page.server.gate import ADDRESS, Gate, cookies, foreign, known, signed, unsigned
from consolidation.faces.page.server.sessions import Arrivals, Room

OWN = [(b"host", b"localhost:8765")]


def asked(path="/", headers=OWN, kind="http", query=b"", client=("10.0.0.7", 5)):
    """What the page is given, and what the client gets."""
    given, sent = [], []

    async def page(scope, _receive, send):
        given.append(scope)
        cookie = (b"set-cookie", b"solara-session-id=fresh; Path=/; HttpOnly")
        await send({"type": "http.response.start", "status": 200, "headers": [cookie, (b"set-cookie", b"other=1")]})

    async def receive():
        return {}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": headers, "query_string": query, "client": client}
    asyncio.run(Gate(page)(scope, receive, send))
    return (given[0] if given else None), sent


NAMES = ("localhost", "localhost:8765", "LOCALHOST", "localhost.", "room.localhost")
FIGURES = ("127.0.0.1:8933", "192.168.1.7", "[::1]:8765", "[fe80::1%25eth0]:1")


@pytest.mark.parametrize("host", NAMES + FIGURES)
def test_localhost_and_addresses_in_figures_are_known(host):
    assert known(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "rebind.example:8933",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "[::1",
        "evil",
        "1.2.3",
        "@localhost:x",
    ],
)
def test_other_names_are_refused_with_the_remedy(host):
    for kind in ("http", "websocket"):
        origin = f"http://{host}".encode()
        given, sent = asked(headers=[(b"host", host.encode()), (b"origin", origin)], kind=kind, query=b"session_id=1")
        assert given is None
        assert sent[0].get("status", 421) == 421
    assert b"CONSOLIDATION_HOSTS" in asked(headers=[(b"host", host.encode())])[1][1]["body"]
    assert asked(headers=[*OWN, (b"host", b"localhost")])[0] is None


def test_listed_names_pass(monkeypatch):
    monkeypatch.setenv("CONSOLIDATION_HOSTS", "lab.example, teacher.local")
    monkeypatch.setenv("CONSOLIDATION_ORIGINS", "https://proxy.example:8443")
    assert known("lab.example:80") and known("Teacher.local") and known("proxy.example")
    assert not known("evil.example")


@pytest.mark.parametrize(
    "origin", ["http://[::1", "http://evil.example", "null", "file://", "http://user@localhost:8765"]
)
def test_a_foreign_or_broken_origin_gets_no_websocket(origin):
    headers = [*OWN, (b"origin", origin.encode())]
    given, sent = asked("/jupyter/api/kernels/x/channels", headers, "websocket", b"session_id=1")
    assert given is None and sent == [{"type": "websocket.close", "code": 1008, "reason": "foreign origin"}]
    assert foreign(dict(headers))


def test_what_is_missing_is_400_and_what_is_off_is_404(monkeypatch):
    assert asked("/_solara/api/close/x")[1][0]["status"] == 400
    assert asked("/resourcez", query=b"verbose")[1][0]["status"] == 404
    assert asked("/jupyter/api/kernels/x/channels", kind="websocket")[0] is None


def test_only_the_owner_closes_a_visit(monkeypatch):
    from solara.server import kernel_context

    monkeypatch.setitem(kernel_context.contexts, "kernel", SimpleNamespace(session_id="me"))
    close = ("/_solara/api/close/kernel", b"session_id=page")

    def status(value):
        cookie = [(b"cookie", f"solara-session-id={value}".encode())] if value else []
        return asked(close[0], [*OWN, *cookie], query=close[1])[1][0]["status"]

    assert [status(v) for v in ("", "me", signed("you"), f"me.{'0' * 64}")] == [403] * 4
    assert status(signed("me")) == 200


def test_cookies_are_signed_on_the_way_out_and_checked_on_the_way_in():
    _, sent = asked()
    values = [value.decode() for _, value in sent[0]["headers"]]
    assert values == [f"solara-session-id={signed('fresh')}; Path=/; HttpOnly", "other=1"]
    assert unsigned(signed("fresh")) == "fresh"
    for chosen in ("fixed-by-attacker", "", ".", f"fresh.{'0' * 64}", signed("fresh") + "0", "a.b.c", "ä.b"):
        assert unsigned(chosen) == ""
    text = f"solara-session-id={signed('a')}; theme=dark; solara-session-id-lax=planted"
    assert cookies(text) == "solara-session-id=a; theme=dark"


def test_where_a_visitor_comes_from_is_not_theirs_to_say():
    given, _ = asked(headers=[*OWN, (ADDRESS, b"1.2.3.4")])
    assert [value for name, value in given["headers"] if name == ADDRESS] == [b"10.0.0.7"]


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(at=1_000.0)
    monkeypatch.setattr(sessions, "time", SimpleNamespace(monotonic=lambda: now.at))
    for name in ("came", "seen"):
        sessions.Visitor.__dataclass_fields__[name].default_factory = lambda: now.at
    monkeypatch.setattr(sessions, "Visitor", lambda *a: visitor(now, *a))
    return now


REAL = sessions.Visitor


def visitor(now, *words):
    return REAL(*words, came=now.at, seen=now.at)


def test_sixty_behind_one_address_get_in_and_one_script_does_not_take_all(clock):
    door = Arrivals(20)
    admitted = 0
    for _ in range(180):  # a class that tries again every second
        admitted += door.admit("school") if admitted < 60 else 0
        clock.at += 1.0
    assert admitted == 60
    assert sum(door.admit("script") for _ in range(500)) == 20
    assert door.admit("another")


def test_who_never_acted_makes_way_from_the_most_crowded_address(clock):
    dropped = []
    room = Room(most=4)
    for who, address in (("projector", "a"), ("s1", "script"), ("s2", "script"), ("s3", "script")):
        assert room.enter(who, lambda who=who: dropped.append(who), address)
        clock.at += 1.0
    assert not room.enter("early", lambda: None, "b")  # everybody has only just come
    clock.at += 60.0
    room.touch("s1")
    assert room.enter("new", lambda: None, "b")
    assert dropped == ["s2"] and len(room) == 4


def test_who_acted_stays_until_idle_too_long(clock):
    room = Room(most=1, idle_minutes=30)
    room.enter("a", lambda: None)
    room.touch("a")
    clock.at += 29 * 60.0
    assert not room.enter("b", lambda: None)
    clock.at += 61.0
    assert room.enter("b", lambda: None)


def test_a_place_counts_only_while_its_socket_answers(clock):
    room, answers = Room(most=1), [True]
    room.enter("a", lambda: None, "x", lambda: answers[0])
    room.touch("a")
    assert not room.enter("b", lambda: None)
    answers[0] = False
    assert room.enter("b", lambda: None) and not room.touch("a")


def test_a_client_that_never_finishes_its_request_is_closed(monkeypatch):
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.2)

    async def tried(request, wait):
        from uvicorn import Config, Server
        from uvicorn.protocols.http.h11_impl import H11Protocol

        monkeypatch.setattr(H11Protocol, "connection_made", patience.finite(H11Protocol.connection_made))

        async def page(scope, _receive, send):
            await asyncio.sleep(wait)
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"ok"})

        server = Server(Config(page, port=0, log_level="critical", lifespan="off", http="h11"))
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(4), 5)
        server.should_exit = True
        writer.close()
        await task
        return answer

    assert asyncio.run(tried(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", 0.0)) == b""
    assert asyncio.run(tried(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0.5)) == b"HTTP"


def test_memory_is_given_back_where_the_library_can(monkeypatch):
    asked = []

    def library(_name):
        return SimpleNamespace(malloc_trim=asked.append)

    monkeypatch.setattr(sessions.ctypes, "CDLL", library)
    sessions.give_back_memory()
    assert asked == [0]
    for other in (lambda _name: SimpleNamespace(), lambda _name: (_ for _ in ()).throw(OSError("no library"))):
        monkeypatch.setattr(sessions.ctypes, "CDLL", other)
        sessions.give_back_memory()
