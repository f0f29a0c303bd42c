"""What a site says beside what the data say: every comparison is counted, every difference kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from scripts.core.findings import Finding

SHOWN = 120
_FIX_ZH = "不要相信这份网站：从数据重新生成，再查是谁、在哪里改动了它。"
_FIX_EN = "Do not trust this copy: build it from the data again, and find out where it was altered."


@dataclass(slots=True, kw_only=True)
class Tally:
    """The running result: `figures` and `octets` (bytes) compared, and the disagreements."""

    figures: int = 0
    octets: int = 0
    findings: list[Finding] = field(default_factory=list)

    def same(self, file: str, where: str, said: object, known: object) -> None:
        """Compare one figure or word; numbers by their value, nothing and empty alike."""
        self.figures += 1
        if not is_same(said, known):
            self.differ(file, where, said, known)

    def same_fields(
        self, file: str, where: str, said: Mapping[str, object], known: Mapping[str, object]
    ) -> None:
        """Compare the fields that are known; those that only the site has are its own."""
        for name, value in known.items():
            self.same(file, f"{where} {name}", said.get(name), value)

    def differ(self, file: str, where: str, said: object, known: object) -> None:
        """Keep a disagreement."""
        one, other = _shown(said), _shown(known)
        self.report(
            file,
            "figure-differs",
            f"{where}：网站说 {one}，数据是 {other}。",
            f"{where}: the site says {one}, the data say {other}.",
        )

    def report(self, file: str, code: str, zh: str, en: str) -> None:
        """Keep anything else that is wrong with a file."""
        self.findings.append(
            Finding(
                file=file, code=code, message_zh=zh, message_en=en, fix_zh=_FIX_ZH, fix_en=_FIX_EN
            )
        )


def _shown(value: object) -> str:
    text = "（空 empty）" if value is None or value == "" else " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_same(said: object, known: object) -> bool:
    """Whether two cells say the same: `6.50` and 6.5 do where the data have a number."""
    if isinstance(known, Decimal):
        try:
            return Decimal(str(said)) == known
        except InvalidOperation:
            return False
    if isinstance(known, str) or known is None:
        return _words(said) == _words(known)
    return said == known


def _words(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
