"""The full-text search index, made by Pagefind from the pages as they were built.

The pages are handed over one by one, in order: left to look for them in a folder, Pagefind numbers
them as the disk lists them, so that the same site got another index on another disk, and leaves
out without a word those that it cannot open.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Any

from selectolax.lexbor import LexborHTMLParser

from scripts.kept import kept
from scripts.mishaps import ToldError

FOLDER = "pagefind"
SEARCHED = "data-pagefind-body"
SILENT = (
    "script, svg, figure, [data-pagefind-ignore], .verdict, .downloads, .size, td.number, "
    ".indicator-body table"
)
"""Parts of a page that are not searched."""
PATIENCE = 300
"""Seconds after which Pagefind is taken to hang; it needs two for a few hundred pages."""
_NOT_OURS = ("-ui.", "highlight")
"""Pagefind's own search boxes, which the site does not use."""
_INDEX = 0
"""The number that Pagefind's service gives to the first index that is asked for."""
_END = b","


class SearchIndexError(ToldError):
    """Pagefind could not index the pages; says what it printed."""

    def __init__(self, printed: str) -> None:
        super().__init__(f"建立搜索失败：{printed}", f"The pages could not be indexed: {printed}")


def render_search_files(site: Path) -> dict[str, bytes]:
    """Index the pages below `site`; returns the index's files by their path in the site.

    Pages say by `data-pagefind-body` what of them is searched; pages without it are left out.
    Chinese is cut into words where a page's language is `zh`.

    Raises:
        SearchIndexError: Pagefind failed or did not end.
    """
    pages = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*.html"))
    }
    documents = {path: document for path, page in pages.items() if (document := searched(page))}
    inputs = (part.encode() for one in documents.items() for part in one)
    index = json.loads(kept("search index", inputs, lambda: json.dumps(_index(documents)).encode()))
    return {path: base64.b64decode(data) for path, data in index.items()}


def searched(page: str) -> str:
    """What of a page is searched, as a page of its own; empty for one that is not searched.

    Figures of a series are found by their indicator's name. Left out, they make a page that says
    the same about itself after each new value, and the index need not be made again.
    """
    if SEARCHED not in page:
        return ""
    tree = LexborHTMLParser(page)
    root, title, body = (tree.css_first(one) for one in ("html", "title", f"[{SEARCHED}]"))
    if root is None or title is None or body is None:
        return ""
    for node in body.css(SILENT):
        node.decompose()
    language = root.attributes.get("lang") or ""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head>{title.html}</head>'
        f"<body>{body.html}</body></html>"
    )


def _index(documents: Mapping[str, str]) -> dict[str, str]:
    """The index's files in base64, by their path in the site."""
    *_, last = _ask(
        [
            {"type": "NewIndex", "config": None},
            *(
                {"type": "AddFile", "index_id": _INDEX, "file_path": path, "file_contents": page}
                for path, page in sorted(documents.items())
            ),
            {"type": "GetFiles", "index_id": _INDEX},
        ]
    )
    return {
        f"{FOLDER}/{file['path']}": base64.b64encode(
            _in_order(file["path"], base64.b64decode(file["content"]))
        ).decode()
        for file in sorted(last["files"], key=lambda file: str(file["path"]))
        if not any(part in file["path"] for part in _NOT_OURS)
    }


def _ask(questions: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The answers of Pagefind's service: JSON in base64, a comma after each, one per question."""
    from pagefind.service import get_executable  # noqa: PLC0415 - only for whole builds

    with subprocess.Popen(  # noqa: S603 - the program that its package brings
        [str(get_executable()), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as service:
        assert service.stdin is not None  # noqa: S101 - both are pipes
        assert service.stdout is not None  # noqa: S101
        patience = Timer(PATIENCE, service.kill)
        patience.start()
        # It answers while it is asked: one pipe would fill up while the other is waited for.
        Thread(target=_tell, args=(service.stdin, questions), daemon=True).start()
        try:
            answers = [_checked(answer) for answer in _read(service.stdout, len(questions))]
        finally:
            patience.cancel()
            service.kill()
    if len(answers) < len(questions):
        message = f"{len(answers)}/{len(questions)}, {PATIENCE} s"
        raise SearchIndexError(message)
    return answers


def _tell(pipe: IO[bytes], questions: Iterable[Mapping[str, Any]]) -> None:
    try:
        for number, question in enumerate(questions, 1):
            told = json.dumps({"message_id": number, "payload": question}).encode()
            pipe.write(base64.b64encode(told) + _END)
        pipe.flush()
    except (OSError, ValueError):
        return  # it has ended: what it did not answer will be missed


def _read(pipe: IO[bytes], count: int) -> Iterator[Mapping[str, Any]]:
    rest = b""
    while count and (more := pipe.read1(1 << 20)):  # type: ignore[attr-defined]
        *whole, end = more.split(_END)
        for piece in whole:
            yield json.loads(base64.b64decode(rest + piece))
            rest, count = b"", count - 1
        rest += end


def _checked(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    payload: Mapping[str, Any] = answer["payload"]
    if payload["type"] == "Error":
        raise SearchIndexError(str(payload.get("message"))[-2000:])
    return payload


def _in_order(path: str, data: bytes) -> bytes:
    """A file's bytes; JSON with its keys in order, which Pagefind leaves to chance."""
    if not path.endswith(".json"):
        return data
    return json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode()
