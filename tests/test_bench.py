"""The comparison of speed compares like with like; nothing here is timed."""

import random
import re
import subprocess
import sys

import pytest

from scripts.build import ROOT
from tests.bench.__main__ import BLOCK, DOCUMENT, OURS
from tests.bench.agreement import disagreements
from tests.bench.hugo import WAYS, address
from tests.bench.synthetic import make_indicators


@pytest.mark.slow
def test_both_sites_have_the_same_pages_with_the_same_numbers():
    command = [sys.executable, "-m", "tests.bench", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the sites agree" in done.stdout


def test_a_page_or_a_number_that_is_missing_is_named(tmp_path):

    (one,) = make_indicators(1, random.Random(1))  # noqa: S311
    rows = "".join(f"<tr><td>{year}</td><td>{value}</td></tr>" for year, value in one.values)
    page = f"<blockquote>{one.quote}</blockquote><table>{rows}</table>"
    for language in ("zh", "en"):
        path = tmp_path / address("place", one.key, language) / "index.html"
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


def test_the_document_holds_what_the_command_printed():
    found = BLOCK.search(DOCUMENT.read_text(encoding="utf-8"))
    assert found is not None
    for what in [*OURS, *(f"Hugo, {way}" for way in WAYS)]:
        assert len(re.findall(rf"^\| {what} \| [0-9.]+ \| [0-9.]+ \|", found[0], re.MULTILINE)) >= 2
