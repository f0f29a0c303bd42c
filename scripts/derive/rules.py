"""Published rules of verdicts: the method page prints them, `verdicts.judge` applies them.

They are published before any data; the first that applies decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scripts.core.model import (
    STATUS_OF,
    Bilingual,
    Evidence,
    Observation,
    SourceKind,
    Stage,
    Status,
    Verdict,
)
from scripts.derive.comparison import TOLERANCE_POINTS, TOLERANCE_SHARE

CUMULATED_MEASURES = frozenset({"increment", "count", "completion"})
"""Measures that grow from nothing in the year, so that interim values are set against its pace."""
STAGE_RANK: Mapping[Stage, int] = {"final": 0, "preliminary": 1, "cumulative": 2}
COMPLETE = Decimal(100)
PARTLY_SHARE = Decimal(50)
"""Per cent of a count or increment from which a promise that was not reached is partly met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One published rule; `code` names it in the data and on the method page."""

    code: str
    verdicts: tuple[Verdict, ...]
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict, the rule that gave it, its sentence, and the row that it rests on.

    `standing`: the kind of that row's source; None where no row decides.
    """

    verdict: Verdict
    rule: str
    sentence: Bilingual
    observation: Observation | None = None
    evidence: Evidence | None = None
    standing: SourceKind | None = None

    @property
    def status(self) -> Status:
        """The status of the first edition (`STATUS_OF`)."""
        return STATUS_OF[self.verdict]


RULES: tuple[Rule, ...] = (
    Rule(
        code="doubted",
        verdicts=("doubtful",),
        text=Bilingual(
            zh="原文数字被判为“确定有误”或“很可能有误”的，不用这个数字评判。",
            en="A figure that is certainly or probably misprinted is never used to judge.",
        ),
    ),
    Rule(
        code="direction-only",
        verdicts=("no_measure",),
        text=Bilingual(
            zh="报告只提出方向、没有可核对的数字的，不评判。",
            en="A promise that gives a direction but no figure to check is not judged.",
        ),
    ),
    Rule(
        code="dropped",
        verdicts=("dropped",),
        text=Bilingual(
            zh="有来源说明这件事已经取消的，为“已取消”。",
            en="A source that says that the matter was dropped makes it dropped.",
        ),
    ),
    Rule(
        code="year-end",
        verdicts=("met", "missed"),
        text=Bilingual(
            zh=(
                "目标年份的全年数（最终数优先，其次初步数）达到原文要求为“已完成”，否则为“未完成”。"
                "原文只有一个数的，向更好的方向超过也算完成。"
            ),
            en=(
                "The full-year value of the due year (final before preliminary) either reaches "
                "what was printed (met) or does not (missed). A bare figure counts as reached "
                "when it is passed in the better direction."
            ),
        ),
    ),
    Rule(
        code="early",
        verdicts=("met",),
        text=Bilingual(
            zh="年内累计数已经达到全年要求、而且再多也不会违背要求的，为“已完成”（提前完成）。",
            en=(
                "A cumulative value that already reaches the whole year's figure, and cannot "
                "break it by growing, is met early."
            ),
        ),
    ),
    Rule(
        code="done",
        verdicts=("met", "met_late"),
        text=Bilingual(
            zh="有来源说明已经办成的：期限当年年底以前办成为“已完成”，以后办成为“逾期完成”。",
            en=(
                "A source that says that it is done: by the end of the due year it is met, "
                "after it met late."
            ),
        ),
    ),
    Rule(
        code="partly",
        verdicts=("partly_met",),
        text=Bilingual(
            zh=(
                f"数量、增量类目标的全年数，达到目标数的 {PARTLY_SHARE}% 以上、"
                "不足全部的，为“部分完成”。"
            ),
            en=(
                f"A count or increment whose full-year value reaches {PARTLY_SHARE}% of the "
                "printed figure, but not all of it, is partly met."
            ),
        ),
    ),
    Rule(
        code="not-done",
        verdicts=("missed",),
        text=Bilingual(
            zh="期限已过，期限以后最新的来源说明尚未办成的，为“未完成”。",
            en="Past its due year, and the newest source after it says it is not done: missed.",
        ),
    ),
    Rule(
        code="silence",
        verdicts=("not_reported",),
        text=Bilingual(
            zh="期限已过，下一年的报告已对照到期的每个目标读过，没有写明全年结果的，为“报告未交代”。",
            en=(
                "Past its due year, when the next report was read against every target that was "
                "due and does not state the year's result: not reported."
            ),
        ),
    ),
    Rule(
        code="no-observation",
        verdicts=("awaiting_data",),
        text=Bilingual(
            zh=(
                "期限已过，本站没有收录有来源的结果的，写明“本站未收录结果”，不推算、不补齐；"
                "这不等于没有公布。"
            ),
            en=(
                "Past its due year and no result with a source recorded here: we say so and "
                "estimate nothing. It does not mean that nothing was published."
            ),
        ),
    ),
    Rule(
        code="pace",
        verdicts=("on_track", "off_track"),
        text=Bilingual(
            zh=(
                "期限以前的年内累计数：数量类目标看完成比例是否不低于序时进度（一年已过去的比例），"
                "有上限的看是否不高于序时进度、有没有超出上限；"
                "速度、比重、水平类目标看累计值是否达到目标值。"
            ),
            en=(
                "A cumulative value before the due date: for amounts, the share done is set "
                "against the share of the year gone, which it must not exceed where the figure is "
                "a ceiling; for rates, shares and levels, the value itself is set against the "
                "target."
            ),
        ),
    ),
    Rule(
        code="path",
        verdicts=("on_track", "off_track"),
        text=Bilingual(
            zh="有基期、跨年度的目标：较早年份的数值与基期到目标年直线路径上的应有值相比。",
            en=(
                "A target with a baseline years before its due year: an earlier year's value is "
                "set against the straight path from baseline to target."
            ),
        ),
    ),
    Rule(
        code="progress",
        verdicts=("on_track",),
        text=Bilingual(
            zh="期限以前，有来源说明正在进行的，为“进度正常”。",
            en="Before the due date, a source that says that it is under way makes it on track.",
        ),
    ),
    Rule(
        code="not-due",
        verdicts=("not_due",),
        text=Bilingual(
            zh="期限未到、也没有进展记录的，为“未到期”。日期一律按数据截止日计算。",
            en=(
                "Before the due date, with no progress recorded: not yet due. All dates are held "
                "against the data's own date."
            ),
        ),
    ),
)

TOLERANCE_TEXT = Bilingual(
    zh=(
        f"“左右”“约”的容差：百分比为 ±{TOLERANCE_POINTS} 个百分点，"
        f"其他数量为目标值的 ±{TOLERANCE_SHARE * 100:.0f}%。"
    ),
    en=(
        f"“About” reaches ±{TOLERANCE_POINTS} percentage points for percentages and "
        f"±{TOLERANCE_SHARE * 100:.0f}% of the target for anything else."
    ),
)
