"""Look at the site on this machine: serve `output/`, rebuild at each save, reload the browser.

While the data has findings, every address shows them instead of the old pages. Beside it, at an
address of its own, stands the review desk.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from watchfiles import watch

from scripts.build.site import Result, build_site
from scripts.commands.findings_page import render_page
from scripts.core.errors import explain
from scripts.core.findings import render_terminal
from scripts.core.folders import Folders
from scripts.desk.review.desk import Desk
from scripts.desk.review.server import DeskServer

WATCHED = ("datasets", "content/pages", "content/updates", "theme")
HOST = "127.0.0.1"
RELOAD = "/__reload.js"
VERSION = "/__version"
SCRIPT = f"""\
const shown = new URL(document.currentScript.src).searchParams.get("of");
setInterval(async () => {{
  const now = await fetch("{VERSION}").then((answer) => answer.text()).catch(() => shown);
  if (now !== shown) location.reload();
}}, 700);
""".encode()


@dataclass(slots=True)
class Preview:
    """What the browser is to see: how often was built, and the findings' page if there are any."""

    builds: int = 0
    findings: bytes | None = None

    def update(self, result: Result) -> None:
        """Take a build's result over."""
        self.findings = render_page(result.findings).encode() if result.findings else None
        self.builds += 1


class PreviewHandler(SimpleHTTPRequestHandler):
    """Serves files without a line per request, and never from the browser's cache."""

    def __init__(self, *arguments: Any, preview: Preview, **options: Any) -> None:
        self.preview = preview
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == VERSION:
            self._answer(str(self.preview.builds).encode(), "text/plain")
        elif path == RELOAD:
            self._answer(SCRIPT, "text/javascript")
        elif not self.preview.builds:
            super().do_GET()
        elif self._wants_page(path):
            self._answer_page()
        else:
            super().do_GET()

    @staticmethod
    def _wants_page(path: str) -> bool:
        return path.endswith(("/", ".html")) or "." not in path.rpartition("/")[2]

    def _answer_page(self) -> None:
        if self.preview.findings is not None:
            self._answer(self._reloading(self.preview.findings), "text/html")
            return
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.partition("?")[0].endswith("/"):
            file /= "index.html"
        if file.is_file():
            self._answer(self._reloading(file.read_bytes()), "text/html")
        else:
            super().do_GET()

    def _reloading(self, page: bytes) -> bytes:
        address = f"{RELOAD}?of={self.preview.builds}"
        tag = f'<script src="{address}" defer></script></body>'.encode()
        return page.replace(b"</body>", tag, 1)

    def _answer(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        return


class PreviewServer(ThreadingHTTPServer):
    """Says nothing when a browser hangs up before it has everything."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def describe(result: Result) -> str:
    """One line about a build, or its findings."""
    if result.findings:
        return (
            render_terminal(result.findings)
            + f"✗ {len(result.findings)} 处问题 findings；网页不变 the pages stay as they are\n"
        )
    return f"✓ {result.changed} 个文件更新 files changed, {result.seconds:.1f} s\n"


def start_server(folder: Path, port: int, preview: Preview | None = None) -> ThreadingHTTPServer:
    """Serve a folder on loopback in a thread; port 0 takes a free one.

    Without a preview that was built, files are served as they are.
    """
    handler = partial(PreviewHandler, directory=str(folder), preview=preview or Preview())
    server = PreviewServer((HOST, port), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve(root: Path, port: int, texts: Path | None = None) -> None:
    """Build, serve, and rebuild at each save until interrupted.

    Args:
        root: the project.
        port: of the site; the desk takes a free one.
        texts: a folder with reports that are not republished, for the desk.
    """
    folders = Folders(root=root, output=root / "output")
    desk = DeskServer(Desk(folders, texts))
    sys.stdout.write(f"审阅台 review desk：{desk.start()}\n")
    sys.stdout.flush()
    preview = Preview()

    def build() -> None:
        try:
            result = build_site(folders, drafts=True)
        except Exception as error:
            if (words := explain(error)) is None:
                raise
            sys.stdout.write(f"✗ {words[0]}\n✗ {words[1]}\n")
            return
        preview.update(result)
        sys.stdout.write(describe(result))

    build()
    folders.output.mkdir(exist_ok=True)
    server = start_server(folders.output, port, preview)
    sys.stdout.write(f"http://{HOST}:{server.server_port}/  (Ctrl-C 结束 ends)\n")
    try:
        for _ in watch(*(root / name for name in WATCHED if (root / name).exists())):
            build()
    finally:
        server.shutdown()
        desk.stop()
