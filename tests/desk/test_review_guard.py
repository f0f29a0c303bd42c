"""The review desk answers its own page on this machine, and nobody else."""

import json
import re
import socket

import pytest
from starlette.testclient import TestClient

from scripts.desk.review.desk import Desk
from scripts.desk.review.guard import LARGEST_BODY
from scripts.desk.review.server import DeskServer, make_app
from tests.desk.review import PLACE, REPORT, make_project, rows_of

TOKEN = "a-token-for-tests"  # noqa: S105 - no secret
OWN = {
    "X-Desk-Token": TOKEN,
    "Origin": "http://127.0.0.1",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/json",
}
PAGE = f"/desk/{PLACE}/{REPORT}"


@pytest.fixture(scope="module")
def desk_project(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("guard"))


@pytest.fixture(scope="module")
def client(desk_project):
    app = make_app(Desk(desk_project), TOKEN)
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=True)


def change(client, headers, path=f"{PAGE}/change", **body):
    return client.post(path, headers=headers, content=json.dumps({"action": "undo", **body}))


def test_the_page_opens_with_the_token_and_shows_the_text(client):
    page = client.get(f"{PAGE}?token={TOKEN}")
    assert page.status_code == 200
    assert "新建老年食堂20个" in page.text
    assert change(client, OWN).status_code == 200


@pytest.mark.parametrize("path", ["/desk/", PAGE, "/desk/static/desk.js", f"{PAGE}/row?id=a", "/"])
@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}a", "密"])
def test_nothing_is_shown_without_the_token(client, path, token):
    answer = client.get(path, params={"token": token} if token else {})
    assert answer.status_code == 403
    assert "老年食堂" not in answer.text
    assert TOKEN not in answer.text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil@127.0.0.1.x", ""],
)
def test_a_name_bound_to_this_machine_from_outside_is_refused(client, host):
    answer = client.get(PAGE, params={"token": TOKEN}, headers={"Host": host})
    assert answer.status_code == 421
    assert change(client, {**OWN, "Host": host, "Origin": f"http://{host}"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"X-Desk-Token": ""},
        {"X-Desk-Token": "wrong"},
    ],
)
def test_a_change_from_another_page_is_refused(client, desk_project, headers):
    before = rows_of(desk_project, "targets")
    sent = {**OWN, **headers}
    assert change(client, sent, action="reject", id=before[0]["target_id"]).status_code == 403
    without = {name: value for name, value in OWN.items() if name not in headers}
    if "Sec-Fetch-Site" not in headers:
        assert change(client, without, path=f"{PAGE}/change?token={TOKEN}").status_code == 403
    assert rows_of(desk_project, "targets") == before


def test_a_link_changes_nothing_and_other_methods_are_refused(client):
    assert client.get(f"{PAGE}/change", params={"token": TOKEN}).status_code == 405
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = client.request(method, f"{PAGE}/change", headers=OWN)
        assert answer.status_code == 405
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/desk/../qingshi/2026",
        "/desk/..%2fqingshi/2026",
        "/desk/%2e%2e/2026",
        "/desk/schemas/2026",
        "/desk/vocabulary/2026",
        "/desk/qingshi/..%2f2026",
        "/desk/qingshi/2027",
        "/desk/static/..%2f..%2ftemplates%2fbase.html",
        "/desk/static/report.html",
        "/desk/static/desk.py",
        "/desk/..%5cqingshi/2026",
    ],
)
def test_only_known_places_reports_and_files_open(client, path):
    assert client.get(path, params={"token": TOKEN}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{PAGE}/form?table=../targets", None),
        (f"{PAGE}/form?table=reports", None),
        (f"{PAGE}/new?start=a&end=2&kind=milestone", None),
        (f"{PAGE}/new?start=5&end=2&kind=milestone", None),
        (f"{PAGE}/row?id=nothing", None),
        (f"{PAGE}/change", {"action": "row", "table": "../../x", "id": "a"}),
        (f"{PAGE}/change", {"action": "row", "table": "corrections", "id": "a"}),
        (f"{PAGE}/change", {"action": "erase"}),
        (f"{PAGE}/change", {"action": ["undo"]}),
        (f"{PAGE}/change", {"action": "save", "cells": [1]}),
        (f"{PAGE}/change", ["undo"]),
    ],
)
def test_what_the_page_never_asks_is_not_understood(client, path, body):
    if body is None:
        answer = client.get(path, headers={"X-Desk-Token": TOKEN})
    else:
        answer = client.post(path, headers=OWN, content=json.dumps(body))
    assert answer.status_code == 400


def test_a_body_without_end_is_refused(client):
    answer = client.post(f"{PAGE}/change", headers=OWN, content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413
    chunks = (b"{}" for _ in range(3))
    assert client.post(f"{PAGE}/change", headers=OWN, content=chunks).status_code == 403


@pytest.mark.parametrize("path", ["/desk/", PAGE, "/desk/static/desk.css", "/desk/nothing/1", "/x"])
def test_every_answer_forbids_foreign_parts_frames_and_referrers(client, path):
    for params in ({"token": TOKEN}, {}):
        headers = client.get(path, params=params).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"https?:|\*|unsafe", policy)
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_what_stands_in_the_data_is_escaped(tmp_path):
    folders = make_project(tmp_path)
    hostile = "\"><script>alert(1)</script>'&"
    path = folders.datasets / PLACE / "targets.csv"
    text = path.read_text(encoding="utf-8").replace(
        "UNSURE: ", f"UNSURE: {hostile}".replace('"', '""')
    )
    path.write_text(text, encoding="utf-8")
    client = TestClient(make_app(Desk(folders), TOKEN), base_url="http://127.0.0.1")
    doubtful = next(row for row in rows_of(folders, "targets") if row["note_en"])
    for address in (PAGE, f"{PAGE}/row?id={doubtful['target_id']}"):
        page = client.get(address, headers={"X-Desk-Token": TOKEN}).text
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_it_listens_on_loopback_only(desk_project):
    server = DeskServer(Desk(desk_project))
    address = server.start()
    try:
        host, port = re.match(r"http://([\d.]+):(\d+)/", address).groups()
        assert host == "127.0.0.1"
        request = f"GET {PAGE} HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(request.encode())
            assert b" 421 " in connection.makefile("rb").readline()
        addresses = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None)}
        for other in {one for one in addresses if not one.startswith(("127.", "::1", "fe80"))}:
            with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable
                socket.create_connection((other, int(port)), timeout=2).close()
    finally:
        server.stop()
    assert DeskServer(Desk(desk_project)).token != server.token
