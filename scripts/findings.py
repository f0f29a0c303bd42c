"""A finding: what is wrong, where, and what would be right; and how it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby

from scripts.model import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in the data.

    `file` is relative to the project root; `row` is the row as a spreadsheet counts, the header
    being 1; both languages are always filled. The JSON form is the contract of the command line.
    """

    file: str
    row: int | None = None
    field: str | None = None
    code: str
    message_zh: str
    message_en: str
    fix_zh: str
    fix_en: str

    @classmethod
    def about(  # noqa: PLR0913, PLR0917 - a finding says all of these
        cls,
        file: str,
        row: int | None,
        field: str | None,
        code: str,
        message: Bilingual,
        fix: Bilingual,
    ) -> Finding:
        """A finding from bilingual texts."""
        return cls(
            file=file,
            row=row,
            field=field,
            code=code,
            message_zh=message.zh,
            message_en=message.en,
            fix_zh=fix.zh,
            fix_en=fix.en,
        )

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Sort key: by file, then row (whole-file findings first), field and code."""
        return (self.file, self.row or 0, self.field or "", self.code)


def render_terminal(findings: Iterable[Finding]) -> str:
    """Findings as lines of text grouped by file, Chinese first, English beneath."""
    lines: list[str] = []
    for file, group in groupby(sorted(findings, key=lambda f: f.order), key=lambda f: f.file):
        lines.append(file)
        for finding in group:
            place = ":".join(
                part
                for part in (
                    f"第 {finding.row} 行 row {finding.row}" if finding.row else "",
                    finding.field or "",
                )
                if part
            )
            lines += [
                f"  {place or '整个文件 whole file'}  [{finding.code}]",
                f"    {finding.message_zh}",
                f"    {finding.message_en}",
                f"    → {finding.fix_zh}",
                f"    → {finding.fix_en}",
            ]
        lines.append("")
    return "\n".join(lines)


def render_json(findings: Iterable[Finding]) -> str:
    """Findings as the contract's JSON array (design §4), two-space indent, final newline."""
    rows = [asdict(finding) for finding in sorted(findings, key=lambda f: f.order)]
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
