"""An indicator as JSON, for programs: the same facts, nested, with everything in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scripts.addresses import Addresses
from scripts.derived import Edition, JudgedTarget, Series
from scripts.downloads.cover import derive_licence
from scripts.model import LANGUAGES, Bilingual, Doubt, Observation, Source
from scripts.wording import STAGE_LABELS, STATUS_LABELS, Units, render_figure, render_statement

Data = dict[str, Any]


def render_json(edition: Edition, series: Series, units: Units, files: Mapping[str, str]) -> str:
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
        "place": {"id": place.name, "name": {"zh": place.name_zh, "en": place.name_en}},
        "indicator": {
            "id": indicator.indicator_id,
            "name": {"zh": indicator.name_zh, "en": indicator.name_en},
            "definition": {"zh": indicator.definition_zh, "en": indicator.definition_en},
            "unit": indicator.unit,
            "direction": indicator.direction,
            "theme": indicator.theme,
        },
        "as_of": edition.as_of,
        "licence": derive_licence(place.descriptor),
        "pages": {
            language: Addresses(language).indicator(place.name, indicator.indicator_id)
            for language in LANGUAGES
        },
        "files": dict(files),
        "targets": [_target_json(judged, units) for judged in series.targets],
        "observations": [_observation_json(one) for one in series.observations],
        "sources": [_source_json(source) for source in series.sources],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _target_json(judged: JudgedTarget, units: Units) -> Data:
    target, verdict = judged.target, judged.judgement
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    year = judged.report.year
    return {
        "id": target.target_id,
        "report": target.report_id,
        "section": target.section_id,
        "kind": target.kind,
        "measure": target.measure,
        "comparator": target.comparator,
        "value": _json_number(target.value),
        "value_max": _json_number(target.value_max),
        "unit": target.unit,
        "due": judged.due,
        "baseline": target.baseline,
        "scope": target.scope,
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "statement": {
            lang: render_statement(target, name, year, lang, units) for lang in LANGUAGES
        },
        "figure": {lang: render_figure(target, lang, units) for lang in LANGUAGES},
        "status": {
            "code": verdict.status,
            "rule": verdict.rule,
            "label": {lang: STATUS_LABELS[verdict.status][lang] for lang in LANGUAGES},
            "sentence": {lang: verdict.sentence[lang] for lang in LANGUAGES},
        },
        "doubts": [_doubt_json(doubt) for doubt in judged.doubts],
        "source": judged.report.source_id,
        "note": {"zh": target.note_zh, "en": target.note_en},
    }


def _doubt_json(doubt: Doubt) -> Data:
    return {
        "id": doubt.doubt_id,
        "printed": doubt.printed,
        "likely": doubt.likely,
        "confidence": doubt.confidence,
        "reason": {"zh": doubt.reason_zh, "en": doubt.reason_en},
        "source": doubt.source_id,
    }


def _observation_json(observation: Observation) -> Data:
    return {
        "period": observation.period,
        "value": _json_number(observation.value),
        "unit": observation.unit,
        "stage": observation.stage,
        "stage_label": {lang: STAGE_LABELS[observation.stage][lang] for lang in LANGUAGES},
        "source": observation.source_id,
        "published": observation.published,
        "note": observation.note,
        "note_en": observation.note_en,
    }


def _source_json(source: Source) -> Data:
    return {
        "id": source.source_id,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        "kind": source.kind,
        "licence": source.licence,
    }


def _json_number(value: Decimal | None) -> int | float | None:
    """An integer where the value is whole (6.0 as well as 6), else the nearest float."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
