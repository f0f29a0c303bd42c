"""Who may ask the desk: this machine's browser, with the token, from the desk's own page."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "X-Desk-Token"  # noqa: S105 - the name of a header
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
LARGEST_BODY = 200_000
"""Bytes of a request; a form has some thousand."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses what does not come from the desk's own page; adds the headers of every answer.

    The name that the browser asked for must be this machine's (else a foreign name could be bound
    to 127.0.0.1), the token must be there, and a change must come from the page itself.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refuse(Request(scope))
        app = self._app if refusal is None else refusal
        await app(scope, receive, send_guarded)

    def _refuse(self, request: Request) -> PlainTextResponse | None:
        headers, host = request.headers, _host(request.headers.get("host", ""))
        if host not in LOOPBACK or len(headers.getlist("host")) != 1:
            return _answer(421, "只在本机 only on this machine")
        if request.method not in {"GET", "HEAD", "POST"}:
            return _answer(405, "GET, POST")
        changes = request.method == "POST"
        given = headers.get(TOKEN_HEADER, "")
        if not given and not changes:
            given = request.query_params.get("token", "")
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return _answer(
                403,
                "请用终端里印出的完整网址打开 open the whole address that the terminal shows",
            )
        if changes and not _is_own(headers):
            return _answer(403, "只接受本页发出的改动 only this page makes changes")
        size = headers.get("content-length", "0")
        if changes and not (size.isdecimal() and int(size) <= LARGEST_BODY):
            return _answer(413, "太大 too large")
        return None


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_own(headers: Headers) -> bool:
    """Whether a request was made by a script of the desk's own page."""
    return (
        headers.get("origin") == f"http://{headers.get('host')}"
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
        and headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        and "content-length" in headers
        and "transfer-encoding" not in headers
    )


def _answer(status: int, text: str) -> PlainTextResponse:
    return PlainTextResponse(f"{text}\n", status)
