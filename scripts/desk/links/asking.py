"""One address asked politely: HEAD first, GET when that is refused, redirects followed by hand.

Who wants the page itself gives a bound for its bytes; then GET is all that is asked.
"""

from __future__ import annotations

import datetime as dt
import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Literal, NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from scripts.package.descriptor import is_web_address

Verdict = Literal["yes", "no", "moved", "silent", "later", "refused"]
"""`yes`, `no`, `moved`: what is recorded. `silent`: no server answered. `later`: the server asks
us to come back. `refused`: an address that we do not ask."""
Change = Literal["", "same", "unseen", "changed"]
"""`unseen`: other bytes, the same text to a reader. Empty: there was nothing to compare."""

PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
REDIRECTS = PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_HOPS = 8
_SUCCESS = range(200, 300)
_UNSAID = 3600
_LONGEST_WAIT = 30 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking: `final` is the address in the end, `wait` the seconds to stay away.

    `body` and `media_type`: the page, where it was asked for and fits. `copy`: the name of the
    file that has its bytes. `change`: against an earlier copy.
    """

    verdict: Verdict
    status: int = 0
    final: str = ""
    reason: str = ""
    wait: float = 0
    body: bytes = b""
    media_type: str = ""
    copy: str = ""
    change: Change = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How we ask; times in seconds.

    `agent`: who we say we are. `timeout`: how long a server may be silent. `pause`: between two
    requests to one host. `patience`: the longest Retry-After that is waited for on the spot.
    """

    agent: str
    timeout: float = 20
    pause: float = 2
    patience: float = 30
    sleep: Callable[[float], None] = time.sleep
    last: dict[str, float] = field(default_factory=dict)

    def wait_for(self, host: str) -> None:
        """Let the pause pass since the last request to this host."""
        since = time.monotonic() - self.last.get(host, float("-inf"))
        if since < self.pause:
            self.sleep(self.pause - since)

    def note(self, host: str) -> None:
        """Remember that this host was asked just now."""
        self.last[host] = time.monotonic()


class _Response(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(url: str, manners: Manners, bound: int = 0) -> Answer:
    """Ask an address whether it opens; one request at a time.

    Args:
        url: the address.
        manners: how to ask.
        bound: the most bytes of the page to read; no body is read when 0.

    Raises nothing: whatever goes wrong is the answer's `reason`.
    """
    if not _is_askable(url):
        return Answer(verdict="refused", final=url, reason="不是网址 no web address")
    answer = _follow(url, manners, bound)
    if answer.verdict == "later" and answer.wait <= manners.patience:
        manners.sleep(answer.wait)
        answer = _follow(url, manners, bound)
    return answer


def host_of(url: str) -> str:
    """The host of an address with its port, as pauses and postponements go by; else empty."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _is_askable(url: str) -> bool:
    return is_web_address(url) and "@" not in urlsplit(url).netloc


def _follow(url: str, manners: Manners, bound: int) -> Answer:
    start = here = moved_to = urldefrag(url).url
    permanent = True
    for _ in range(_HOPS):
        try:
            response = _request_gently(here, manners, bound)
        except (OSError, ValueError, http.client.HTTPException) as error:
            return Answer(verdict="silent", final=here, reason=_reason(error))
        status, headers, _body = response
        if status not in REDIRECTS or not headers["Location"]:
            return _conclude(here, response, bound, is_moved=moved_to != start)
        here = urldefrag(urljoin(here, _text(headers["Location"]))).url
        if not _is_askable(here):
            why = "转到的不是网址 leads to no address"
            return Answer(verdict="no", status=status, final=here, reason=why)
        permanent = permanent and status in PERMANENT
        moved_to = here if permanent else moved_to
    return Answer(verdict="no", status=status, final=here, reason="转来转去 too many redirects")


def _conclude(here: str, response: _Response, bound: int, *, is_moved: bool) -> Answer:
    """What the last response of a chain means."""
    status, headers, body = response
    retry_after = headers["Retry-After"]
    reason = f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status in BUSY and retry_after):
        wait = read_retry_after(retry_after)
        return Answer(verdict="later", status=status, final=here, reason=reason, wait=wait)
    if status not in _SUCCESS:
        return Answer(verdict="no", status=status, final=here, reason=reason)
    return Answer(
        verdict="moved" if is_moved else "yes",
        status=status,
        final=here,
        reason="太大 too large" if len(body) > bound else "",
        body=body if len(body) <= bound else b"",
        media_type=headers.get("Content-Type", ""),
    )


def _request_gently(url: str, manners: Manners, bound: int) -> _Response:
    """HEAD, and GET where HEAD fails: many servers answer it wrongly or hang up."""
    if bound:
        return _request("GET", url, manners, bound)
    try:
        response = _request("HEAD", url, manners)
    except (ConnectionResetError, http.client.HTTPException):
        return _request("GET", url, manners)
    if response.status in _SUCCESS or response.status in REDIRECTS or response.status in BUSY:
        return response
    return _request("GET", url, manners)


def _request(method: str, url: str, manners: Manners, bound: int = 0) -> _Response:
    host = host_of(url)
    manners.wait_for(host)
    request = Request(  # noqa: S310 - only http and https come here, and only they have handlers
        _ascii(url), method=method, headers={"User-Agent": manners.agent, "Accept": "*/*"}
    )
    try:
        with _opener().open(request, timeout=manners.timeout) as response:
            is_wanted = bound and response.status in _SUCCESS
            body = _read(response, bound, manners.timeout) if is_wanted else b""
            return _Response(response.status, response.headers, body)
    finally:
        manners.note(host)


def _read(response: http.client.HTTPResponse, bound: int, timeout: float) -> bytes:
    """The body, and one byte more than the bound where it is too large.

    Raises:
        IncompleteRead: the server hung up before the length that it had announced.
        TimeoutError: it sends, but so slowly that ten time-outs have passed.
    """
    until = time.monotonic() + 10 * timeout
    body = b""
    while len(body) <= bound:
        chunk = response.read1(bound + 1 - len(body))
        if not chunk and response.length:
            raise http.client.IncompleteRead(body, response.length)
        if not chunk:
            break
        if time.monotonic() > until:
            raise TimeoutError
        body += chunk
    return body


def _opener() -> OpenerDirector:
    """Asks over http and https and hands back whatever status comes; follows nothing itself."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    return opener


def _ascii(url: str) -> str:
    """An address as it goes over the wire: Chinese in paths and hosts is encoded."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path, query, ""))


def _text(header: str) -> str:
    """A header's value; servers send addresses in raw UTF-8, which arrives as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return header.strip()


def _reason(error: Exception) -> str:
    said = getattr(error, "reason", error)
    if isinstance(said, TimeoutError):
        return "超时 timed out"
    return f"{type(said).__name__}: {said}"[:200]


def read_retry_after(value: str | None) -> float:
    """Seconds to stay away, from a Retry-After in seconds or as a date; an hour when unsaid."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return float(min(int(text[:9]), _LONGEST_WAIT))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return _UNSAID
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    wait = (until - dt.datetime.now(tz=dt.UTC)).total_seconds()
    return min(max(wait, 0), _LONGEST_WAIT)
