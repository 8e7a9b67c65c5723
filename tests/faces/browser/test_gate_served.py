"""The gate as it is served: names, cookies, closing, what is off."""

import http.client
import re
from urllib.parse import urlsplit

import pytest

from tests.faces.browser.page_tools import APP, at_week, button

CLASS = "scenario=classroom&seed=7"


@pytest.fixture(scope="module")
def place(serve):
    return urlsplit(serve(APP)).netloc


def asked(place, path="/", method="GET", **headers):
    connection = http.client.HTTPConnection(place, timeout=30)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers.get_all("set-cookie") or [], answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def test_a_rebound_name_is_refused(place):
    assert asked(place)[0] == 200
    assert asked(place, Host="rebind.example:8933")[0] == 421
    assert asked(place, Host="localhost")[0] == 200


def test_cookies_are_for_the_server_only_and_none_is_adopted(place):
    _, cookies, _ = asked(place, Cookie="solara-session-id=fixed-by-attacker")
    assert cookies and all("httponly" in cookie.lower() for cookie in cookies)
    assert not any("fixed-by-attacker" in cookie for cookie in cookies)
    own = cookies[0].partition(";")[0]
    assert any(own in cookie for cookie in asked(place, Cookie=own)[1])


def test_closing_needs_its_parameter_and_resources_are_nobodys(place):
    assert asked(place, "/_solara/api/close/x", "POST")[0] == 400
    assert asked(place, "/_solara/api/close/x?session_id=y", "POST")[0] == 200
    assert asked(place, "/resourcez?verbose")[0] == 404
    assert asked(place, "/readyz")[0] == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/static/../../etc/passwd", "/static/public/%00", "/jupyter/nbextensions/x.js"]
)
def test_no_answer_shows_a_path_of_the_server(place, path):
    _, _, body = asked(place, path)
    assert "Traceback" not in body and "site-packages" not in body and "/consolidation/" not in body


def test_a_stranger_who_knows_the_numbers_of_a_visit_cannot_close_it(place, visit):
    page = visit("about:blank", ready="html")
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(f"http://{place}/?{CLASS}&week=3")
    at_week(page, 3)
    kernel, page_id = re.search(r"/kernels/([^/]+)/channels\?session_id=([^&]+)", sockets[0]).groups()
    close = f"/_solara/api/close/{kernel}?session_id={page_id}"
    assert asked(place, close, "POST")[0] == 403
    assert asked(place, close, "POST", Cookie="solara-session-id=mine")[0] == 403
    button(page, "Step").click()
    at_week(page, 4)
    own = page.context.cookies()
    assert own and all(cookie["httpOnly"] for cookie in own)
    held = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in own)
    assert asked(place, close, "POST", Cookie=held)[0] == 200
