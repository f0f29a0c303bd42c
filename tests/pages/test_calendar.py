"""The calendar of what is due: the page, and the file that a telephone subscribes to."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.feeds.icalendar import Day, render_calendar
from tests.conftest import ROOT

PLACE = "pingdingshan"


def unfold(data: bytes) -> list[str]:
    """Content lines (RFC 5545, 3.1): a line that begins with a space continues the one before."""
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_promise_of_the_running_year_is_in_the_calendar(site, prefix):
    with (ROOT / f"datasets/{PLACE}/targets.csv").open(encoding="utf-8") as file:
        running = {row["target_id"] for row in csv.DictReader(file) if row["due"] == "2026"}
    folder = site / prefix / PLACE / "calendar"
    page = (folder / "index.md").read_text(encoding="utf-8")
    assert running == set(re.findall(r"#t-([\w-]+)\)", page))
    assert re.search(r"\]\(calendar\.ics\)", page)
    lines = unfold((folder / "calendar.ics").read_bytes())
    due = [line for line in lines if line.startswith("UID:") and "-due@" in line]
    assert {line.partition(f"{PLACE}-")[2].partition("-due@")[0] for line in due} == running
    assert lines.count("DTSTART;VALUE=DATE:20261231") == len(running)


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_calendar_of_all_places_leads_to_each(site, prefix):
    page = (site / prefix / "calendar/index.md").read_text(encoding="utf-8")
    assert f"../{PLACE}/calendar/#m-2026-12" in page


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])))
def test_any_title_comes_back_from_the_file(title):
    days = [Day(key="a", date="2026-12-31", title=title)]
    lines = unfold(render_calendar("c", days, "2026-11-30"))
    (summary,) = (line for line in lines if line.startswith("SUMMARY:"))
    plain = re.sub(r"\\([\\;,])", r"\1", summary.removeprefix("SUMMARY:"))
    assert plain == " ".join(title.split())
