"""Look at the site on this machine: serve `output/`, rebuild when a source is saved."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from watchfiles import watch

from scripts.build import Folders, Result, build_site
from scripts.findings import render_terminal

WATCHED = ("datasets", "content/pages", "content/updates", "theme")
HOST = "127.0.0.1"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line per request, and never from the browser's cache."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        return


def describe(result: Result) -> str:
    """One line about a build, or its findings."""
    if result.findings:
        return (
            render_terminal(result.findings)
            + f"✗ {len(result.findings)} 处问题 findings；网页不变 the pages stay as they are\n"
        )
    return f"✓ {result.changed} 个文件更新 files changed, {result.seconds:.1f} s\n"


def start_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Serve a folder on loopback in a thread; port 0 takes a free one."""
    handler = partial(QuietHandler, directory=str(folder))
    server = ThreadingHTTPServer((HOST, port), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve(root: Path, port: int) -> None:
    """Build, serve, and rebuild at each save until interrupted."""
    folders = Folders(root=root, output=root / "output")
    sys.stdout.write(describe(build_site(folders)))
    folders.output.mkdir(exist_ok=True)
    server = start_server(folders.output, port)
    sys.stdout.write(f"http://{HOST}:{server.server_port}/  (Ctrl-C 结束 ends)\n")
    try:
        for _ in watch(*(root / name for name in WATCHED if (root / name).exists())):
            sys.stdout.write(describe(build_site(folders)))
    finally:
        server.shutdown()
