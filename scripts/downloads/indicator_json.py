"""An indicator as JSON, for programs: the same facts, nested, with everything in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import to_json

from scripts.core.model import LANGUAGES
from scripts.derive.edition import Edition, Series
from scripts.downloads.json_records import (
    indicator_record,
    observation_record,
    place_record,
    source_record,
    target_record,
)
from scripts.package.credits import licence_line
from scripts.words.addresses import Addresses
from scripts.words.wording import Units


def render_json(edition: Edition, series: Series, units: Units, files: Mapping[str, str]) -> bytes:
    """An indicator as JSON: verdicts, statements and labels in both languages, all addresses.

    Addresses are relative to the site's root.

    Args:
        edition: the derived place.
        series: the indicator.
        units: English names of units.
        files: suffix -> address of the indicator's downloads.
    """
    place, indicator = edition.place, series.indicator
    document = {
        "place": place_record(place),
        "indicator": indicator_record(indicator),
        "as_of": edition.as_of or None,
        "licence": licence_line(place.descriptor) or None,
        "pages": {
            language: Addresses(language).indicator(place.name, indicator.indicator_id)
            for language in LANGUAGES
        },
        "files": dict(files),
        "targets": [target_record(place, judged, units) for judged in series.targets],
        "observations": [observation_record(one, units) for one in series.observations],
        "sources": [source_record(source) for source in series.sources],
    }
    return to_json(document, indent=1) + b"\n"
