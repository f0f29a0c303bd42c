"""The CSV files that the site hands out of a place, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scripts.audit.records import PlaceRecords, expected_cells, read_rows
from scripts.audit.tally import Tally
from scripts.audit.verdicts import Row
from scripts.words.wording import FINDING_LABELS, STATUS_LABELS

TARGET_CELLS = ("value", "value_max", "unit", "comparator", "quote", "start", "end")
OBSERVATION_CELLS = ("value", "unit", "stage", "source_id", "period")
Expected = Mapping[str, object]
_FINDINGS = {str(name or ""): label.zh for name, label in FINDING_LABELS.items()}


def check_tables(place: PlaceRecords, site: Mapping[str, bytes], tally: Tally) -> None:
    """Compare each indicator's CSV, the table of all targets and the ledger.

    Args:
        place: the data.
        site: path below the site's root -> content.
        tally: takes what was compared.
    """
    for indicator in place.tables["indicators"]:
        key = indicator["indicator_id"]
        path = f"{place.name}/indicators/{key}/{key}.csv"
        _check(path, site, _indicator_rows(place, indicator), ("target_id", "period"), tally)
    path = f"{place.name}/targets/targets.csv"
    rows = (_table_row(place, target) for target in place.tables["targets"])
    _check(path, site, rows, ("target_id",), tally)
    rows = (_ledger_row(place, target) for target in place.tables["targets"])
    _check(f"data/{place.name}/ledger.csv", site, rows, ("target_id",), tally)


def _check(
    path: str,
    site: Mapping[str, bytes],
    expected: Iterable[Expected],
    keys: tuple[str, ...],
    tally: Tally,
) -> None:
    if path not in site:
        tally.report(path, "file-missing")
        return
    try:
        published = read_rows(site[path])
    except (UnicodeDecodeError, ValueError) as error:
        tally.report(path, "file-unreadable", error=error)
        return
    expected = list(expected)
    tally.same(path, "行数 rows", len(published), len(expected))
    left = [row for row in published if row]
    for row in expected:
        # Several values may exist for one period: the closest row is the one that is meant.
        wanted = [str(row.get(key) or "") for key in keys]
        same_key = [one for one in left if [one.get(key) or "" for key in keys] == wanted]
        where = " ".join(filter(None, wanted))
        if not same_key:
            tally.differ(path, where, None, row.get("value") or where)
            continue
        closest = max(same_key, key=lambda one, row=row: _agreement(one, row))  # type: ignore[misc]
        left.remove(closest)
        tally.same_fields(path, where, closest, row)
    for one in left:
        tally.differ(path, "多出的一行 a row too many", ",".join(map(str, one.values())), None)


def _agreement(published: Mapping[str, str], expected: Expected) -> int:
    return sum(
        str(published.get(name) or "") == str(value or "") for name, value in expected.items()
    )


def _indicator_rows(place: PlaceRecords, indicator: Row) -> list[Expected]:
    head = {
        "indicator_id": indicator["indicator_id"],
        "indicator_zh": indicator["name_zh"],
        "indicator_en": indicator["name_en"],
    }
    rows: list[Expected] = [
        {
            **head,
            **expected_cells(
                target, (*TARGET_CELLS, "target_id", "report_id", "note_zh", "note_en")
            ),
            "record": "target",
            "year": place.due(target),
            "period": place.due(target),
            "status": place.status(target["target_id"]),
            "doubt": place.doubt(target),
            "source_id": place.report(target)["source_id"],
            **_verdict_cells(place, target["target_id"]),
        }
        for target in place.of_indicator("targets", indicator["indicator_id"])
    ]
    rows += [
        {
            **head,
            **expected_cells(row, OBSERVATION_CELLS),
            "record": "observation",
            "year": row["period"][:4],
            "note_zh": row["note"],
            "note_en": row["note_en"],
        }
        for row in place.of_indicator("observations", indicator["indicator_id"])
    ]
    return rows


def _table_row(place: PlaceRecords, target: Row) -> Expected:
    status = place.status(target["target_id"])
    columns = (*TARGET_CELLS, "target_id", "report_id", "section_id", "indicator_id")
    label = next(label for name, label in STATUS_LABELS.items() if name == status)
    return {
        **expected_cells(target, (*columns, "kind", "measure", "scope")),
        "due": place.due(target),
        "status": status,
        "status_zh": label.zh,
        "status_en": label.en,
        "doubt": place.doubt(target),
        "source_id": place.report(target)["source_id"],
        **_verdict_cells(place, target["target_id"]),
    }


def _ledger_row(place: PlaceRecords, target: Row) -> Expected:
    key = target["target_id"]
    names = {row["body_id"]: row["name_zh"] for row in place.tables["bodies"]}
    columns = ("target_id", "report_id", "indicator_id", "kind", "measure", "comparator")
    return {
        **expected_cells(target, (*columns, "value", "value_max", "unit", "quote")),
        "due": place.due(target),
        "verdict": place.verdicts[key][0],
        "standing": place.standing(key),
        "doubt": place.doubt(target),
        "bodies": "；".join(names[row["body_id"]] for row in place.about("responsibilities", key)),
        "evidence_zh": "；".join(
            f"{row['date']} {_FINDINGS[row['finding']]}：{row['statement_zh'].rstrip('。')}"
            for row in place.about("evidence", key)
        ),
    }


def _verdict_cells(place: PlaceRecords, key: str) -> Expected:
    return {
        "verdict": place.verdicts[key][0],
        "standing": place.standing(key),
        "evidence": ";".join(row["evidence_id"] for row in place.about("evidence", key)),
        "bodies": ";".join(row["body_id"] for row in place.about("responsibilities", key)),
    }
