"""What a site says beside what the data say: every comparison is counted, every difference kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from scripts.core.findings import Finding

SHOWN = 120


@dataclass(slots=True, kw_only=True)
class Tally:
    """The running result: `figures` and `octets` (bytes) compared, and the disagreements."""

    figures: int = 0
    octets: int = 0
    findings: list[Finding] = field(default_factory=list)

    def same(self, file: str, where: str, published: object, expected: object) -> None:
        """Compare one figure or word; numbers by their value, nothing and empty alike."""
        self.figures += 1
        if not is_same(published, expected):
            self.differ(file, where, published, expected)

    def same_fields(
        self, file: str, where: str, published: Mapping[str, object], expected: Mapping[str, object]
    ) -> None:
        """Compare the fields that are known; those that only the site has are its own."""
        for name, value in expected.items():
            self.same(file, f"{where} {name}", published.get(name), value)

    def differ(self, file: str, where: str, published: object, expected: object) -> None:
        """Keep a disagreement."""
        one, other = _shown(published), _shown(expected)
        self.report(file, "figure-differs", where=where, one=one, other=other)

    def report(self, file: str, kind: str, /, **facts: object) -> None:
        """Keep anything else that is wrong with a file, in the words of the catalogue."""
        self.findings.append(Finding.of(kind, file, **facts))


def _shown(value: object) -> str:
    text = "（空 empty）" if value is None or value == "" else " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_same(published: object, expected: object) -> bool:
    """Whether two cells say the same: `6.50` and 6.5 do where the data have a number."""
    if isinstance(expected, Decimal):
        try:
            return Decimal(str(published)) == expected
        except InvalidOperation:
            return False
    if isinstance(expected, str) or expected is None:
        return _words(published) == _words(expected)
    return published == expected


def _words(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
