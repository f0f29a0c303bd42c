"""A row as JSON: the same record wherever JSON is published.

`records.csv` has the fields of each record in their order; those of a column are read off the row,
the others are given. Every text that has two languages is `{"zh": …, "en": …}`; what is missing is
null; addresses are relative to the site's root.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from scripts.core.declared import read_declared
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
    LABELS,
    STATUS_LABELS,
    VERDICT_LABELS,
    Units,
    format_quantity,
    render_figure,
    render_statement,
)

Data = dict[str, Any]
RECORD_FIELDS = read_declared(__file__, "records.csv")
"""`record`, `field`, `type`, and what the field means in Chinese and English; see
`api/record_schemas`."""


def _fields_by_record() -> Mapping[str, Mapping[str, str]]:
    fields: dict[str, dict[str, str]] = defaultdict(dict)
    for row in sorted(RECORD_FIELDS, key=lambda row: not row["record"].startswith("_")):
        if row["field"] == "*":
            fields[row["record"]] |= fields.get(row["type"], {})
        elif row["field"]:
            fields[row["record"]][row["field"]] = row["type"]
    return fields


_FIELDS = _fields_by_record()


def render_record(name: str, row: object, /, **given: Any) -> Data:
    """A record with its fields in order.

    A field of a column (`targets.value`) is the row's; a pair of columns (`targets.note_*`) is a
    text in both languages; `kind_label` says a code (`sources.kind`) in words.

    Args:
        name: the record's name in `records.csv`.
        row: the row of the table that most of its fields are columns of.
        given: the other fields; those that the record does not have are left out.

    Raises:
        KeyError: a field is neither given nor a column.
    """
    fields = _FIELDS[name]
    record: Data = {}
    for field, kind in fields.items():
        code = field.removesuffix("_label")
        if field in given:
            record[field] = given[field]
        elif code != field:
            table, _, column = fields[code].partition(".")
            labels = LABELS.get(f"{table}.{column}") or LABELS[column]
            record[field] = both(labels[getattr(row, column)])
        elif kind.endswith("_*"):
            record[field] = pair(row, kind.partition(".")[2].removesuffix("_*"))
        elif "." in kind:
            record[field] = _plain(getattr(row, kind.partition(".")[2]))
        else:
            raise KeyError(field)
    return record


def _plain(value: object) -> object:
    return json_number(value) if isinstance(value, Decimal) else value


def pair(row: object, stem: str) -> Data:
    """A pair of columns: `note_zh` (or `note`) and `note_en`."""
    zh = getattr(row, f"{stem}_zh", None) or getattr(row, stem, None)
    return {"zh": zh, "en": getattr(row, f"{stem}_en")}


def pages(address: Callable[[Addresses], str]) -> dict[str, str]:
    """The address of a page in each language."""
    return {lang: address(Addresses(lang)) for lang in LANGUAGES}


def indicator_record(indicator: Indicator, kind: str = "IndicatorFacts", /, **given: Any) -> Data:
    """What an indicator measures, and in a record of another kind what is given."""
    return render_record(kind, indicator, name=pair(indicator, "name"), **given)


def target_record(place: Place, judged: JudgedTarget, units: Units) -> Data:
    """A target with its verdict, its doubts and its place in the text."""
    target, verdict = judged.target, judged.judgement
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    year, anchor = judged.report.year, target_anchor(target.target_id)
    decided = {"rule": verdict.rule, "sentence": both(verdict.sentence)}
    return render_record(
        "Target",
        target,
        due=judged.due,
        statement={lang: render_statement(target, name, year, lang, units) for lang in LANGUAGES},
        figure={lang: render_figure(target, lang, units) or None for lang in LANGUAGES},
        status=render_record(
            "Status",
            verdict,
            code=verdict.status,
            label=both(STATUS_LABELS[verdict.status]),
            **decided,
        ),
        verdict=render_record(
            "Verdict",
            verdict,
            code=verdict.verdict,
            label=both(VERDICT_LABELS[verdict.verdict]),
            standing=verdict.standing,
            **decided,
        ),
        evidence=[evidence_record(one) for one in judged.evidence],
        bodies=[body_record(body, role) for body, role in judged.bodies],
        doubts=[doubt_record(place, doubt) for doubt in judged.doubts],
        source=judged.report.source_id,
        pages=pages(lambda to: f"{to.indicator(place.name, target.indicator_id)}#{anchor}"),
    )


def evidence_record(one: Evidence) -> Data:
    """A dated statement about a target."""
    return render_record("Evidence", one)


def body_record(body: Body, answers: Responsibility) -> Data:
    """A body that answers for a target."""
    return render_record("ResponsibleBody", body, role=answers.role, source=answers.source_id)


def doubt_record(place: Place, doubt: Doubt) -> Data:
    """A doubt about what is printed, with its evidence."""
    anchor = doubt_anchor(doubt.doubt_id)
    return render_record(
        "Doubt", doubt, pages=pages(lambda to: f"{to.doubts(place.name)}#{anchor}")
    )


def observation_record(observation: Observation, units: Units) -> Data:
    """A published value."""
    figure = quantity(observation.value, observation.unit, units)
    return render_record("Observation", observation, figure=figure)


def source_record(source: Source) -> Data:
    """A source; its title and publisher stay in the language they have."""
    return render_record("Source", source)


def place_record(place: Place) -> Data:
    """How every document names the place that it is about."""
    return {"id": place.name, "name": pair(place, "name")}


def both(text: Bilingual) -> dict[str, str]:
    """A text in both languages."""
    return {lang: text[lang] for lang in LANGUAGES}


def quantity(value: Decimal, unit: str, units: Units) -> dict[str, str]:
    """A number with its unit in both languages."""
    return {lang: format_quantity(value, unit, lang, units) for lang in LANGUAGES}


def json_number(value: Decimal | None) -> int | float | None:
    """An integer where the value is whole (6.0 as well as 6), else the nearest float."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
