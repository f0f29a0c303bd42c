"""Asking whether sources still open, against a server of our own; nothing leaves this machine."""

import csv
import datetime as dt
import io
import itertools
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scripts.build.site import ROOT
from scripts.core.model import Source
from scripts.desk.links import asking
from scripts.desk.links.addresses import Cited, find_cited
from scripts.desk.links.asking import Manners, ask, read_retry_after
from scripts.desk.links.cells import TableError, set_cells
from scripts.desk.links.progress import Asked, Progress, read_progress, write_progress
from scripts.desk.links.record import record_answers
from scripts.desk.links.round import Plan, ask_due, find_due
from scripts.pages.markdown import render_markdown
from scripts.pages.targets import source_view
from scripts.theme_support.markdown_text import render_body

NOW = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
PLAN = Plan(now=NOW)
REDIRECTS = {
    "/old": (301, "/older"),
    "/older": (308, "/200"),
    "/for-now": (302, "/200"),
    "/then-for-now": (301, "/for-now"),
    "/loop": (301, "/loop"),
    "/to-file": (301, "file:///etc/hostname"),
    "/to-nothing": (301, "/404"),
    "/to-chinese": (301, "/平顶山?年=2024"),
}


class Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, float, str]]
    busy: dict[str, str]

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        path = self.path
        agent = self.headers["User-Agent"]
        self.seen.append((self.command, path, time.monotonic(), agent))
        headers, status = {}, 404
        if path in REDIRECTS:
            status, target = REDIRECTS[path]
            headers["Location"] = target.encode().decode("latin-1")
        elif path in self.busy:
            status, headers["Retry-After"] = 429, self.busy.pop(path)
        elif path == "/hang":
            time.sleep(1)
            return
        elif path == "/hangs-up" and self.command == "HEAD":
            return
        elif path == "/no-head":
            status = 405 if self.command == "HEAD" else 200
        elif path.startswith(("/200", "/hangs-up", "/%E5%B9%B3%E9%A1%B6%E5%B1%B1?%E5%B9%B4=2024")):
            status = 200
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Handler.seen, Handler.busy = [], {}
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def manners(**options):
    return Manners(**{"agent": "test", "timeout": 5, "pause": 0, **options})


@pytest.mark.parametrize(
    ("path", "verdict", "status", "final"),
    [
        ("/200", "yes", 200, "/200"),
        ("/200#part", "yes", 200, "/200"),
        ("/404", "no", 404, "/404"),
        ("/old", "moved", 200, "/200"),
        ("/for-now", "yes", 200, "/200"),
        ("/then-for-now", "moved", 200, "/200"),
        ("/no-head", "yes", 200, "/no-head"),
        ("/hangs-up", "yes", 200, "/hangs-up"),
        ("/to-nothing", "no", 404, "/404"),
        ("/to-chinese", "moved", 200, "/平顶山?年=2024"),
        ("/平顶山?年=2024", "yes", 200, "/平顶山?年=2024"),
    ],
)
def test_an_address_is_asked_and_redirects_are_followed(server, path, verdict, status, final):
    answer = ask(server + path, manners())
    assert (answer.verdict, answer.status, answer.final) == (verdict, status, server + final)


def test_head_comes_first_and_get_only_when_it_is_refused(server):
    for path in ("/200", "/no-head", "/404"):
        ask(server + path, manners(agent="promise-ledger-links/1.0 (we)"))
    assert [(method, path) for method, path, _, _ in Handler.seen] == [
        ("HEAD", "/200"), ("HEAD", "/no-head"), ("GET", "/no-head"), ("HEAD", "/404"),
        ("GET", "/404"),
    ]  # fmt: skip
    assert {agent for *_, agent in Handler.seen} == {"promise-ledger-links/1.0 (we)"}


def test_a_loop_and_a_redirect_off_the_web_end_there(server):
    assert ask(f"{server}/loop", manners()).verdict == "no"
    answer = ask(f"{server}/to-file", manners())
    assert (answer.verdict, answer.final) == ("no", "file:///etc/hostname")


@pytest.mark.parametrize(
    "url",
    ["ftp://127.0.0.1/x", "file:///etc/hostname", "gopher://h", "javascript:alert(1)", "http://",
     "http://name:word@127.0.0.1/", "http://[::1", "127.0.0.1"],
)  # fmt: skip
def test_anything_but_a_plain_web_address_is_refused_unasked(url, monkeypatch):
    monkeypatch.setattr(asking, "_opener", lambda: pytest.fail("asked"))
    assert ask(url, manners()).verdict == "refused"


def test_a_hanging_server_is_given_up(server):
    answer = ask(f"{server}/hang", manners(timeout=0.2))
    assert (answer.verdict, answer.status) == ("silent", 0)
    assert "超时" in answer.reason


def test_a_short_retry_after_is_waited_for_and_asked_once_more(server):
    Handler.busy["/200"] = "3"
    slept = []
    answer = ask(f"{server}/200", manners(sleep=slept.append))
    assert (answer.verdict, slept) == ("yes", [3])
    assert len(Handler.seen) == 2


def test_a_long_retry_after_postpones_the_whole_host(server, tmp_path):
    Handler.busy["/200"] = "7200"
    due = [f"{server}/200", f"{server}/200b"]
    progress, path = Progress(), tmp_path / "links.json"
    answers = [a.verdict for _, a in ask_due(due, progress, path, manners(), PLAN)]
    assert answers == ["later", "later"]
    assert len(Handler.seen) == 1
    assert not progress.answers
    assert list(read_progress(path).not_before.values()) == ["2026-12-01T10:00:00+00:00"]
    later = Plan(now=NOW + dt.timedelta(hours=3))
    kept = read_progress(path)
    assert [a.verdict for _, a in ask_due(due, kept, path, manners(), later)] == ["yes", "yes"]


def test_retry_after_is_seconds_or_a_date():
    assert read_retry_after("120") == 120
    soon = dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=100)
    assert 90 < read_retry_after(format_datetime(soon, usegmt=True)) <= 100
    assert read_retry_after("Mon, 01 Jan 2001 00:00:00 GMT") == 0
    assert read_retry_after(None) == read_retry_after("soon") == 3600
    assert read_retry_after("9" * 30) == 30 * 24 * 3600


def test_a_host_gets_a_pause_between_two_requests(server):
    polite = manners(pause=0.2)
    for path in ("/200", "/for-now"):
        ask(server + path, polite)
    times = [at for _, _, at, _ in Handler.seen]
    assert len(times) == 3
    assert all(b - a >= 0.19 for a, b in itertools.pairwise(times))


def test_an_interrupted_run_goes_on_where_it_was(server, tmp_path):
    path = tmp_path / "links.json"
    due = [f"{server}/200?{n}" for n in range(4)]
    run = ask_due(due, Progress(), path, manners(), PLAN)
    next(run)
    next(run)
    run.close()
    kept = read_progress(path)
    assert list(kept.answers) == due[:2]
    cited = [Cited(package="p", row=2, source_id="s", url=url) for url in due]
    assert find_due(cited, kept, PLAN) == due[2:]
    for _ in ask_due(find_due(cited, kept, PLAN), kept, path, manners(), PLAN):
        pass
    assert len(Handler.seen) == 4
    assert find_due(cited, read_progress(path), PLAN) == []
    assert len(find_due(cited, kept, Plan(now=NOW + dt.timedelta(days=30)))) == 4
    assert len(find_due(cited, kept, Plan(now=NOW, days=0))) == 4


def test_a_run_asks_no_more_than_it_may(server, tmp_path):
    due = ["ftp://h/", *(f"{server}/200?{n}" for n in range(4))]
    plan = Plan(now=NOW, limit=2)
    assert len(list(ask_due(due, Progress(), tmp_path / "p.json", manners(), plan))) == 3
    assert len(Handler.seen) == 2


def test_silence_counts_only_when_somebody_else_answers(server, tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    path = tmp_path / "links.json"
    alone = Progress()
    assert [a.verdict for _, a in ask_due([dead], alone, path, manners(), PLAN)] == ["silent"]
    assert not alone.answers
    both = Progress()
    list(ask_due([dead, f"{server}/200"], both, path, manners(), PLAN))
    assert {url: asked.reachable for url, asked in both.answers.items()} == {
        dead: "no",
        f"{server}/200": "yes",
    }


def test_a_broken_progress_file_is_a_fresh_start(tmp_path):
    path = tmp_path / "links.json"
    for text in ("", "[]", '{"answers": {"x": 1}, "not_before": {}}', "{"):
        path.write_text(text, encoding="utf-8")
        assert read_progress(path) == Progress()
    progress = Progress(answers={"http://x/": Asked(checked="2026-12-01", reachable="yes")})
    write_progress(path, progress)
    assert read_progress(path) == progress


TABLES = [
    "source_id,url,checked,reachable\na,http://x/,,\nb,http://y/,,\n",
    "\ufeffsource_id,url,checked,reachable\r\na,http://x/,,\r\nb,http://y/,2020-01-01,no\r\n",
    'source_id,"url",note,checked,reachable\na,"http://x/","1, ""2""\n\n3",,\n\n"b",http://y/,,,',
    'checked,reachable,source_id,url\n,,a,http://x/\n"2020-01-01","no",b,http://y/',
]


@pytest.mark.parametrize("text", TABLES)
def test_only_the_named_cells_change(text):
    cells = {(3, "checked"): "2026-12-01", (3, "reachable"): "moved"}
    changed = set_cells(text.encode(), cells).decode()
    before, after = (list(csv.reader(io.StringIO(t))) for t in (text, changed))
    header = [name.removeprefix("\ufeff") for name in before[0]]
    row = next(row for row in before if "b" in row)
    row[header.index("checked")], row[header.index("reachable")] = "2026-12-01", "moved"
    assert after == before
    kept = re.sub(r"2026-12-01|moved", "", changed)
    assert kept == re.sub(r'"?2020-01-01"?|(?<=,)"?no"?(?=[,\r])', "", text)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("source_id,url\na,http://x/\n", {(2, "checked"): "2026-12-01"}),
        ("url,checked\nhttp://x/\n", {(2, "checked"): "2026-12-01"}),
        ("url,checked\nhttp://x/,\n", {(3, "checked"): "2026-12-01"}),
        ("url,checked\nhttp://x/,\n", {(2, "checked"): "a,b"}),
        ('url,checked\n"http://x/,\nhttp://y/,\n', {(3, "checked"): "2026-12-01"}),
    ],
)
def test_a_table_that_does_not_fit_is_refused(text, cells):
    with pytest.raises(TableError):
        set_cells(text.encode(), cells)


@pytest.fixture
def package(tmp_path, server):
    """The invented package with addresses of our server."""
    folder = tmp_path / "datasets" / "miniature"
    shutil.copytree(ROOT / "tests/packages/miniature", folder)
    table = folder / "sources.csv"
    text = table.read_text(encoding="utf-8")
    for name, path in (("report-2024", "/old"), ("report-2025", "/404"), ("bulletin", "/200")):
        text = text.replace(f"https://example.org/qingshi/{name}", server + path)
    table.write_text(text, encoding="utf-8")
    descriptor = folder / "datapackage.json"
    said = json.loads(descriptor.read_bytes())
    said["sources"] = [{"title": "x", "path": f"{server}/200?d"}, {"path": f"{server}/404"}, {}]
    descriptor.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return folder


def test_tables_and_descriptors_are_asked_each_address_once(package, server):
    cited = find_cited(package.parent)
    assert [(one.row, one.url.removeprefix(server)) for one in cited] == [
        (2, "/old"), (3, "/404"), (4, "/200"), (0, "/200?d"),
    ]  # fmt: skip
    with pytest.raises(FileNotFoundError):
        find_cited(package.parent, ("nowhere",))


def test_answers_older_than_the_row_are_not_recorded(package, server):
    cited = find_cited(package.parent)
    old = Progress(answers={f"{server}/200": Asked(checked="2020-01-01", reachable="no")})
    assert len(record_answers(package.parent, cited, old)) == 1
    (again,) = [one for one in find_cited(package.parent) if one.checked]
    assert record_answers(package.parent, [again], old) == ()
    older = Progress(answers={f"{server}/200": Asked(checked="2019-01-01", reachable="yes")})
    assert record_answers(package.parent, [again], older) == ()


def test_the_task_records_day_and_outcome_and_keeps_the_rest(package, server):
    before = (package / "sources.csv").read_text(encoding="utf-8")
    root = package.parents[1]
    done = invoke(root, "links", "--pause", "0", "--contact", "mailbox@example.org")
    assert done.returncode == 0, done.stdout + done.stderr
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    after = (package / "sources.csv").read_text(encoding="utf-8")
    outcomes = ("moved", "no", "yes")
    header, *rows = before.splitlines()
    at = header.split(",").index("checked")
    expected = []
    for row, outcome in zip(rows, outcomes, strict=True):
        cells = next(csv.reader([row]))
        assert cells[at : at + 2] == ["", ""]
        cells[at : at + 2] = [today, outcome]
        expected.append(cells)
    assert list(csv.reader(after.splitlines())) == [header.split(","), *expected]
    assert f"→ 已换网址 moved  {server}/old → {server}/200" in done.stdout
    assert "row 3 invented-report-2025: checked 空 empty" in done.stdout
    assert all("mailbox@example.org" in agent for *_, agent in Handler.seen)
    asked = len(Handler.seen)
    again = invoke(root, "links")
    assert (again.returncode, len(Handler.seen)) == (0, asked)
    assert (package / "sources.csv").read_text(encoding="utf-8") == after


def test_without_any_answer_the_task_records_nothing(package, server):
    table = package / "sources.csv"
    text = table.read_text(encoding="utf-8").replace(server, "http://127.0.0.1:9")
    table.write_text(text, encoding="utf-8")
    done = invoke(package.parents[1], "links", "--pause", "0", "--limit", "2")
    assert done.returncode == 2
    assert "没有一台服务器回应" in done.stderr
    assert "no server answered" in done.stderr
    assert table.read_text(encoding="utf-8") == text


def invoke(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(ROOT), *arguments],
        cwd=root, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def test_no_stage_of_the_build_can_ask():
    for path in (ROOT / "scripts").rglob("*.py"):
        if not {"desk", "commands"} & set(path.parts):
            assert "scripts.desk.links" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    ("language", "said", "copy"),
    [
        (
            "zh",
            ["2026-12-01 检查：已换网址", "2026-12-01 检查：可以打开", "2026-12-01 检查：无法打开"],
            "存档副本",
        ),
        (
            "en",
            [
                "Checked on 2026-12-01: moved",
                "Checked on 2026-12-01: reachable",
                "Checked on 2026-12-01: not reachable",
            ],
            "Archived copy",
        ),
    ],
)
def test_the_page_says_when_it_was_checked_and_leads_to_the_copy(language, said, copy):
    def render(**cells):
        source = Source(row=2, source_id="s", title="t", kind="primary", **cells)
        used = {"targets": 0, "observations": 0, "doubts": 0}
        text = render_markdown(
            "sources", language, "p/sources/",
            heading="h", summary="s", sources=[{**source_view(source, language), "used": used}],
        )  # fmt: skip
        return render_body(text)

    for outcome, words in zip(("moved", "yes", "no"), said, strict=True):
        html = render(checked="2026-12-01", reachable=outcome)
        assert f"<p>{words}</p>" in html
        assert copy not in html
    kept = render(archived_url="https://archive.example/x?a=1&b=2")
    assert (
        f'<a href="https://archive.example/x?a=1&amp;b=2" rel="external noopener">{copy}<' in kept
    )
    assert "checked" not in render()
