"""The full-text search index, made by Pagefind from the pages as they were built.

What of a page is searched is told to it as a record: to read HTML takes it as long as to index it.
A record says what Pagefind would read off the page itself, headings with their weights, so that the
same is found in the same order. Records are handed over one by one, in order: left to look for
pages in a folder, Pagefind numbers them as the disk lists them, so that the same site got another
index on another disk, and leaves out without a word those that it cannot open. Each language has
its own index in it and none knows of the others; so each is made by a process of its own.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from scripts.core.errors import OperationalError

FOLDER = "pagefind"
ENTRY = f"{FOLDER}/pagefind-entry.json"
SEARCHED = "data-pagefind-body"
LARGE = "figure, details table, [data-pagefind-ignore], .indicator-body table"
"""Parts of a page that are not searched and hold most of its elements."""
SILENT = (
    'script, svg, .verdict, .downloads, .size, td.number, td[align="right"], '
    "noscript, label, form, footer, nav, iframe, template, style"
)
"""The other parts that are not searched; from `noscript` on, what Pagefind reads of no page."""
SENTENCES = ("p", "td", "div", "ul", "li", "article", "section")
"""Elements that end a sentence, as Pagefind has it; headings do, too."""
PATIENCE = 300
"""Seconds after which Pagefind is taken to hang; it needs two for a few hundred pages."""
_NOT_OURS = ("-ui.", "highlight")
"""Pagefind's own search boxes, which the site does not use."""
_INDEX = 0
"""The number that Pagefind's service gives to the first index that is asked for."""
_END = b","
_LONGEST_ANSWER = 1 << 30
_TAG = re.compile(r'<(?:(/?[a-z][a-z0-9]*)(?:>|[^<>"]*(?:"[^"]*"[^<>"]*)*>)|!--.*?-->)', re.DOTALL)
_STOP = "\x01"
_STOP_AFTER_WORD = re.compile(rf"""{_STOP}(?<=[\w'")$*]{_STOP})""")
"""Looked for by what is rare, then by what stands before it."""
_SAID: Mapping[str | None, str] = {
    "br": " ",
    **dict.fromkeys(SENTENCES, " "),
    **{f"/{name}": _STOP for name in SENTENCES},
    **{f"h{level}": f" ___PAGEFIND_AUTO_WEIGHT___{8 - level}  " for level in range(1, 7)},
    **{f"/h{level}": f"{_STOP} ___END_PAGEFIND_WEIGHT___ " for level in range(1, 7)},
}
"""What stands for a tag in a record. The words in capitals are Pagefind's own for weights; a test
holds what comes of them against what it reads off pages."""


class SearchIndexError(OperationalError):
    """Pagefind could not index the pages; says what it printed."""

    def __init__(self, printed: str) -> None:
        super().__init__(f"建立搜索失败：{printed}", f"The pages could not be indexed: {printed}")


def searched_text(path: str, data: bytes) -> str:
    """What of a page is searched, as a record of Pagefind's in JSON; empty where nothing is.

    Figures of a series are found by their indicator's name. Left out, they make a page that says
    the same about itself after each new value, and the index need not be made again.

    Args:
        path: where the site has the page.
        data: the page.
    """
    return searched_tree(path, LexborHTMLParser(data)) if SEARCHED.encode() in data else ""


def searched_tree(path: str, tree: LexborHTMLParser) -> str:
    """`searched_text` of a page that is parsed; takes from the tree what is not searched."""
    body = tree.css_first(f"[{SEARCHED}]")
    root, title = tree.css_first("html"), tree.css_first("title")
    if body is None or root is None or title is None:
        return ""
    for selector in (LARGE, SILENT):
        for node in reversed(body.css(selector)):  # what is inside goes before what is around it
            node.decompose()
    heading = body.css_first("h1")
    named = _words(heading.text()) if heading is not None else ""
    record = {
        "language": (root.attributes.get("lang") or "").lower(),
        "url": f"/{quote(re.sub(r'(?:^|(?<=/))index[.]html$', '', path))}",
        "content": _read(body.html or ""),
        "meta": {"title": named or _words(title.text())},
    }
    return json.dumps(record, ensure_ascii=False)


def _read(html: str) -> str:
    """The words of serialised HTML as Pagefind reads them."""
    parts = _TAG.split(html)  # between texts the names of tags
    parts[1::2] = [_SAID.get(name, "") for name in parts[1::2]]
    text = "".join(parts)
    return _words(unescape(_STOP_AFTER_WORD.sub(". ", text).replace(_STOP, " ")))


def _words(text: str) -> str:
    return " ".join(text.split())


def render_search_index(documents: Mapping[str, str]) -> dict[str, bytes]:
    """The index's files by their path in the site, in order.

    Pages say by `data-pagefind-body` what of them is searched; pages without it are left out.
    Chinese is cut into words where a page's language is `zh`.

    Args:
        documents: path -> what `searched_text` told of each page, in any order.

    Raises:
        SearchIndexError: Pagefind failed or did not end.
    """
    records = sorted((path, document) for path, document in documents.items() if document)
    # A thread of its own: the caller's may run an event loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _index([document for _, document in records])).result()


async def _index(documents: Sequence[str]) -> dict[str, bytes]:
    by_language: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        by_language[json.loads(document)["language"]].append(document)
    indexes = await asyncio.gather(*map(_index_language, by_language.values() or [[]]))
    files = {path: data for part in indexes for path, data in part.items()}
    entries = [json.loads(part[ENTRY]) for part in indexes]
    languages = {name: one for entry in entries for name, one in entry["languages"].items()}
    # Pagefind leaves the order of its keys to chance.
    files[ENTRY] = json.dumps(
        entries[0] | {"languages": languages}, sort_keys=True, separators=(",", ":")
    ).encode()
    return dict(sorted(files.items()))


async def _index_language(documents: Sequence[str]) -> dict[str, bytes]:
    """The files of an index of records in one language."""
    questions = [
        '{"type": "NewIndex", "config": null}',
        *(f'{{"type": "AddRecord", "index_id": {_INDEX}, {one[1:]}' for one in documents),
        f'{{"type": "GetFiles", "index_id": {_INDEX}}}',
    ]
    return {
        f"{FOLDER}/{file['path']}": base64.b64decode(file["content"])
        for file in (await ask_pagefind(questions))["files"]
        if not any(part in file["path"] for part in _NOT_OURS)
    }


async def ask_pagefind(questions: Sequence[str]) -> Mapping[str, Any]:
    """The last answer of Pagefind's service: JSON in base64, a comma after each, one per question.

    Its own client waits a tenth of a second for each answer.

    Args:
        questions: what is asked, each in JSON.

    Raises:
        SearchIndexError: it reported an error, ended early or did not end.
    """
    from pagefind.service import get_executable  # noqa: PLC0415 - only for whole builds

    service = await asyncio.create_subprocess_exec(
        str(get_executable()),
        "--service",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        limit=_LONGEST_ANSWER,
    )
    assert service.stdin is not None  # noqa: S101 - both are pipes
    assert service.stdout is not None  # noqa: S101
    payload: Mapping[str, Any] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            # The pipes buffer what is asked; it answers meanwhile.
            for number, question in enumerate(questions, 1):
                message = f'{{"message_id": {number}, "payload": {question}}}'
                service.stdin.write(base64.b64encode(message.encode()) + _END)
            for _ in questions:
                answer = await service.stdout.readuntil(_END)
                payload = json.loads(base64.b64decode(answer[:-1]))["payload"]
                if payload["type"] == "Error":
                    raise SearchIndexError(str(payload.get("message"))[-2000:])
    except (TimeoutError, asyncio.IncompleteReadError):
        message = f"{payload.get('type')}, {PATIENCE} s"
        raise SearchIndexError(message) from None
    finally:
        if service.returncode is None:
            service.kill()
        await service.wait()
    return payload
