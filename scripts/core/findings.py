"""A finding: what is wrong, where, and what would be right; and how it is shown."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from scripts.core.model import LANGUAGES, Language

FOR_READERS = frozenset({"column", "value"})
"""What only texts show: the JSON form has the eight keys of the contract."""
TEXTS = Path(__file__).with_name("findings.toml")
SHOWN = 60
"""Characters of a cell that are shown beside a finding."""
EXAMPLES, ROWS = 3, 12
"""Of findings of one kind: how many are shown whole, and how many more by their row."""
FIRST = frozenset(
    """
    program-error no-package merge-conflict not-utf8 nul-byte empty-file long-line carriage-return
    unreadable-file missing-file bad-json bad-csv missing-table schema-drift wrong-separator
    missing-label incorrect-label duplicate-label blank-label extra-label blank-header extra-cell
    missing-cell blank-row
    """.split()
)
"""Faults that hide or cause others: they are mended first."""


@cache
def read_texts() -> dict[str, dict[str, str]]:
    """The catalogue of findings: kind -> its four texts, with `str.format` placeholders."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in the data.

    `file` is relative to the project root; `row` is the row as a spreadsheet counts, the header
    being 1; both languages are always filled. `column` is the column's letter and `value` the cell
    as written, where the finding is about a cell. The JSON form is the command line's contract.
    """

    file: str
    row: int | None = None
    field: str | None = None
    code: str
    message_zh: str
    message_en: str
    fix_zh: str
    fix_en: str
    column: str | None = None
    value: str | None = None

    def message(self, language: Language) -> str:
        """What is wrong, in one language."""
        return self.message_zh if language == "zh" else self.message_en

    def fix(self, language: Language) -> str:
        """What would be right, in one language."""
        return self.fix_zh if language == "zh" else self.fix_en

    @classmethod
    def of(
        cls,
        kind: str,
        file: str,
        row: int | None = None,
        field: str | None = None,
        /,
        **facts: object,
    ) -> Finding:
        """A finding whose texts stand in `findings.toml`.

        Args:
            kind: the entry's name: the code, and `/variant` where a code has several texts.
            file: relative to the project root.
            row: as a spreadsheet counts.
            field: the column's name.
            facts: what fills the texts' placeholders.
        """
        texts = {name: text.format(**facts) for name, text in read_texts()[kind].items()}
        return cls(file=file, row=row, field=field, code=kind.partition("/")[0], **texts)

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Sort key: by file, then row (whole-file findings first), field and code."""
        return (self.file, self.row or 0, self.field or "", self.code)


def column_letter(position: int) -> str:
    """The name of a column as a spreadsheet has it: 0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def where(finding: Finding, language: Language) -> str:
    """Where a finding stands, as a spreadsheet shows it: `第 12 行 F 列（unit）`."""
    if language == "zh":
        row = f"第 {finding.row} 行" if finding.row else ""
        column = f"{finding.column} 列（{finding.field}）" if finding.column else finding.field
        return " ".join(filter(None, (row, column))) or "整个文件"
    row = f"row {finding.row}" if finding.row else ""
    column = f"column {finding.column} ({finding.field})" if finding.column else finding.field
    return ", ".join(filter(None, (row, column))) or "the whole file"


def shown_value(finding: Finding) -> str:
    """The cell's content on one line, cut where it is long; empty when there is none to show."""
    if not finding.value:
        return ""
    flat = " ".join(finding.value.split())
    return flat if len(flat) <= SHOWN else f"{flat[:SHOWN]}…"


_NO_ENGLISH: dict[Language, str] = {
    "zh": "{count} 行缺英文“{field}”：填上，或在 datapackage.json 的 place 里写 "
    '"en_required": false，再运行 invoke schemas',
    "en": "{count} rows lack “{field}”: fill it in, or set "
    '"en_required": false in place of datapackage.json and run invoke schemas',
}


def lacks_english(finding: Finding) -> bool:
    """Whether a finding is about an English cell that is empty."""
    return (finding.field or "").endswith("_en") and finding.value == ""


def urgency(finding: Finding) -> int:
    """What comes first: files and headers, then facts, rows to be checked, missing English."""
    if finding.code in FIRST:
        return 0
    if lacks_english(finding):
        return 3
    return 2 if finding.code == "unreviewed-draft" else 1


def render_terminal(findings: Iterable[Finding], languages: Sequence[Language] = LANGUAGES) -> str:
    """Findings as lines of text, first things first, grouped by file; Chinese before English.

    Of the findings of one kind in one column of a file the first `EXAMPLES` are shown whole, of
    the others the rows; cells that lack English are counted, column by column.
    """
    lines: list[str] = []
    ordered = sorted(findings, key=lambda f: (urgency(f), f.order))
    for (_, file), group in groupby(ordered, key=lambda f: (urgency(f), f.file)):
        lines.append(file)
        alike: dict[tuple[str, str | None], list[Finding]] = defaultdict(list)
        for finding in group:
            alike["" if lacks_english(finding) else finding.code, finding.field].append(finding)
        for (code, field), same in alike.items():
            lines += _same_lines(code, field, same, languages)
        lines.append("")
    return "\n".join(lines)


def _same_lines(
    code: str, field: str | None, same: Sequence[Finding], languages: Sequence[Language]
) -> Iterator[str]:
    """Findings of one kind in one column of a file; no code where English is missing."""
    if not code:
        for language in languages:
            yield "  " + _NO_ENGLISH[language].format(count=len(same), field=field)
        yield f"    {_rows(same)}"
        return
    for finding in same[:EXAMPLES]:
        places = " · ".join(where(finding, language) for language in languages)
        value = shown_value(finding)
        yield f"  {places}{f'  “{value}”' if value else ''}  [{finding.code}]"
        yield from (f"    {finding.message(language)}" for language in languages)
        yield from (f"    → {finding.fix(language)}" for language in languages)
    if rest := same[EXAMPLES:]:
        place = f"{field} " if field else ""
        more = f"同样的问题另有 {len(rest)} 处 more of the same"
        yield f"  {place}[{code}]：{more}，{_rows(rest)}"


def _rows(findings: Sequence[Finding]) -> str:
    listed = "、".join(str(finding.row or "–") for finding in findings[:ROWS])
    return f"行 rows {listed}{'……' if len(findings) > ROWS else ''}"


def render_json(findings: Iterable[Finding]) -> str:
    """Findings as the contract's JSON array (design §4), two-space indent, final newline."""
    rows = [
        {key: value for key, value in asdict(finding).items() if key not in FOR_READERS}
        for finding in sorted(findings, key=lambda f: f.order)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def render_annotations(findings: Iterable[Finding]) -> str:
    """Findings as workflow commands (`::error file=…,line=…::…`) that mark a pull request's lines.

    The escapes (`%25`, `%0D`, `%0A`, and `%3A`, `%2C` in properties) are those of the GitHub
    Actions workflow-command syntax.
    """

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def prop(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::error file={prop(f.file)},line={f.row or 1},title={prop(f.code)}::"
        f"{data(f'{f.message_zh} {f.message_en} → {f.fix_zh} {f.fix_en}')}\n"
        for f in sorted(findings, key=lambda f: f.order)
    )
