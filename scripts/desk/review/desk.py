"""Reports that can be opened; a change checked, written, undone; how far the review has come."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock

from scripts.checks.corrections import PUBLISHED_VALUES
from scripts.checks.texts import list_referred
from scripts.core.files import write_file
from scripts.core.findings import Finding
from scripts.core.folders import Folders
from scripts.core.model import Report
from scripts.core.repository import GitError, git
from scripts.derive.edition import derive_records
from scripts.derive.rules import Judgement
from scripts.derive.verdicts import judge
from scripts.desk.review.edits import EditError, changed_values, is_marked
from scripts.desk.review.opened import Opened
from scripts.desk.review.state import State, find_refusals, read_state, read_version, try_change
from scripts.desk.review.tables import Cells, Tables, key_of
from scripts.package.copies import read_copies
from scripts.package.drafts import find_draft_reports, is_draft_place
from scripts.package.read import find_packages, is_place, read_package, to_place

Edit = Callable[[Opened], str]
"""Changes the tables of a report; returns the id of the promise to show next."""
Reason = tuple[str, str]


class UnknownReportError(LookupError):
    """There is no such place, no such report, or no text of it here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a change: with findings or a message nothing was written.

    `shown`: the id of the promise to show; `verdicts`: of promises whose verdict or its sentence
    changes, the judgement before and after (None where there is none).
    """

    shown: str = ""
    findings: tuple[Finding, ...] = ()
    message: tuple[str, str] | None = None
    verdicts: Mapping[str, tuple[Judgement | None, Judgement | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What undoing a change needs: the files as they were, what was reviewed, the version since."""

    before: State
    files: Mapping[str, bytes]
    reviewed: Mapping[str, list[str]]
    version: str
    shown: str


class Desk:
    """The reports of a project, and the changes made to them here."""

    def __init__(self, folders: Folders, texts: Path | None = None) -> None:
        """`texts`: a folder with reports that are not republished, found by their SHA-256."""
        self._folders = folders
        self._texts = texts
        self._lock = RLock()
        self._states: dict[str, State] = {}
        self._done: dict[str, list[_Step]] = {}

    @cached_property
    def _copies(self) -> Mapping[str, str]:
        if self._texts is None:
            return {}
        places = (
            to_place(read_package(folder, self._folders.root))[0]
            for folder in find_packages(self._folders.datasets)
        )
        wanted = {one.text_sha256 or "" for place in places for one in list_referred(place)}
        return read_copies(self._texts, wanted)

    def list_reports(self) -> Iterator[tuple[str, str, Report]]:
        """Package, the place's name and report, of each report whose text is here."""
        for folder in find_packages(self._folders.datasets):
            raw = read_package(folder, self._folders.root)
            if is_place(raw.descriptor):
                place, _ = to_place(raw)
                for report in place.reports:
                    if report.report_id in place.documents or report.text_sha256 in self._copies:
                        yield folder.name, place.name_zh, report

    def state(self, package: str) -> State:
        """The state of a place's package, read again when a file of it has changed.

        Raises:
            UnknownReportError: there is no such place.
        """
        folder = self._folder(package)
        with self._lock:
            state = self._states.get(package)
            if state is None or state.version != read_version(folder):
                state = read_state(folder, self._folders.root, self._copies)
                self._states[package] = state
            return state

    def _folder(self, package: str) -> Path:
        listed = {one.name: one for one in find_packages(self._folders.datasets)}
        if package not in listed:
            raise UnknownReportError(package)
        return listed[package]

    def open(self, package: str, report_id: str) -> Opened:
        """A report with tables of its own, to be looked at or changed.

        Raises:
            UnknownReportError: see there.
        """
        return self._open(self.state(package), package, report_id)

    def _open(self, state: State, package: str, report_id: str) -> Opened:
        report = next((r for r in state.place.reports if r.report_id == report_id), None)
        text = state.place.documents.get(report_id)
        if report is None or (text is None and report.text_sha256 not in self._copies):
            raise UnknownReportError(package, report_id)
        draft = is_draft_place(state.raw.descriptor) or report_id in find_draft_reports(state.raw)
        return Opened(
            package=package,
            report_id=report_id,
            year=report.year,
            title=f"{state.place.name_zh} {report.title_zh}",
            text=self._copies[report.text_sha256 or ""] if text is None else text,
            whole=text is not None,
            draft=draft,
            tables=Tables.of(state.raw),
            shared={key: dict(row) for key, row in state.vocabulary.indicators.items()},
        )

    def apply(  # noqa: PLR0913 - keywords
        self,
        package: str,
        report_id: str,
        edit: Edit,
        *,
        version: str,
        reason: Reason = ("", ""),
        reviewed: bool = True,
    ) -> Outcome:
        """Change a report's tables, unless that brings findings.

        Args:
            package: the place's folder.
            report_id: the report.
            edit: see `Edit`.
            version: of the package when the person saw it.
            reason: why a published value changes, in Chinese and in English.
            reviewed: whether the promise shown next counts as reviewed.

        Raises:
            UnknownReportError: see there.
        """
        with self._lock:
            state = self.state(package)
            if version != state.version:
                return Outcome(message=_CHANGED_MEANWHILE)
            opened = self._open(state, package, report_id)
            before = {
                name: [dict(row) for row in rows] for name, rows in opened.tables.rows.items()
            }
            try:
                shown = edit(opened)
                self._record_corrections(opened, before, reason)
            except EditError as error:
                return Outcome(message=(error.message_zh, error.message_en))
            folder = self._folder(package)
            after = try_change(folder, opened.tables.write, self._copies)
            if found := find_refusals(state, after, draft=opened.draft):
                return Outcome(findings=tuple(found))
            files = {path: (folder / path).read_bytes() for path in state.raw.files}
            opened.tables.write(folder)
            self._states[package] = after
            version = read_version(folder)
            progress = self._read_progress(package)
            step = _Step(before=state, files=files, reviewed=progress, version=version, shown=shown)
            self._done.setdefault(package, []).append(step)
            if reviewed:
                listed = {*progress.get(report_id, []), shown}
                self._write_progress(package, {**progress, report_id: sorted(listed)})
            return Outcome(shown=shown, verdicts=_compare_verdicts(state, self.state(package)))

    def undo(self, package: str) -> Outcome:
        """Take the last change back, if nothing else has changed the files since."""
        with self._lock:
            before, steps = self.state(package), self._done.get(package, [])
            if not steps:
                return Outcome(message=("没有可以撤销的改动。", "There is nothing to undo."))
            if steps[-1].version != before.version:
                return Outcome(message=_CHANGED_MEANWHILE)
            step, folder = steps.pop(), self._folder(package)
            for path in before.raw.files.keys() - step.files.keys():
                (folder / path).unlink()
            for path, data in step.files.items():
                write_file(folder / path, data)
            self._write_progress(package, step.reviewed)
            self._states[package] = step.before
            verdicts = _compare_verdicts(before, self.state(package))
            return Outcome(shown=step.shown, verdicts=verdicts)

    def can_undo(self, package: str) -> bool:
        """Whether a change was made here that can be taken back."""
        return bool(self._done.get(package))

    def list_reviewed(self, opened: Opened) -> frozenset[str]:
        """The promises that a person has decided about: in a draft here, else before publication.

        A row that still has a draft's mark is none of them.
        """
        listed = self._read_progress(opened.package).get(opened.report_id, [])
        rows = (row for row in opened.targets() if not is_marked(row))
        ids = frozenset(row["target_id"] for row in rows)
        return ids & frozenset(listed) if opened.draft else ids

    def _progress_file(self, package: str) -> Path:
        return self._folders.workshop / "review" / f"{package}.json"

    def _read_progress(self, package: str) -> dict[str, list[str]]:
        with suppress(OSError, ValueError):
            listed = json.loads(self._progress_file(package).read_text(encoding="utf-8"))
            return {str(key): [str(one) for one in ids] for key, ids in listed.items()}
        return {}

    def _write_progress(self, package: str, progress: Mapping[str, list[str]]) -> None:
        write_file(self._progress_file(package), f"{json.dumps(progress, indent=1)}\n".encode())

    def _record_corrections(
        self, opened: Opened, before: Mapping[str, list[Cells]], reason: Reason
    ) -> None:
        """Rows of `corrections.csv` for what an edit changes of what is published.

        Raises:
            EditError: a published value changes and no reason is given.
        """
        state = self._states[opened.package]
        if is_draft_place(state.raw.descriptor):
            return
        drafts = find_draft_reports(state.raw)
        published: dict[str, list[Cells]] = {}
        for table in PUBLISHED_VALUES:
            committed = self._committed(opened, table)
            published[table] = [
                row
                for row in before.get(table, [])
                if row.get("report_id") not in drafts
                and (committed is None or key_of(table, row) in committed)
            ]
        changes = [*changed_values(published, opened, PUBLISHED_VALUES)]
        if changes and not all(reason):
            raise EditError(
                "改的是已公布的数：请用中文和英文写明原因。",
                "This changes what is published: give the reason in Chinese and in English.",
            )
        day = dt.datetime.now(tz=dt.UTC).date().isoformat()
        for change in changes:
            names = ("date", "table", "key", "field", "old", "new", "reason_zh", "reason_en")
            cells = dict(zip(names, (day, *change, *reason), strict=True))
            opened.tables.add("corrections", cells)

    def _committed(self, opened: Opened, table: str) -> set[str] | None:
        """The keys of a table's rows in the last commit; None where there is no telling."""
        try:
            path = f"HEAD:./{opened.tables.paths[table]}"
            text = git(self._folder(opened.package), "show", path).decode("utf-8-sig")
        except (GitError, KeyError, UnicodeDecodeError):
            return None
        return {key_of(table, row) for row in csv.DictReader(io.StringIO(text, newline=""))}


_CHANGED_MEANWHILE = (
    "文件在别处改过了，没有写入；页面已换成现在的样子。",
    "The files were changed elsewhere; nothing was written, and the page shows them as they are.",
)


def judge_all(state: State) -> dict[str, Judgement]:
    """The verdict on each promise whose indicator and report are there, by its id."""
    indicators = {one.indicator_id: one for one in state.place.indicators}
    years = {one.report_id: one.year for one in state.place.reports}
    records = derive_records(state.place)
    return {
        one.target_id: judge(
            one,
            indicators[one.indicator_id],
            records[one.target_id],
            report_year=years[one.report_id],
            units=state.vocabulary.units,
        )
        for one in state.place.targets
        if one.indicator_id in indicators and one.report_id in years
    }


def _compare_verdicts(
    before: State, after: State
) -> dict[str, tuple[Judgement | None, Judgement | None]]:
    was, now = judge_all(before), judge_all(after)
    return {
        key: (was.get(key), now.get(key))
        for key in {**now, **was}
        if _verdict(was.get(key)) != _verdict(now.get(key))
    }


def _verdict(judgement: Judgement | None) -> object:
    return None if judgement is None else (judgement.verdict, judgement.sentence)
