"""The outline of a report: parents stand in the same report, and no section is its own ancestor."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Place, Section

FILE = "sections.csv"


def check_outline(place: Place) -> Iterator[Finding]:
    """Every parent is of the same report, and following parents comes to an end."""
    sections = {section.section_id: section for section in place.sections}
    for section in place.sections:
        parent = sections.get(section.parent_id or "")
        if parent is not None and parent.report_id != section.report_id:
            yield _fault(
                section,
                "parent-of-other-report",
                f"上级章节“{parent.section_id}”属于另一份报告。",
                f"The parent “{parent.section_id}” is of another report.",
            )
        elif _is_in_cycle(section, sections):
            yield _fault(
                section,
                "section-cycle",
                f"章节“{section.section_id}”的上级链条绕回了自身。",
                f"The parents of “{section.section_id}” lead back to itself.",
            )


def _is_in_cycle(section: Section, sections: dict[str, Section]) -> bool:
    seen: set[str] = set()
    current: Section | None = section
    while current is not None and current.section_id not in seen:
        seen.add(current.section_id)
        current = sections.get(current.parent_id or "")
    return current is not None and current.section_id == section.section_id


def _fault(section: Section, code: str, zh: str, en: str) -> Finding:
    return Finding(
        file=FILE,
        row=section.row,
        field="parent_id",
        code=code,
        message_zh=zh,
        message_en=en,
        fix_zh="parent_id 填同一报告中上一级标题的 section_id；最高一级留空。",
        fix_en="Name the next higher heading of the same report; leave the highest empty.",
    )
