"""The report reader: the whole text, untouched, with every numeral and doubt marked in its place.

A block of the text is cut where a run, a sentence, a numeral, a quoted phrase or a doubt begins or
ends; each segment then carries what is known about it. Joined again, the segments are the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from scripts.core.model import Numeral
from scripts.derive.edition import JudgedTarget, ReportView, SectionNode
from scripts.pages.markdown import render_markdown
from scripts.pages.place import report_summary
from scripts.pages.reader_marks import Marks, Phrase, derive_marks
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
from scripts.theme_support.markdown_text import Markdown, escape_attribute, escape_markdown
from scripts.theme_support.page import Page, pick
from scripts.words.addresses import numeral_anchor, reader_anchor, relative
from scripts.words.wording import ROLE_LABELS

CONTEXT_LENGTH = 14
"""Characters shown on either side of a numeral in the list of numerals."""


def _marks(_context: Context, report: ReportView) -> Marks:
    return derive_marks(report)


def _blocks(context: Context, report: ReportView, text: str) -> list[Data]:
    """The text's blocks, each as Markdown, with the sections and doubts that begin in it."""
    marks = once_in_all(context, report, _marks)
    sentences = find_sentences(text)
    headings = {
        node.section.start: node for node in report.walk() if node.section.start is not None
    }
    numbered = list(enumerate(marks.doubts, 1))
    return [
        {
            "kind": block.kind,
            "text": Markdown(
                "".join(
                    _sentence(context, marks, text, block, span)
                    for span in _spans_in(block, sentences, headings)
                )
            ),
            "sections": [
                {
                    "title": section_title(context, node.section),
                    "url": context.addresses.section(context.place, node.section.section_id),
                    "total": len(node.all_targets),
                }
                for start, node in headings.items()
                if block.start <= start < block.end and node.all_targets
            ],
            "doubts": [
                {**doubt_view(context, doubt), "number": number}
                for number, doubt in numbered
                if block.start <= (doubt.start or 0) < block.end
            ],
        }
        for block in find_reader_blocks(text)
    ]


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


def _sentence(
    context: Context, marks: Marks, text: str, block: Block, span: tuple[int, int]
) -> str:
    """A sentence with its anchor, its numerals as links and its doubts marked, as Markdown."""
    start, end = span
    parts: list[str] = []
    for doubt, grouped in groupby(
        _segments(marks, block, start, end), key=lambda s: marks.doubt_at(s.start)
    ):
        segments = list(grouped)
        inside = "".join(_segment(context, marks, text, segment) for segment in segments)
        if doubt is not None:
            ends = segments[-1].end >= (doubt.end or 0)
            note = f' data-note="{marks.doubts.index(doubt) + 1}"' if ends else ""
            inside = f'<span class="doubted doubted-{doubt.confidence}"{note}>{inside}</span>'
        parts.append(inside)
    return f'<span id="{reader_anchor(start)}">{"".join(parts)}</span>'


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


def _segment(context: Context, marks: Marks, text: str, segment: _Segment) -> str:
    shown = escape_markdown(text[segment.start : segment.end])
    if (numeral := marks.numeral_at(segment.start)) is not None:
        judged = marks.targets.get(numeral.target_id or "")
        if judged is None:
            return _other_numeral(context, numeral, segment, shown)
        return _promise(context, marks, (numeral, [judged]), segment, shown)
    if (phrase := marks.phrase_at(segment.start)) is not None:
        return _promise(context, marks, (phrase, phrase.targets), segment, shown)
    return f"<b>{shown}</b>" if segment.bold else shown


def _promise(
    context: Context,
    marks: Marks,
    quoted: tuple[Numeral | Phrase, Sequence[JudgedTarget]],
    segment: _Segment,
    shown: str,
) -> str:
    """A numeral or phrase that leads to its promise, and to others that quote the same."""
    mark, targets = quoted
    first, *others = targets
    view, last = target_view(context, first), mark.end == segment.end or isinstance(mark, Numeral)
    note = f' data-n="{marks.note(first)}"' if last else ""
    title = escape_attribute(f"{view['statement']} · {view['verdict_label']}")
    link = (
        f'<a{_anchor(mark, segment)} class="is-{view["verdict"]}"{note}'
        f' href="{_way(context, first)}" title="{title}">{shown}</a>'
    )
    more = [
        f'<a class="num-more" href="{_way(context, one)}" title="{statement}"'
        f' aria-label="{statement}"></a>'
        for one in others
        if (statement := escape_attribute(target_view(context, one)["statement"])) and last
    ]
    return "".join([link, *more])


def _other_numeral(context: Context, numeral: Numeral, segment: _Segment, shown: str) -> str:
    """A numeral that is no promise leads to the reason in the list of numerals."""
    reason = pick(context.language, numeral.note, numeral.note_en)
    title = " · ".join(filter(None, (ROLE_LABELS[numeral.role][context.language], reason)))
    return (
        f'<a{_anchor(numeral, segment)} href="numerals/#{numeral_anchor(numeral.start)}"'
        f' title="{escape_attribute(title)}">{shown}</a>'
    )


def _anchor(mark: Numeral | Phrase, segment: _Segment) -> str:
    return f' id="{numeral_anchor(mark.start)}"' if mark.start == segment.start else ""


def _way(context: Context, judged: JudgedTarget) -> str:
    """From the report's page to a promise."""
    page = context.addresses.report(context.place, judged.report.report_id)
    return escape_attribute(relative(_target_url(context, judged), page))


def _target_url(context: Context, judged: JudgedTarget) -> str:
    view = target_view(context, judged)
    return f"{view['url']}#{view['anchor']}"


def render_report_page(context: Context, report: ReportView, downloads: Sequence[Data]) -> Page:
    """The reader of a report; without a text, its targets and why there is no text.

    Args:
        context: the edition and the language.
        report: the report.
        downloads: the rows of its table of downloads.
    """
    zh, language = context.language == "zh", context.language
    title = report_title(report, language)
    text = context.edition.place.documents.get(report.report.report_id)
    address = context.addresses.report(context.place, report.report.report_id)
    numerals, total = len(report.numerals), len(report.targets)
    shown = {
        "heading": title,
        "report": report_summary(context, report),
        "sources_url": context.addresses.sources(context.place),
        "blocks": _blocks(context, report, text) if text else [],
        "targets": [target_view(context, judged) for judged in report.targets],
        "html_language": "zh-CN" if zh else "en",
    }
    return Page(
        address=address,
        language=language,
        template="report",
        title=context.titled(f"{title} · {'原文' if zh else 'full text'}" if text else title),
        summary=(
            f"{title}：{numerals} 个数字逐一标出，每一个都连到承诺，或说明为什么不是承诺。"
            if zh and text
            else f"{title}: {numerals} numerals marked, each leading to its "
            "promise or to the reason why it is none."
            if text
            else f"{title}：{total} 条承诺。"
            if zh
            else f"{title}: {total} promises."
        ),
        view={
            "crumbs": context.trail((title, None)),
            "outline": _outline(context, report.sections) if text else [],
            "downloads": list(downloads),
        },
        body=render_markdown("report", language, address, **shown),
    )


def _outline(context: Context, sections: Sequence[SectionNode], levels: int = 2) -> list[Data]:
    """The headings of the text, with those below them, as links within the page."""
    return [
        {
            "title": section_title(context, node.section),
            "anchor": reader_anchor(node.section.start),
            "children": _outline(context, node.children, levels - 1),
        }
        for node in sections
        if node.section.start is not None and levels
    ]


def render_numerals_page(context: Context, report: ReportView, text: str) -> Page:
    """Every numeral of the text in order: where it stands, what it is, where it leads."""
    zh, language = context.language == "zh", context.language
    title = report_title(report, language)
    heading = "每个数字的去向" if zh else "Every number accounted for"
    reader = context.addresses.report(context.place, report.report.report_id)
    address = context.addresses.numerals(context.place, report.report.report_id)
    targets = {judged.target.target_id: judged for judged in report.targets}
    numerals = sorted(report.numerals, key=lambda n: n.start)
    roles = Counter(numeral.role for numeral in numerals)
    shown = {
        "heading": heading,
        "title": title,
        "reader": reader,
        "roles": [
            {"label": label[language], "count": roles[role]}
            for role, label in ROLE_LABELS.items()
            if roles[role]
        ],
        "numerals": [_numeral_row(context, targets, text, numeral) for numeral in numerals],
    }
    return Page(
        address=address,
        language=language,
        template="numerals",
        title=context.titled(f"{heading} · {title}"),
        summary=(
            f"{title}中 {len(numerals)} 个数字的清单：位置、性质，连到哪条承诺，或为什么不是承诺。"
            if zh
            else f"The {len(numerals)} numerals of the {title}: where each stands, what it is, "
            "which promise it leads to or why it is none."
        ),
        view={"crumbs": context.trail((title, reader), (heading, None)), "heading": heading},
        body=render_markdown("numerals", language, address, **shown),
    )


def _numeral_row(
    context: Context, targets: Mapping[str, JudgedTarget], text: str, numeral: Numeral
) -> Data:
    """A numeral amid its text, with its role, and its target or the reason why it is none."""
    low, high = max(0, numeral.start - CONTEXT_LENGTH), numeral.end + CONTEXT_LENGTH
    judged = targets.get(numeral.target_id or "")
    return {
        "id": numeral_anchor(numeral.start),
        "before": _plain(text[low : numeral.start]),
        "text": numeral.text,
        "after": _plain(text[numeral.end : high]),
        "role_label": ROLE_LABELS[numeral.role][context.language],
        "target": judged
        and {
            "url": _target_url(context, judged),
            "statement": target_view(context, judged)["statement"],
        },
        "reason": pick(context.language, numeral.note, numeral.note_en),
    }


def _plain(text: str) -> str:
    return text.replace("**", "").replace("#", "").replace("\n", " ")
