"""Copies of sources' pages and what changed since, against a server of our own."""

import csv
import shutil
import subprocess
import sys
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.build.site import ROOT
from scripts.desk.links.archive import Archive
from scripts.desk.links.asking import Manners
from scripts.desk.links.page_text import read_page_text

MANNERS = Manners(agent="promise-ledger-links/1.0 (test)", timeout=5, pause=0)
SUFFIXES = {"/page": ".html", "/old": ".pdf"}
KINDS = {"/page": "text/html", "/table": "application/pdf"}
HTML = "<html><head><title>t</title></head><body><p>增长 6.5%</p>{}</body></html>"


class Handler(BaseHTTPRequestHandler):
    pages: dict[str, tuple[int, str, bytes]]
    seen: list[tuple[str, str]]

    def do_GET(self):
        self.seen.append((self.path, self.headers["User-Agent"]))
        status, kind, body = self.pages.get(self.path, (404, "text/html", b"gone"))
        self.send_response(status)
        self.send_header("Location" if status == 301 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(body) + (self.path == "/cut")))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Handler.seen = []
    Handler.pages = {
        "/page": (200, "text/html; charset=utf-8", HTML.format("").encode()),
        "/old": (301, "/table", b""),
        "/table": (200, "application/pdf", b"%PDF-1.4 table"),
        "/cut": (200, "text/html", b"half"),
    }
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture
def kept(tmp_path):
    return Archive(folder=tmp_path / "archive", bound=1000)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


@pytest.mark.parametrize(
    ("path", "verdict", "body"),
    [
        ("/page", "yes", HTML.format("").encode()),
        ("/old", "moved", b"%PDF-1.4 table"),
    ],
)
def test_a_copy_is_named_by_its_bytes(server, kept, path, verdict, body):
    answer = kept.store(server + path, MANNERS)
    assert (answer.verdict, answer.copy) == (verdict, sha256(body).hexdigest() + SUFFIXES[path])
    assert files(kept.folder) == {answer.copy: body}


@pytest.mark.parametrize(
    ("path", "verdict", "reason"),
    [
        ("/nowhere", "no", "HTTP 404"),
        ("/large", "yes", "太大 too large"),
        ("/cut", "silent", "IncompleteRead"),
    ],
)
def test_what_is_gone_too_large_or_cut_off_is_not_kept(server, kept, path, verdict, reason):
    Handler.pages["/large"] = (200, "text/html", b"x" * 1001)
    answer = kept.store(server + path, MANNERS)
    assert (answer.verdict, answer.copy) == (verdict, "")
    assert reason in answer.reason
    assert not kept.folder.exists()


def test_robots_are_obeyed_and_asked_for_once(server, kept):
    Handler.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /old\n")
    verdicts = [kept.store(server + path, MANNERS).verdict for path in ("/old", "/page")]
    assert verdicts == ["refused", "yes"]
    assert [path for path, _ in Handler.seen] == ["/robots.txt", "/page"]
    assert {agent for _, agent in Handler.seen} == {MANNERS.agent}


@pytest.mark.parametrize(
    ("path", "now", "change"),
    [
        ("/page", HTML.format(""), "same"),
        (
            "/page",
            HTML.format("<script>n=2</script> <i>浏览次数： 1,024 次</i>"),
            "unseen",
        ),
        ("/page", HTML.format("").replace("6.5", "6.6"), "changed"),
        ("/table", "%PDF-1.4 other", "changed"),
        ("/table", "%PDF-1.4 table", "same"),
    ],
)
def test_a_change_is_one_that_a_reader_sees(server, kept, path, now, change):
    digest = kept.store(server + path, MANNERS).copy.partition(".")[0]
    Handler.pages[path] = (200, KINDS[path], now.encode())
    assert kept.compare(server + path, digest, MANNERS).change == change


def test_without_the_copy_nothing_is_asked(server, kept):
    assert kept.compare(f"{server}/page", "0" * 64, MANNERS).verdict == "refused"
    assert Handler.seen == []


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_the_text_is_read_in_its_own_encoding(encoding):
    page = f'<meta charset="{encoding}"><body>平顶山<style>x</style>'.encode(encoding)
    assert read_page_text(page, "text/html") == "平顶山"
    assert read_page_text(page, f"text/html; charset={encoding}") == "平顶山"
    assert read_page_text(page, "application/pdf") == ""


@pytest.fixture
def project(tmp_path, server):
    """The invented package with addresses of our server."""
    folder = tmp_path / "datasets" / "miniature"
    shutil.copytree(ROOT / "tests/packages/miniature", folder)
    table = folder / "sources.csv"
    text = table.read_text(encoding="utf-8")
    for name, path in (("report-2024", "/old"), ("report-2025", "/gone"), ("bulletin", "/page")):
        text = text.replace(f"https://example.org/qingshi/{name}", server + path)
    table.write_text(text, encoding="utf-8")
    return tmp_path


def sources(project):
    text = (project / "datasets/miniature/sources.csv").read_text(encoding="utf-8")
    return {row["url"].rpartition("/")[2]: row for row in csv.DictReader(text.splitlines())}


def invoke(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(ROOT), *arguments],
        cwd=root, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def test_a_run_goes_on_where_it_stopped_and_fills_the_table(project):
    first = invoke(project, "archive", "--pause", "0", "--limit", "1")
    assert first.returncode == 0, first.stdout + first.stderr
    rows = sources(project)
    page = sha256(HTML.format("").encode()).hexdigest()
    table = sha256(b"%PDF-1.4 table").hexdigest()
    assert (rows["old"]["archived_sha256"], rows["page"]["archived_sha256"]) == (table, "")
    assert (rows["old"]["reachable"], rows["old"]["archived_url"]) == ("moved", "")
    asked = len(Handler.seen)
    rest = invoke(project, "archive", "--pause", "0", "--base", "https://copies.example.org/")
    assert rest.returncode == 0, rest.stdout + rest.stderr
    assert "/old" not in {path for path, _ in Handler.seen[asked:]}
    rows = sources(project)
    assert rows["page"]["archived_sha256"] == page
    assert rows["page"]["archived_url"] == f"https://copies.example.org/{page}.html"
    assert rows["old"]["archived_url"] == f"https://copies.example.org/{table}.pdf"
    assert (rows["gone"]["reachable"], rows["gone"]["archived_sha256"]) == ("no", "")
    assert files(project / "archive").keys() == {f"{page}.html", f"{table}.pdf", "copies.json"}
    asked = len(Handler.seen)
    assert "问了 asked 0" in invoke(project, "archive").stdout
    assert len(Handler.seen) == asked


def test_watching_tells_what_changed_and_what_is_gone(project):
    invoke(project, "archive", "--pause", "0")
    same = invoke(project, "watch", "--pause", "0")
    assert (same.returncode, same.stdout.count("没有变 unchanged")) == (0, 2), same.stdout
    before = sources(project)
    Handler.pages["/page"] = (200, "text/html", b"<p>other")
    del Handler.pages["/table"]
    changed = invoke(project, "watch", "--pause", "0", "--days", "0")
    assert changed.returncode == 1
    assert "内容变了 CHANGED" in changed.stdout
    assert "打不开 not reachable" in changed.stdout
    after = sources(project)
    assert after["old"]["reachable"] == "no"
    assert [row["archived_sha256"] for row in after.values()] == [
        row["archived_sha256"] for row in before.values()
    ]


def test_an_address_that_is_no_folder_of_the_web_is_refused(project):
    done = invoke(project, "archive", "--base", "archive")
    assert (done.returncode, Handler.seen) == (2, [])
