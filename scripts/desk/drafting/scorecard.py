"""What a draft found and what it did not, in a few lines for the person who reviews it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scripts.desk.drafting.draft import Draft

_KINDS = {
    "review": ("回顾", "review"),
    "plan": ("今年的安排", "plan"),
    "outlook": ("今后几年", "years ahead"),
}
SHOWN = 8
"""How many sections without any promise are listed by name."""


def scorecard(text: str, draft: Draft) -> Iterator[str]:
    """The lines, Chinese before English, without line ends."""
    yield _headline(text, draft)
    for stretch in draft.horizons.stretches:
        zh, en = _KINDS[stretch.kind]
        lead = text[stretch.start : stretch.start + 24].split("\\n", maxsplit=1)[0]
        due = "" if stretch.kind == "review" else f" → {stretch.due}"
        yield f"  {stretch.start:>6}  {zh} {en}{due}  {lead}"
    if not draft.horizons.sure:
        yield "  ！没有标题或目标句说明从哪里开始是今年的目标 nothing says where the promises begin"
    kinds = Counter(row["kind"] for row in draft.targets)
    yield (
        f"  定量 with a figure {kinds['quantitative']}，里程碑 milestones {kinds['milestone']}，"
        f"方向性 directional {kinds['directional']}"
    )
    levels = Counter(one.level for one in draft.confidence.values())
    yield (
        f"  把握 confidence：高 high {levels['high']}，中 medium {levels['medium']}，"
        f"低 low {levels['low']}（待核对 to be checked）"
    )
    reasons = Counter(
        f"{one.reason_zh} {one.reason_en}"
        for one in draft.confidence.values()
        if one.level == "low"
    )
    for reason, number in reasons.most_common():
        yield f"    {number:>4}  {reason}"
    silent = silent_sections(draft)
    if silent:
        named = "、".join(silent[:SHOWN]) + ("……" if len(silent) > SHOWN else "")
        yield f"  {len(silent)} 节没有任何承诺 sections without any promise：{named}"


def _headline(text: str, draft: Draft) -> str:
    line = draft.horizons.headline
    if line is None:
        return "！没有找到主要预期目标 no sentence of main targets was found"
    found = sum(row["target_id"] in draft.headline for row in draft.targets)
    lead = text[line.start : line.start + 24].strip().split("\\n")[0]
    return (
        f"主要预期目标在第 {line.start} 字 main targets at {line.start}，{found} 行 rows：{lead}…"
    )


def silent_sections(draft: Draft) -> list[str]:
    """Titles of the sections that look ahead, hold no other section and promise nothing."""
    parents = {row["parent_id"] for row in draft.sections}
    spoken = {row["section_id"] for row in draft.targets}
    return [
        row["title_zh"]
        for row in draft.sections
        if row["start"]
        and draft.horizons.looks_ahead(int(row["start"]))
        and row["section_id"] not in spoken | parents
    ]
