"""What the browser is shown: the page of a report and its parts, each in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scripts.core.findings import Finding, shown_value, where
from scripts.core.model import LANGUAGES
from scripts.derive.rules import Judgement
from scripts.desk.drafting.promise import Confidence
from scripts.desk.review.desk import Desk, Outcome, judge_all
from scripts.desk.review.edits import find_target, is_marked, split_at, without_marks
from scripts.desk.review.forms import TARGET_FIXED, list_fields
from scripts.desk.review.marks import Mark, cut_blocks, rate_promises
from scripts.desk.review.numerals import REASONS
from scripts.desk.review.opened import Opened, span_of_row
from scripts.desk.review.proposals import Proposal, propose
from scripts.desk.review.state import State
from scripts.desk.review.tables import Cells, key_of
from scripts.words.catalogue import read_translations
from scripts.words.wording import ROLE_LABELS, VERDICT_LABELS

FOLDER = Path(__file__).parents[3] / "theme" / "desk"
View = dict[str, Any]
_RELATED = ("sections", "numerals", "doubts", "evidence", "observations")


class Pages:
    """The pages of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {"_": both, "gettext": plain}

    def reports(self, token: str) -> str:
        """The list of reports that can be opened."""
        listed = [
            {"url": f"/desk/{package}/{one.report_id}?token={token}", "place": place, "report": one}
            for package, place, one in self._desk.list_reports()
        ]
        return self._render("reports.html", reports=listed, token=token)

    def page(self, opened: Opened, token: str, shown: str = "") -> str:
        """The whole page of a report."""
        state = self._desk.state(opened.package)
        rows = self.rows(opened)
        first = next((row["id"] for row in rows if not row["reviewed"]), "")
        shown = shown or first or (rows[0]["id"] if rows else "")
        return self._render(
            "report.html",
            opened=opened,
            token=token,
            version=state.version,
            rows=rows,
            shown=shown,
            panel=Markup(self.panel(opened, shown)),  # noqa: S704 - made by the same templates
            **self._text(opened, rows),
            **self._progress(opened, rows),
        )

    def parts(self, opened: Opened) -> View:
        """What of the page a change changes: the text, the progress, the rows, the version."""
        rows = self.rows(opened)
        return {
            "text": self._render("text.html", **self._text(opened, rows)),
            "progress": self._render("progress.html", **self._progress(opened, rows)),
            "rows": rows,
            "version": self._desk.state(opened.package).version,
        }

    def rows(self, opened: Opened) -> list[View]:
        """Each promise in printed order: its id, how sure its row is, whether it is reviewed."""
        reviewed = self._desk.list_reviewed(opened)
        return [
            {
                "id": row["target_id"],
                "level": "none" if (sure := _confidence(opened, row)) is None else sure.level,
                "reviewed": row["target_id"] in reviewed,
            }
            for row in opened.targets()
        ]

    def _text(self, opened: Opened, rows: Sequence[View]) -> View:
        marks = [
            Mark(start=start, end=end, target_id=row["target_id"])
            for start, end, row in opened.spans()
        ]
        return {
            "blocks": list(cut_blocks(opened.text, marks)),
            "looks": {
                row["id"]: "reviewed" if row["reviewed"] else f"open {row['level']}" for row in rows
            },
            "unplaced": [row for row in opened.targets() if span_of_row(row) is None],
        }

    def _progress(self, opened: Opened, rows: Sequence[View]) -> View:
        return {
            "total": len(rows),
            "reviewed": sum(row["reviewed"] for row in rows),
            "doubtful": sum(row["level"] == "low" and not row["reviewed"] for row in rows),
            "findings": len(self._desk.state(opened.package).findings),
            "can_undo": self._desk.can_undo(opened.package),
        }

    def panel(self, opened: Opened, target_id: str) -> str:
        """A promise's row, with what is on record about it.

        Raises:
            EditError: the report has no such promise.
        """
        if not target_id:
            return self._render("empty.html")
        state = self._desk.state(opened.package)
        row = find_target(opened, target_id)
        indicator = opened.tables.find("indicators", row["indicator_id"]) or {}
        numbers = _row_numbers(state, "targets", target_id)
        return self._render(
            "row.html",
            row=row,
            confidence=_confidence(opened, row),
            judgement=_judged(judge_all(state).get(target_id)),
            related=list(_related(opened, row)),
            reasons=[(key, ROLE_LABELS[one.role]) for key, one in REASONS.items()],  # type: ignore[index]
            findings=finding_views(f for f in state.findings if (f.file, f.row) in numbers),
            can_split=span_of_row(row) is not None,
            **self._form(state, opened, {**row, **without_marks(row)}, indicator),
        )

    def proposal(self, opened: Opened, start: int, end: int, kind: str) -> str:
        """The form of a promise that is not written yet, made of selected words."""
        state = self._desk.state(opened.package)
        made = propose(opened, start, end, kind)
        return self._render(
            "new.html", row=made.target, split="", at="", **self._proposed(state, opened, made)
        )

    def split(self, opened: Opened, target_id: str, start: int | None) -> str:
        """The form of the second half of a promise; the first half is cut when it is saved.

        Raises:
            EditError: there is no such promise, or nothing to cut.
        """
        state = self._desk.state(opened.package)
        row = find_target(opened, target_id)
        at, span = split_at(row, start), span_of_row(row)
        made = propose(opened, at, at if span is None else span[1], row["kind"])
        made.target["due"] = row["due"]
        return self._render(
            "new.html",
            row=made.target,
            split=target_id,
            at=at,
            **self._proposed(state, opened, made),
        )

    def _proposed(self, state: State, opened: Opened, made: Proposal) -> View:
        return self._form(state, opened, made.target, made.indicator)

    def _form(self, state: State, opened: Opened, row: Cells, indicator: Mapping[str, str]) -> View:
        key = row["indicator_id"]
        return {
            "fields": list(list_fields(state, opened, "targets", row, TARGET_FIXED)),
            "indicator": list(
                list_fields(state, opened, "indicators", indicator, ("indicator_id",))
            ),
            "shared": key in opened.shared,
            "described": key in opened.shared or bool(indicator.get("name_en")),
            "draft": opened.draft,
        }

    def form(self, opened: Opened, table: str, key: str, cells: Mapping[str, str]) -> str:
        """The form of a row of another table; an empty key is a new row, begun with `cells`."""
        state = self._desk.state(opened.package)
        row = opened.tables.find(table, key) if key else None
        numbers = _row_numbers(state, table, key)
        return self._render(
            "other.html",
            table=table,
            key=key,
            title=_title_of(state, table),
            fields=list(list_fields(state, opened, table, {**cells, **(row or {})})),
            findings=finding_views(f for f in state.findings if (f.file, f.row) in numbers),
            draft=opened.draft,
        )

    def notice(self, outcome: Outcome) -> str:
        """What came of a change: findings, a message, or the verdicts that it changes."""
        return self._render(
            "notice.html",
            message=outcome.message,
            findings=finding_views(outcome.findings),
            verdicts=[
                (key, _judged(was), _judged(now)) for key, (was, now) in outcome.verdicts.items()
            ],
        )

    def _render(self, name: str, **view: Any) -> str:
        return self._templates.get_template(name).render(**view)


def both(message: str, **facts: object) -> Markup:
    """Words of the interface in both languages, Chinese first, each with its language."""
    zh = read_translations("zh").gettext(message)
    return Markup(f'<span lang="zh-CN">{zh}</span> <span lang="en">{message}</span>') % facts  # noqa: S704


def plain(message: str) -> str:
    """The same as plain text, for attributes."""
    return f"{read_translations('zh').gettext(message)} {message}"


def finding_views(findings: Iterator[Finding] | Sequence[Finding]) -> list[View]:
    """Findings as the page shows them."""
    return [
        {
            "code": one.code,
            "value": shown_value(one),
            "file": one.file.rpartition("/")[2],
            "texts": [
                {
                    "lang": "zh-CN" if language == "zh" else "en",
                    "where": where(one, language),
                    "message": one.message(language),
                    "fix": one.fix(language),
                }
                for language in LANGUAGES
            ],
        }
        for one in findings
    ]


def _confidence(opened: Opened, row: Cells) -> Confidence | None:
    """How sure a drafted row is: by its mark, else by the draft of the same words."""
    if is_marked(row):
        notes = [row["note_zh"].partition("：")[2], row["note_en"].partition(": ")[2]]
        return Confidence(level="low", reason_zh=notes[0], reason_en=notes[1])
    value = row["value"] if row["kind"] == "quantitative" else ""
    return rate_promises(opened.text, opened.year).get((row["start"], row["end"], value))


def _judged(judgement: Judgement | None) -> View | None:
    if judgement is None:
        return None
    return {"label": VERDICT_LABELS[judgement.verdict], "sentence": judgement.sentence}


def _related(opened: Opened, row: Cells) -> Iterator[View]:
    """Rows of other tables that belong to a promise, each with the key of its form."""
    for table in _RELATED:
        for one in opened.tables[table]:
            if _belongs(opened, table, one, row):
                words = " · ".join(filter(None, (one.get(name, "") for name in _SHOWN[table])))
                yield {"table": table, "key": key_of(table, one), "words": words}


_SHOWN: Mapping[str, tuple[str, ...]] = {
    "sections": ("title_zh", "title_en"),
    "numerals": ("text", "role", "note"),
    "doubts": ("printed", "likely", "reason_zh"),
    "evidence": ("date", "finding", "statement_zh"),
    "observations": ("period", "value", "unit", "stage"),
}


def _belongs(opened: Opened, table: str, one: Cells, row: Cells) -> bool:
    if table == "sections":
        return one["section_id"] == row["section_id"]
    if table == "observations":
        return one["indicator_id"] == row["indicator_id"]
    if table == "numerals":
        quote, span = span_of_row(row), span_of_row(one)
        inside = quote is not None and span is not None and quote[0] <= span[0] < quote[1]
        return inside and one["report_id"] == opened.report_id
    return one["target_id"] == row["target_id"]


def _row_numbers(state: State, table: str, key: str) -> set[tuple[str, int | None]]:
    """File and number of the row of a key."""
    frame = state.raw.tables.get(table)
    if frame is None or not frame.columns.is_unique or not key:
        return set()
    file = state.raw.locate(state.raw.table_path(table))
    rows = zip(frame.index, frame.to_dict("records"), strict=True)
    return {(file, number) for number, row in rows if key_of(table, row) == key}


def _title_of(state: State, table: str) -> str:
    return str(state.schemas[table].get("title", table))
