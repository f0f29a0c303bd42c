"""The report reader: the whole text, untouched, with every numeral and doubt marked in its place.

A block of the text is cut where a run, a sentence, a numeral, a quoted phrase or a doubt begins or
ends; each segment then carries what is known about it. Joined again, the segments are the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Generic, TypeVar

from scripts.core.model import Doubt, Numeral
from scripts.derive.edition import JudgedTarget, ReportView
from scripts.pages.place import report_summary
from scripts.pages.targets import (
    Context,
    Data,
    doubt_view,
    once_in_all,
    report_title,
    section_title,
    target_view,
)
from scripts.text.source_text import Block, Span, find_reader_blocks, find_sentences
from scripts.theme_support.page import Page, pick
from scripts.words.addresses import numeral_anchor, reader_anchor, target_anchor
from scripts.words.wording import ROLE_LABELS

CONTEXT_LENGTH = 14
"""Characters shown on either side of a numeral in the list of numerals."""
Spanned = TypeVar("Spanned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A quoted stretch without a numeral of its own, and the targets that quote it."""

    start: int
    end: int
    targets: tuple[JudgedTarget, ...]


class Spans(Generic[Spanned]):
    """Things that each have a span, in order of where it starts; finds the one at an offset."""

    def __init__(self, things: Sequence[Spanned], spans: Sequence[tuple[int, int]]) -> None:
        self.things = things
        self.spans = spans
        # How far the things up to each one reach: the first that reaches beyond an offset is the
        # first that ends beyond it.
        self._reach = list(accumulate((end for _, end in spans), max))

    def at(self, offset: int) -> Spanned | None:
        """The first whose span the offset lies in."""
        number = bisect_right(self._reach, offset)
        found = number < len(self.spans) and self.spans[number][0] <= offset
        return self.things[number] if found else None


@dataclass(frozen=True, kw_only=True)
class Marks:
    """All that is marked in one report's text, in order of offset."""

    numerals: Sequence[Numeral]
    phrases: Sequence[Phrase]
    doubts: Sequence[Doubt]
    targets: dict[str, JudgedTarget]

    def numeral_at(self, offset: int) -> Numeral | None:
        """The numeral that an offset lies in."""
        return self._numeral_spans.at(offset)

    def phrase_at(self, offset: int) -> Phrase | None:
        """The quoted phrase that an offset lies in."""
        return self._phrase_spans.at(offset)

    def doubt_at(self, offset: int) -> Doubt | None:
        """The doubt that an offset lies in."""
        return self._doubt_spans.at(offset)

    def edges(self, start: int, end: int) -> list[int]:
        """Where something marked begins or ends between two offsets."""
        edges = self._edges
        return edges[bisect_right(edges, start) : bisect_left(edges, end)]

    @cached_property
    def _numeral_spans(self) -> Spans[Numeral]:
        return Spans(self.numerals, [(one.start, one.end) for one in self.numerals])

    @cached_property
    def _phrase_spans(self) -> Spans[Phrase]:
        return Spans(self.phrases, [(one.start, one.end) for one in self.phrases])

    @cached_property
    def _doubt_spans(self) -> Spans[Doubt]:
        return Spans(self.doubts, [(one.start or 0, one.end or 0) for one in self.doubts])

    @cached_property
    def _edges(self) -> list[int]:
        spans = (self._numeral_spans, self._phrase_spans, self._doubt_spans)
        return sorted({edge for one in spans for span in one.spans for edge in span})

    def note(self, judged: JudgedTarget) -> int:
        """The number of a promise in the printed notes: its place in the report."""
        return self._notes[judged.target.target_id]

    @cached_property
    def _notes(self) -> dict[str, int]:
        return {target_id: number for number, target_id in enumerate(self.targets, 1)}


def find_phrases(targets: Iterable[JudgedTarget]) -> tuple[Phrase, ...]:
    """Quotes that no numeral leads from (milestones, directions), equal spans joined."""
    spans = sorted(
        (
            (judged.target.start, judged.target.end, judged)
            for judged in targets
            if judged.target.start is not None
            and judged.target.end is not None
            and not judged.numerals
        ),
        key=lambda item: item[:2],
    )
    return tuple(
        Phrase(start=start, end=end, targets=tuple(judged for *_, judged in group))
        for (start, end), group in groupby(spans, key=lambda item: item[:2])
        if start is not None and end is not None
    )


def derive_marks(report: ReportView) -> Marks:
    """Everything to be marked in the report's text."""
    return Marks(
        numerals=sorted(report.numerals, key=lambda n: n.start),
        phrases=find_phrases(report.targets),
        doubts=sorted(
            (d for d in report.doubts if d.start is not None), key=lambda d: d.start or 0
        ),
        targets={judged.target.target_id: judged for judged in report.targets},
    )


def _marks(_context: Context, report: ReportView) -> Marks:
    return derive_marks(report)


def block_views(context: Context, report: ReportView, text: str) -> list[Data]:
    """The text's blocks with their sentences and marked segments."""
    marks = once_in_all(context, report, _marks)
    sentences = find_sentences(text)
    headings = {
        node.section.start: node for node in report.walk() if node.section.start is not None
    }
    views: list[Data] = []
    for block in find_reader_blocks(text):
        starting = [
            (number, doubt)
            for number, doubt in enumerate(marks.doubts, 1)
            if block.start <= (doubt.start or 0) < block.end
        ]
        sections = [
            {
                "id": node.section.section_id,
                "title": section_title(context, node.section),
                "url": context.addresses.section(context.place, node.section.section_id),
                "total": len(node.all_targets),
            }
            for start, node in headings.items()
            if block.start <= start < block.end
        ]
        views.append(
            {
                "kind": block.kind,
                "sections": sections,
                "sentences": [
                    _sentence_view(context, marks, text, block, span)
                    for span in _spans_in(block, sentences, headings)
                ],
                "doubts": [
                    {**doubt_view(context, doubt), "number": number} for number, doubt in starting
                ],
            }
        )
    return views


def _spans_in(
    block: Block, sentences: Sequence[Span], headings: Iterable[int]
) -> list[tuple[int, int]]:
    """The block cut where a sentence or a heading begins, nothing left out."""
    first = bisect_left(sentences, block.start, key=_start)
    last = bisect_left(sentences, block.end, key=_start)
    starts = (block.start, *map(_start, sentences[first:last]), *headings)
    visible = {_visible(block, start) for start in starts if block.start <= start < block.end}
    cuts = [*sorted(visible - {block.end}), block.end]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _start(span: Span) -> int:
    return span.start


def _visible(block: Block, offset: int) -> int:
    """The first shown character at or after an offset: Markdown's marks are not shown."""
    return next((max(run.start, offset) for run in block.runs if run.end > offset), block.end)


def _sentence_view(
    context: Context, marks: Marks, text: str, block: Block, span: tuple[int, int]
) -> Data:
    start, end = span
    parts: list[Data] = []
    for doubt, grouped in groupby(
        _segments(marks, block, start, end), key=lambda s: marks.doubt_at(s.start)
    ):
        segments = list(grouped)
        parts.append(
            {
                "doubt": None if doubt is None else doubt.doubt_id,
                "doubt_confidence": None if doubt is None else doubt.confidence,
                "doubt_number": None if doubt is None else marks.doubts.index(doubt) + 1,
                "doubt_ends": doubt is not None and segments[-1].end >= (doubt.end or 0),
                "segments": [_segment_view(context, marks, text, segment) for segment in segments],
            }
        )
    return {"id": reader_anchor(start), "parts": parts}


@dataclass(frozen=True, slots=True)
class _Segment:
    start: int
    end: int
    bold: bool


def _segments(marks: Marks, block: Block, start: int, end: int) -> Iterable[_Segment]:
    for run in block.runs:
        low, high = max(run.start, start), min(run.end, end)
        if low >= high:
            continue
        for a, b in pairwise((low, *marks.edges(low, high), high)):
            yield _Segment(a, b, run.bold)


def _segment_view(context: Context, marks: Marks, text: str, segment: _Segment) -> Data:
    view: Data = {"text": text[segment.start : segment.end], "bold": segment.bold, "mark": None}
    numeral = marks.numeral_at(segment.start)
    if numeral is not None:
        view["mark"] = numeral_view(context, marks.targets, numeral)
        judged = marks.targets.get(numeral.target_id or "")
        if judged is not None:
            view["mark"]["targets"][0]["note"] = marks.note(judged)
        view["mark"]["first"] = numeral.start == segment.start
        return view
    phrase = marks.phrase_at(segment.start)
    if phrase is not None:
        view["mark"] = {
            "id": numeral_anchor(phrase.start),
            "role": "target",
            "role_label": ROLE_LABELS["target"][context.language],
            "first": phrase.start == segment.start,
            "last": phrase.end == segment.end,
            "targets": [
                _target_link(context, judged, marks.note(judged)) for judged in phrase.targets
            ],
            "reason": "",
        }
    return view


def _target_link(context: Context, judged: JudgedTarget, note: int | None = None) -> Data:
    view = target_view(context, judged)
    return {
        "note": note,
        "url": f"{view['url']}#{target_anchor(judged.target.target_id)}",
        "statement": view["statement"],
        "status": view["status"],
        "status_label": view["status_label"],
    }


def numeral_view(context: Context, targets: dict[str, JudgedTarget], numeral: Numeral) -> Data:
    """A numeral with its role, and either its target or the reason why it is none."""
    judged = targets.get(numeral.target_id or "")
    return {
        "id": numeral_anchor(numeral.start),
        "role": numeral.role,
        "role_label": ROLE_LABELS[numeral.role][context.language],
        "first": True,
        "last": True,
        "targets": [] if judged is None else [_target_link(context, judged)],
        "reason": pick(context.language, numeral.note, numeral.note_en),
    }


def render_report_page(context: Context, report: ReportView, downloads: Sequence[Data]) -> Page:
    """The reader of a report; without a text, its targets and why there is no text.

    Args:
        context: the edition and the language.
        report: the report.
        downloads: the rows of its table of downloads.
    """
    zh = context.language == "zh"
    title = report_title(report, context.language)
    text = context.edition.place.documents.get(report.report.report_id)
    summary = report_summary(context, report)
    return Page(
        address=context.addresses.report(context.place, report.report.report_id),
        language=context.language,
        template="report",
        title=f"{title} · {'原文' if zh else 'full text'}" if text else title,
        summary=(
            f"{title}：{summary['numeral_count']} 个数字逐一标出，"
            "每一个都连到承诺，或说明为什么不是承诺。"
            if zh and text
            else f"{title}: {summary['numeral_count']} numerals marked, each leading to its "
            "promise or to the reason why it is none."
            if text
            else f"{title}：{summary['total']} 条承诺。"
            if zh
            else f"{title}: {summary['total']} promises."
        ),
        view={
            "crumbs": context.trail((title, None)),
            "heading": title,
            "report": summary,
            "sources_url": context.addresses.sources(context.place),
            "outline": [
                {
                    "title": section_title(context, node.section),
                    "anchor": reader_anchor(node.section.start or 0),
                    "total": len(node.all_targets),
                    "children": [
                        {
                            "title": section_title(context, child.section),
                            "anchor": reader_anchor(child.section.start or 0),
                            "total": len(child.all_targets),
                        }
                        for child in node.children
                        if child.section.start is not None
                    ],
                }
                for node in report.sections
                if node.section.start is not None
            ],
            "notes": [_target_link(context, judged) for judged in report.targets] if text else [],
            "blocks": block_views(context, report, text) if text else [],
            "targets": [] if text else [target_view(context, judged) for judged in report.targets],
            "downloads": list(downloads),
        },
    )


def render_numerals_page(context: Context, report: ReportView, text: str) -> Page:
    """Every numeral of the text in order: where it stands, what it is, where it leads."""
    zh = context.language == "zh"
    title = report_title(report, context.language)
    heading = "每个数字的去向" if zh else "Every number accounted for"
    reader = context.addresses.report(context.place, report.report.report_id)
    targets = {judged.target.target_id: judged for judged in report.targets}
    rows: list[Data] = []
    for numeral in sorted(report.numerals, key=lambda n: n.start):
        low, high = max(0, numeral.start - CONTEXT_LENGTH), numeral.end + CONTEXT_LENGTH
        rows.append(
            {
                **numeral_view(context, targets, numeral),
                "text": numeral.text,
                "start": numeral.start,
                "end": numeral.end,
                "before": _plain(text[low : numeral.start]),
                "after": _plain(text[numeral.end : high]),
                "reader_url": f"{reader}#{numeral_anchor(numeral.start)}",
            }
        )
    return Page(
        address=context.addresses.numerals(context.place, report.report.report_id),
        language=context.language,
        template="numerals",
        title=f"{heading} · {title}",
        summary=(
            f"{title}中 {len(rows)} 个数字的清单：位置、性质，连到哪条承诺，或为什么不是承诺。"
            if zh
            else f"The {len(rows)} numerals of the {title}: where each stands, what it is, "
            "which promise it leads to or why it is none."
        ),
        view={
            "crumbs": context.trail((title, reader), (heading, None)),
            "heading": heading,
            "report": report_summary(context, report),
            "numerals": rows,
        },
    )


def _plain(text: str) -> str:
    return text.replace("**", "").replace("#", "").replace("\n", " ")
