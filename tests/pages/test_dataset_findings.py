"""Findings on a package's page: one line for one kind in one column, with examples."""

from scripts.core.findings import Finding
from scripts.pages.dataset import group_findings


def finding(row, field="d", code="type-error", file="datasets/p/t.csv"):
    texts = {"message_zh": f"第 {row}", "message_en": f"row {row}", "fix_zh": "", "fix_en": ""}
    return Finding(file=file, row=row, field=field, code=code, **texts)


def test_findings_of_one_kind_in_one_column_are_one_line():
    found = [finding(row) for row in range(2, 822)]
    (line,) = group_findings(found, "datasets/p", "en")
    assert line == {"where": "t.csv · d", "count": 820, "rows": "2–6", "text": "row 2"}


def test_other_columns_kinds_and_files_are_lines_of_their_own():
    found = [
        finding(2),
        finding(9),
        finding(2, field="e"),
        finding(3, code="constraint-error"),
        finding(None, None, file="datasets/p/datapackage.json"),
    ]
    lines = group_findings(found, "datasets/p", "en")
    assert [(one["where"], one["count"], one["rows"]) for one in lines] == [
        ("t.csv · d", 2, "2, 9"),
        ("t.csv:2 · e", 1, "2"),
        ("t.csv:3 · d", 1, "3"),
        ("datapackage.json", 1, ""),
    ]
