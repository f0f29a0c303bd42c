"""A row as JSON: the same record wherever JSON is published.

Every text that has two languages is `{"zh": …, "en": …}`; what is missing is null; addresses are
relative to the site's root.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scripts.core.model import (
    LANGUAGES,
    Bilingual,
    Body,
    Doubt,
    Evidence,
    Indicator,
    Observation,
    Place,
    Responsibility,
    Source,
)
from scripts.derive.edition import JudgedTarget
from scripts.words.addresses import Addresses, doubt_anchor, target_anchor
from scripts.words.wording import (
    CONFIDENCE_LABELS,
    SOURCE_KIND_LABELS,
    STAGE_LABELS,
    STATUS_LABELS,
    VERDICT_LABELS,
    Units,
    format_quantity,
    render_figure,
    render_statement,
)

Data = dict[str, Any]


def indicator_record(indicator: Indicator) -> Data:
    """What an indicator measures."""
    return {
        "id": indicator.indicator_id,
        "name": {"zh": indicator.name_zh, "en": indicator.name_en},
        "definition": {"zh": indicator.definition_zh, "en": indicator.definition_en},
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "theme": indicator.theme,
    }


def target_record(place: Place, judged: JudgedTarget, units: Units) -> Data:
    """A target with its verdict, its doubts and its place in the text."""
    target, verdict = judged.target, judged.judgement
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    year = judged.report.year
    return {
        "id": target.target_id,
        "report": target.report_id,
        "section": target.section_id,
        "indicator": target.indicator_id,
        "kind": target.kind,
        "measure": target.measure,
        "comparator": target.comparator,
        "value": json_number(target.value),
        "value_max": json_number(target.value_max),
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
        "figure": {lang: render_figure(target, lang, units) or None for lang in LANGUAGES},
        "status": {
            "code": verdict.status,
            "rule": verdict.rule,
            "label": both(STATUS_LABELS[verdict.status]),
            "sentence": both(verdict.sentence),
        },
        "verdict": {
            "code": verdict.verdict,
            "rule": verdict.rule,
            "label": both(VERDICT_LABELS[verdict.verdict]),
            "sentence": both(verdict.sentence),
            "standing": verdict.standing,
        },
        "evidence": [evidence_record(one) for one in judged.evidence],
        "bodies": [body_record(body, role) for body, role in judged.bodies],
        "doubts": [doubt_record(place, doubt) for doubt in judged.doubts],
        "source": judged.report.source_id,
        "note": {"zh": target.note_zh, "en": target.note_en},
        "pages": {
            lang: f"{Addresses(lang).indicator(place.name, target.indicator_id)}"
            f"#{target_anchor(target.target_id)}"
            for lang in LANGUAGES
        },
    }


def evidence_record(one: Evidence) -> Data:
    """A dated statement about a target."""
    return {
        "id": one.evidence_id,
        "date": one.date,
        "finding": one.finding,
        "share": json_number(one.share),
        "statement": {"zh": one.statement_zh, "en": one.statement_en},
        "quote": one.quote,
        "source": one.source_id,
        "published": one.published,
        "note": {"zh": one.note_zh, "en": one.note_en},
    }


def body_record(body: Body, answers: Responsibility) -> Data:
    """A body that answers for a target."""
    return {
        "id": body.body_id,
        "name": {"zh": body.name_zh, "en": body.name_en},
        "url": body.url,
        "role": answers.role,
        "source": answers.source_id,
    }


def doubt_record(place: Place, doubt: Doubt) -> Data:
    """A doubt about what is printed, with its evidence."""
    return {
        "id": doubt.doubt_id,
        "report": doubt.report_id,
        "target": doubt.target_id,
        "start": doubt.start,
        "end": doubt.end,
        "printed": doubt.printed,
        "likely": doubt.likely,
        "confidence": doubt.confidence,
        "confidence_label": both(CONFIDENCE_LABELS[doubt.confidence]),
        "reason": {"zh": doubt.reason_zh, "en": doubt.reason_en},
        "source": doubt.source_id,
        "pages": {
            lang: f"{Addresses(lang).doubts(place.name)}#{doubt_anchor(doubt.doubt_id)}"
            for lang in LANGUAGES
        },
    }


def observation_record(observation: Observation, units: Units) -> Data:
    """A published value."""
    one = observation
    return {
        "indicator": one.indicator_id,
        "period": one.period,
        "value": json_number(one.value),
        "unit": one.unit,
        "figure": {lang: format_quantity(one.value, one.unit, lang, units) for lang in LANGUAGES},
        "stage": one.stage,
        "stage_label": both(STAGE_LABELS[one.stage]),
        "source": one.source_id,
        "published": one.published,
        "note": {"zh": one.note, "en": one.note_en},
    }


def source_record(source: Source) -> Data:
    """A source; its title and publisher stay in the language they have."""
    return {
        "id": source.source_id,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        "accessed": source.accessed,
        "kind": source.kind,
        "kind_label": both(SOURCE_KIND_LABELS[source.kind]),
        "licence": source.licence,
        "note": {"zh": source.note, "en": source.note_en},
        "archived_url": source.archived_url,
        "checked": source.checked,
        "reachable": source.reachable,
    }


def both(text: Bilingual) -> dict[str, str]:
    """A text in both languages."""
    return {lang: text[lang] for lang in LANGUAGES}


def place_record(place: Place) -> Data:
    """How every document names the place that it is about."""
    return {"id": place.name, "name": {"zh": place.name_zh, "en": place.name_en}}


def json_number(value: Decimal | None) -> int | float | None:
    """An integer where the value is whole (6.0 as well as 6), else the nearest float."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
