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
            yield Finding.of(
                "parent-of-other-report", FILE, section.row, "parent_id", parent=parent
            )
        elif _is_in_cycle(section, sections):
            yield Finding.of("section-cycle", FILE, section.row, "parent_id", section=section)


def _is_in_cycle(section: Section, sections: dict[str, Section]) -> bool:
    seen: set[str] = set()
    current: Section | None = section
    while current is not None and current.section_id not in seen:
        seen.add(current.section_id)
        current = sections.get(current.parent_id or "")
    return current is not None and current.section_id == section.section_id
