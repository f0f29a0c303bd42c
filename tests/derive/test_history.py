"""What happened when: statuses over time, and the feeds that tell of it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts.core.model import Evidence
from scripts.derive.edition import derive_edition
from scripts.derive.history import derive_events, derive_status_changes
from scripts.feeds.atom import render_feed, to_moment
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary
from scripts.pages.changes import feed_views, history_views, promise_feeds, render_indicator_feeds
from scripts.pages.targets import Context
from scripts.versions import ValueChange

ROOT = Path(__file__).parents[2]
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
PLACE = to_place(read_package(ROOT / "tests" / "packages" / "miniature", ROOT))[0]
ATOM = "{http://www.w3.org/2005/Atom}"


def edition(place=PLACE):
    return derive_edition(place, VOCABULARY.units)


def series(key, place=PLACE):
    return next(s for s in edition(place).series if s.indicator.indicator_id == key)


def changes(key, place=PLACE):
    found = derive_status_changes(edition(place), series(key, place), VOCABULARY.units)
    return [
        (c.date, c.judged.target.target_id, c.before, c.after.status)
        for c in found
        if c.judged and c.after
    ]


def test_a_status_ends_where_the_verdict_of_today_stands():
    for one in edition().series:
        last = {target: after for _, target, _, after in changes(one.indicator.indicator_id)}
        for judged in one.targets:
            if judged.target.target_id in last:
                assert last[judged.target.target_id] == judged.judgement.status
            else:
                assert all(
                    d not in {"met", "missed"} or any(not o.published for o in one.observations)
                    for d in [judged.judgement.status]
                )


def test_each_newly_published_figure_changes_the_status_on_its_day():
    target = next(
        j.target
        for s in edition().series
        for j in s.targets
        if j.judgement.status == "met" and j.target.kind == "quantitative"
    )
    base = next(o for o in PLACE.observations if o.indicator_id == target.indicator_id)
    year = target.due or 2024
    rows = (
        replace(base, period=str(year), stage="preliminary", value=target.value / 2,
                published=f"{year + 1}-02-01"),
        replace(base, period=str(year), stage="final", value=target.value * 2,
                published=f"{year + 1}-07-01"),
    )  # fmt: skip
    others = tuple(o for o in PLACE.observations if o.indicator_id != target.indicator_id)
    place = replace(PLACE, observations=(*others, *rows))
    own = [c for c in changes(target.indicator_id, place) if c[1] == target.target_id]
    assert [(date, after) for date, _, _, after in own] == [
        (f"{year + 1}-02-01", "missed"),
        (f"{year + 1}-07-01", "met"),
    ]
    assert own[0][2] == "awaiting_data"


def test_events_are_newest_first_and_dated():
    for one in edition().series:
        events = derive_events(edition(), one, VOCABULARY.units)
        dates = [event.date for event in events]
        assert dates == sorted(dates, reverse=True)
        assert all(dates)


def test_an_indicator_tells_how_its_figures_changed_from_version_to_version():
    whole = edition()
    series = next(one for one in whole.series if one.observations and one.targets)
    target, observation = series.targets[0].target, series.observations[0]
    changes = [
        ("targets", target.target_id),
        ("observations", f"{observation.indicator_id} / {observation.period} / final"),
        ("targets", "of-another-indicator"),
    ]
    context = Context(
        edition=whole,
        language="zh",
        units=VOCABULARY.units,
        themes=VOCABULARY.themes,
        value_changes=tuple(
            ValueChange(
                version="1.0.1",
                date="2999-01-01",
                table=table,
                key=key,
                field="value",
                old="6",
                new="6.1",
            )
            for table, key in changes
        ),
    )
    told = [view for view in history_views(context, series) if view["date"] == "2999-01-01"]
    assert len(told) == 2
    assert all("1.0.1" in view["text"] and "6 → 6.1" in view["text"] for view in told)
    assert history_views(context, series)[0]["date"] == "2999-01-01"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_feeds_are_atom_and_tell_each_change_once(language):
    context = Context(
        edition=edition(), language=language, units=VOCABULARY.units, themes=VOCABULARY.themes
    )
    views = feed_views(context)
    assert views["status"]
    for name, listed in views.items():
        data = render_feed(name, listed, language, site="台账", site_url="https://example.org")
        assert data == render_feed(
            name, listed, language, site="台账", site_url="https://example.org"
        )
        root = ET.fromstring(data)  # noqa: S314 - our own bytes
        found = root.findall(f"{ATOM}entry")
        assert len(found) == len(listed)
        ids = [entry.findtext(f"{ATOM}id") for entry in found]
        assert len(set(ids)) == len(ids)
        updated = [entry.findtext(f"{ATOM}updated") for entry in found]
        assert updated == sorted(updated, reverse=True)
        for entry in found:
            link = entry.find(f"{ATOM}link")
            assert link is not None
            assert link.get("href", "").startswith("https://example.org/")


def test_an_empty_feed_carries_no_clock():
    root = ET.fromstring(render_feed("status", [], "zh", site="台账", site_url="https://e.org"))  # noqa: S314
    assert root.findtext(f"{ATOM}updated", "").startswith("1970-01-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2025", (2025, 1, 1)), ("2025-03", (2025, 3, 1)), ("2025-03-09", (2025, 3, 9))],
)
def test_dates_as_coarse_as_their_source(text, expected):
    assert to_moment(text) == dt.datetime(*expected, tzinfo=dt.UTC)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_feed_of_a_promise_tells_all_that_happened_to_it(language):
    stated = Evidence(
        row=2,
        evidence_id="built",
        target_id="2024-gdp-growth",
        date="2025-03",
        finding="under_way",
        statement_zh="正在进行。",
        statement_en="It is under way.",
        source_id=PLACE.sources[0].source_id,
    )
    whole = edition(replace(PLACE, evidence=(stated,)))
    context = Context(
        edition=whole, language=language, units=VOCABULARY.units, themes=VOCABULARY.themes
    )
    for one in whole.series:
        feeds = dict(render_indicator_feeds(context, one))
        own = [feed["url"] for feed in promise_feeds(context, one)]
        assert [*feeds][1:] == own
        assert len(own) == (len(one.targets) if len(one.targets) > 1 else 0)
        path, data = next(iter(feeds.items()))
        assert path.endswith(f"indicators/{one.indicator.indicator_id}/feed.xml")
        atom = ET.fromstring(data)  # noqa: S314 - made here
        ids = [entry.findtext(f"{ATOM}id") for entry in atom.iter(f"{ATOM}entry")]
        assert len(ids) == len(set(ids)) == len(derive_events(whole, one, VOCABULARY.units))
        told = "".join(atom.itertext())
        statement = stated.statement_zh if language == "zh" else stated.statement_en
        assert (statement in told) == (one.indicator.indicator_id == "gdp-growth")
