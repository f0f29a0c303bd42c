"""What a place's package says, as typed rows: one frozen class per table.

Field names and order are the CSV's columns (`datasets/schemas/`); an empty cell is `None`; a
number is the `Decimal` that was printed, never a float. `row` is the row as a spreadsheet counts
it, the header being 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Coverage = Literal["full", "excerpt", "by_reference", "targets_only"]
Publication = Literal["published", "draft"]
Direction = Literal["up", "down", "none"]
TargetKind = Literal["quantitative", "milestone", "directional"]
TargetChanged = Literal["raised", "lowered", "stricter", "softer", "new", "dropped"]
Measure = Literal["level", "increment", "growth", "share", "count", "rank", "completion"]
Comparator = Literal["at_least", "more_than", "at_most", "less_than", "equal", "about", "between"]
Role = Literal["target", "achievement", "context", "baseline", "year", "ordinal", "name", "slogan"]
Stage = Literal["final", "preliminary", "cumulative"]
SourceKind = Literal["primary", "reprint", "secondary"]
Reachable = Literal["yes", "no", "moved"]
Finding = Literal["done", "partly", "under_way", "not_started", "dropped"]
BodyRole = Literal["lead", "joint"]
RequestState = Literal["drafted", "sent", "answered", "refused", "overdue"]
Yes = Literal["yes"]
Confidence = Literal["certain", "likely", "possible"]
DoubtKind = Literal["figure", "definition", "wording", "layout"]
Verdict = Literal[
    "met",
    "met_late",
    "partly_met",
    "missed",
    "on_track",
    "off_track",
    "dropped",
    "not_due",
    "not_reported",
    "awaiting_data",
    "doubtful",
    "no_measure",
]
Status = Literal["met", "missed", "on_track", "off_track", "awaiting_data", "not_assessable"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
STATUSES: tuple[Status, ...] = get_args(Status)
STATUS_OF: Mapping[Verdict, Status] = {
    "met": "met",
    "met_late": "met",
    "partly_met": "missed",
    "missed": "missed",
    "on_track": "on_track",
    "off_track": "off_track",
    "dropped": "missed",
    "not_due": "awaiting_data",
    "not_reported": "awaiting_data",
    "awaiting_data": "awaiting_data",
    "doubtful": "not_assessable",
    "no_measure": "not_assessable",
}
"""Verdict -> the status of the first edition, which the API and older downloads keep."""
KEPT: frozenset[Verdict] = frozenset({"met", "met_late"})
SILENT: frozenset[Verdict] = frozenset({"not_reported", "awaiting_data"})
"""Due, without a result on record."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
"""Of a doubt, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual:
    """The same words in both languages of the site."""

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    row: int
    report_id: str
    title_zh: str
    title_en: str
    issuer: str
    year: int
    delivered: str | None = None
    document: str | None = None
    coverage: Coverage
    source_id: str
    note: str | None = None
    note_en: str | None = None
    text_sha256: str | None = None
    results_read: Yes | None = None
    status: Publication | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading or bold lead; `start`/`end` span the heading as printed, its number included."""

    row: int
    report_id: str
    section_id: str
    parent_id: str | None = None
    order: int
    number: str | None = None
    title_zh: str
    title_en: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    row: int
    indicator_id: str
    name_zh: str
    name_en: str
    unit: str
    direction: Direction
    decimals: int
    definition_zh: str | None = None
    definition_en: str | None = None
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    row: int
    target_id: str
    report_id: str
    section_id: str
    indicator_id: str
    kind: TargetKind
    measure: Measure
    comparator: Comparator | None = None
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str | None = None
    due: int | None = None
    baseline: int | None = None
    scope: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    note_zh: str | None = None
    note_en: str | None = None
    quote_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    row: int
    report_id: str
    start: int
    end: int
    text: str
    role: Role
    target_id: str | None = None
    note: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    row: int
    indicator_id: str
    period: str
    value: Decimal
    unit: str
    stage: Stage
    source_id: str
    published: str | None = None
    note: str | None = None
    note_en: str | None = None
    report_id: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    estimate: Yes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A dated statement about a promise; without a `finding` it decides nothing."""

    row: int
    evidence_id: str
    target_id: str
    date: str
    finding: Finding | None = None
    share: Decimal | None = None
    statement_zh: str
    statement_en: str
    quote: str | None = None
    source_id: str
    published: str | None = None
    note_zh: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A responsible body."""

    row: int
    body_id: str
    name_zh: str
    name_en: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """A body that answers for a promise."""

    row: int
    target_id: str
    body_id: str
    role: BodyRole
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for information to a body."""

    row: int
    request_id: str
    body_id: str
    sent: str | None = None
    state: RequestState
    answered: str | None = None
    source_id: str | None = None
    note_zh: str | None = None
    note_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTarget:
    """A promise that a request asks about."""

    row: int
    request_id: str
    target_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    row: int
    doubt_id: str
    report_id: str
    target_id: str | None = None
    start: int | None = None
    end: int | None = None
    printed: str
    likely: str | None = None
    reason_zh: str
    reason_en: str
    source_id: str | None = None
    confidence: Confidence
    kind: DoubtKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    row: int
    source_id: str
    title: str
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    accessed: str | None = None
    kind: SourceKind
    licence: str | None = None
    note: str | None = None
    note_en: str | None = None
    archived_url: str | None = None
    checked: str | None = None
    reachable: Reachable | None = None
    title_en: str | None = None
    text_url: str | None = None
    archived_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    row: int
    date: str
    table: str
    key: str
    field: str
    old: str | None = None
    new: str | None = None
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What bounds a figure about the place: its area, its population (`place.facts`)."""

    name: str
    name_zh: str
    name_en: str
    value: Decimal
    unit: str
    period: str
    source_id: str


Row = (
    Report
    | Section
    | Indicator
    | Target
    | Numeral
    | Observation
    | Doubt
    | Source
    | Correction
    | Evidence
    | Body
    | Responsibility
    | Request
    | RequestTarget
)

TABLES: Mapping[str, type[Row]] = {
    "reports": Report,
    "sections": Section,
    "indicators": Indicator,
    "targets": Target,
    "numerals": Numeral,
    "observations": Observation,
    "doubts": Doubt,
    "sources": Source,
    "corrections": Correction,
    "evidence": Evidence,
    "bodies": Body,
    "responsibilities": Responsibility,
    "requests": Request,
    "request_targets": RequestTarget,
}
"""Table name (= resource name = file stem) -> the class of its rows."""
OPTIONAL_TABLES: Mapping[str, tuple[str, ...]] = {
    "evidence": (),
    "bodies": ("responsibilities",),
    "responsibilities": ("bodies",),
    "requests": ("request_targets", "bodies"),
    "request_targets": ("requests", "bodies"),
}
"""Tables that a package may lack -> the tables that must be there with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One package: a place's reports and all that is known about their targets."""

    name: str
    name_zh: str
    name_en: str
    province_zh: str
    province_en: str
    descriptor: Mapping[str, object] = field(repr=False)
    facts: tuple[Fact, ...] = ()
    reports: tuple[Report, ...] = ()
    sections: tuple[Section, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Target, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    observations: tuple[Observation, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    bodies: tuple[Body, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    requests: tuple[Request, ...] = ()
    request_targets: tuple[RequestTarget, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict, repr=False)
    """report_id -> the document's text; offsets count its code points."""
