"""Evidence: dates, order of findings, and nothing older than the promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Bilingual, Evidence, Place

FILE = "evidence.csv"
_FULL_DATE = len("2025-11-05")


def check_evidence(place: Place) -> Iterator[Finding]:
    """Dates exist and are not before the promise; nothing is undone after it was done."""
    years = {report.report_id: report.year for report in place.reports}
    promised = {target.target_id: years.get(target.report_id) for target in place.targets}
    for one in place.evidence:
        yield from _check_date(one, promised.get(one.target_id))
        if one.share is not None and one.finding != "partly":
            yield _fault(
                one,
                "share",
                "share-without-partly",
                Bilingual(
                    zh="只有 finding 为 partly 的一行才有 share。",
                    en="Only a row whose finding is partly has a share.",
                ),
                Bilingual(
                    zh="清空 share，或者把 finding 改为 partly。",
                    en="Empty share, or set finding to partly.",
                ),
            )
    yield from _check_order(place)


def _check_date(one: Evidence, promised: int | None) -> Iterator[Finding]:
    if not _is_date(one.date):
        yield _fault(
            one,
            "date",
            "bad-date",
            Bilingual(zh=f"“{one.date}”不是日期。", en=f"“{one.date}” is not a date."),
            Bilingual(
                zh="写成 2025-11-05、2025-06 或 2025。", en="Write 2025-11-05, 2025-06 or 2025."
            ),
        )
    elif promised is not None and int(one.date[:4]) < promised - 1:
        yield _fault(
            one,
            "date",
            "evidence-before-promise",
            Bilingual(
                zh=f"所述情况（{one.date}）早于 {promised} 年的承诺。",
                en=f"What is stated ({one.date}) is older than the promise of {promised}.",
            ),
            Bilingual(
                zh="核对 date 和 target_id；早于承诺的情况写进承诺的备注。",
                en="Check date and target_id; what came before the promise goes into its note.",
            ),
        )


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < _FULL_DATE else text)
    except ValueError:
        return False
    return True


def _check_order(place: Place) -> Iterator[Finding]:
    """After `done`, no later statement says that it is still to be done."""
    done: dict[str, Evidence] = {}
    for one in sorted(place.evidence, key=lambda row: row.date):
        earlier = done.get(one.target_id)
        if earlier is not None and one.finding not in {None, "done"} and one.date > earlier.date:
            yield _fault(
                one,
                "finding",
                "done-and-then-not",
                Bilingual(
                    zh=f"第 {earlier.row} 行说 {earlier.date} 已办成，"
                    f"这一行（{one.date}）却说没有。",
                    en=f"Row {earlier.row} says done on {earlier.date}; this one ({one.date}) says "
                    "not.",
                ),
                Bilingual(
                    zh="核对两处来源；改正错的一行，或者清空只是旁证的一行的 finding。",
                    en="Check both sources; correct the wrong row, or empty the finding of a hint.",
                ),
            )
        if one.finding == "done":
            done.setdefault(one.target_id, one)


def _fault(one: Evidence, field: str, code: str, message: Bilingual, fix: Bilingual) -> Finding:
    return Finding.about(FILE, one.row, field, code, message, fix)
