"""The desk's addresses; served on loopback, in a thread."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from threading import Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from scripts.desk.review import edits
from scripts.desk.review.desk import Desk, Edit, UnknownReportError
from scripts.desk.review.edits import EditError
from scripts.desk.review.forms import EDITED
from scripts.desk.review.guard import Guard
from scripts.desk.review.numerals import REASONS
from scripts.desk.review.opened import Opened
from scripts.desk.review.pages import FOLDER, Pages
from scripts.desk.review.tables import Cells

HOST = "127.0.0.1"
_FILES = {"desk.css": "text/css", "desk.js": "text/javascript"}
_KINDS = frozenset({"quantitative", "milestone", "directional"})
Body = Mapping[str, Any]


class _WrongRequestError(ValueError):
    """The page never asks for this."""


def make_app(desk: Desk, token: str) -> Starlette:
    """The desk as an application.

    Args:
        desk: the reports.
        token: what every request must carry.
    """
    answers = _Answers(desk, token)
    one = "/desk/{package}/{report}"
    routes = [
        Route("/desk/", _in_thread(answers.reports)),
        Route("/desk/static/{name}", _in_thread(_show_file)),
        Route(one, _in_thread(answers.report)),
        Route(f"{one}/row", _in_thread(answers.row)),
        Route(f"{one}/new", _in_thread(answers.new)),
        Route(f"{one}/split", _in_thread(answers.split)),
        Route(f"{one}/form", _in_thread(answers.form)),
        Route(f"{one}/change", _in_thread(answers.change), methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, token=token)])


def _in_thread(respond: Callable[[Request], Response]) -> Callable[..., Awaitable[Response]]:
    """Answer in a thread: checks take a second. What is not there is no error of ours."""

    @wraps(respond)
    async def endpoint(request: Request) -> Response:
        if request.method == "POST":
            request.state.body = await request.body()
        try:
            return await run_in_threadpool(respond, request)
        except UnknownReportError:
            return PlainTextResponse("没有这一页 not found\n", 404)
        except EditError as error:
            return PlainTextResponse(f"{error.message_zh} {error.message_en}\n", 400)
        except (KeyError, ValueError):
            return PlainTextResponse("看不懂这个请求 not understood\n", 400)

    return endpoint


class _Answers:
    """What is answered at each address."""

    def __init__(self, desk: Desk, token: str) -> None:
        self._desk, self._token, self._pages = desk, token, Pages(desk)

    def _open(self, request: Request) -> Opened:
        return self._desk.open(request.path_params["package"], request.path_params["report"])

    def reports(self, _: Request) -> Response:
        return HTMLResponse(self._pages.reports(self._token))

    def report(self, request: Request) -> Response:
        return HTMLResponse(self._pages.page(self._open(request), self._token))

    def row(self, request: Request) -> Response:
        shown = request.query_params.get("id", "")
        return HTMLResponse(self._pages.panel(self._open(request), shown))

    def new(self, request: Request) -> Response:
        given = request.query_params
        start, end, kind = int(given["start"]), int(given["end"]), given["kind"]
        if kind not in _KINDS or not 0 <= start < end:
            raise _WrongRequestError
        return HTMLResponse(self._pages.proposal(self._open(request), start, end, kind))

    def split(self, request: Request) -> Response:
        given = request.query_params
        start = int(given["start"]) if given.get("start") else None
        return HTMLResponse(self._pages.split(self._open(request), given["id"], start))

    def form(self, request: Request) -> Response:
        given = dict(request.query_params)
        table, key = given.pop("table"), given.pop("key", "")
        if table not in EDITED:
            raise _WrongRequestError
        return HTMLResponse(self._pages.form(self._open(request), table, key, given))

    def change(self, request: Request) -> Response:
        body = _read_body(request.state.body)
        opened = self._open(request)
        action = _text(body, "action")
        if action == "undo":
            outcome = self._desk.undo(opened.package)
        else:
            reason = _texts(body, "reason")
            outcome = self._desk.apply(
                opened.package,
                opened.report_id,
                _edit(body),
                version=_text(body, "version"),
                reason=(reason.get("zh", "").strip(), reason.get("en", "").strip()),
                reviewed=action in {"accept", "save"},
            )
        return JSONResponse(
            {
                "done": not (outcome.findings or outcome.message),
                "notice": self._pages.notice(outcome),
                "shown": outcome.shown,
                **self._pages.parts(self._open(request)),
            }
        )


def _show_file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        raise UnknownReportError(name)
    return Response((FOLDER / name).read_bytes(), media_type=_FILES[name])


def _edit(body: Body) -> Edit:
    """What the page asks to be done.

    Raises:
        _WrongRequestError: nothing that the page offers.
    """
    action, key, cells = _text(body, "action"), _text(body, "id"), _texts(body, "cells")
    if action == "accept":
        return lambda opened: edits.accept(opened, key)
    if action == "reject" and _text(body, "role") in REASONS:
        return lambda opened: edits.reject(opened, key, _text(body, "role"))
    if action == "join":
        return lambda opened: edits.join(opened, key)
    if action == "save":
        return lambda opened: _save(opened, body)
    table = _text(body, "table")
    if action == "row" and table in EDITED:

        def write(opened: Opened) -> str:
            edits.change_row(opened, table, key, cells)
            return _text(body, "shown")

        return write
    raise _WrongRequestError


def _save(opened: Opened, body: Body) -> str:
    if split := _text(body, "split"):
        edits.shorten(opened, split, int(_text(body, "at")))
    return edits.save(opened, _text(body, "id"), _texts(body, "cells"), _texts(body, "indicator"))


def _read_body(data: bytes) -> Body:
    body = json.loads(data)
    if not isinstance(body, dict):
        raise _WrongRequestError
    return body


def _text(body: Body, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise _WrongRequestError
    return value


def _texts(body: Body, name: str) -> Cells:
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise _WrongRequestError
    return {str(key): _text(value, key) for key in value}


class DeskServer:
    """The desk served on a free port of this machine until it is stopped."""

    def __init__(self, desk: Desk) -> None:
        self.token = secrets.token_urlsafe(24)
        app = make_app(desk, self.token)
        config = uvicorn.Config(app, log_level="error", access_log=False, server_header=False)
        self._server = uvicorn.Server(config)

    def start(self) -> str:
        """Begin to serve; returns the address of the list of reports, with the token."""
        self._socket = socket.create_server((HOST, 0))
        self._thread = Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        return f"http://{HOST}:{self._socket.getsockname()[1]}/desk/?token={self.token}"

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
