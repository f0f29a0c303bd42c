"""Clauses that name a milestone and say how far it is, as rows of `evidence.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.desk.drafting.figures import LONGEST_QUOTE
from scripts.desk.drafting.pieces import Piece
from scripts.desk.drafting.promise import Confidence
from scripts.desk.follow_up.promises import Matter, coverage
from scripts.desk.follow_up.proposal import Origin, Proposal, Row, drafted_note
from scripts.desk.follow_up.review import Review

NAMED = Confidence(
    level="medium",
    reason_zh="同一分句写出了名称和进展",
    reason_en="One clause has the name and how far it is",
)
LIKE_NAME = Confidence(
    level="low",
    reason_zh="名称只是相近，请核对是不是同一件事",
    reason_en="The name is only alike: check that it is the same thing",
)
NO_WORD = Confidence(
    level="low",
    reason_zh="写到了这件事，没有写进展",
    reason_en="Names the thing and does not say how far it is",
)
LISTED_AGAIN = Confidence(
    level="low",
    reason_zh="仍列为今后的任务，请核对是否还没有做到",
    reason_en="Listed again as a task to come: check whether it is still to be done",
)
WHOLE, PART = 0.9, 0.7
"""How much of a name has to stand in a clause: for a proposal to write, for one to show."""

_WORDS = {
    "dropped": "取消 终止 停建 不再实施 不再建设",
    "not_started": "未开工 未启动 未动工 没有开工 尚未开 暂未 尚未启动 前期工作 谋划",
    "partly": """
        基本完成 基本建成 主体完工 主体完成 主体封顶 主体建成 阶段性 初步建成 部分完成 大部分
    """,
    "done": """
        提前完成 全面完成 超额完成 已完成 完成 建成 竣工 投用 投产 投入使用 投入运营 通车 通航 开馆
        开园 开诊 开港 创成 成功创建 创建成功 创建为 获批 通过验收 通过复审 印发 出台 实现 全覆盖
        达标 挂牌 成立 落成 获评 命名 摘牌 推行
    """,
    "started": "开工建设 开工 启动 动工 开建 奠基",
    "under_way": """
        在建 正在 推进 进展 加快 有序 深化 深入 扎实 筹备 筹建 编制 初步成果 成效 实施 申报 推荐
    """,
}
"""Words -> how far a thing is, those that say more first; `started` depends on what is promised."""
_SAYS = {word: state for state, words in _WORDS.items() for word in words.split()}
_SAYS |= dict.fromkeys(
    ["未完成", "尚未完成", "没有完成", "未建成", "未投用", "未通车"], "under_way"
)
_WORD = re.compile("|".join(sorted(_SAYS, key=lambda word: -len(word))))
_STARTS = re.compile("开工|启动|动工|筹备|筹建|开展|谋划")
_STILL_DOING = re.compile(
    "(?:加快|正在|推进|深化|深入)[^，、]{0,12}(?:建成|完成|创建|出台|编制|实现)"
)
_TO_COME = re.compile("(?:将|力争|争取|确保|计划|拟|预计)(?!目标)")
STATES = {
    "done": ("已经完成", "is done"),
    "partly": ("部分完成", "is done in part"),
    "under_way": ("正在进行", "is under way"),
    "not_started": ("还没有开始", "has not started"),
    "dropped": ("已经取消", "has been dropped"),
    "": ("提到了这件事", "is mentioned"),
}


def read_finding(words: str, promised: str) -> str:
    """The finding of the words about a thing; empty where they say none.

    What begins a thing fulfils a promise to begin it: 开工 is `done` for 开工建设平漯周高铁, and
    `under_way` for 建成平漯周高铁.

    Args:
        words: of a clause or a cell.
        promised: the words of the promise.
    """
    states = [_SAYS[found[0]] for found in _WORD.finditer(words)]
    first = next((state for state in _WORDS if state in states), "")
    if first == "done" and "under_way" in states and _STILL_DOING.search(words):
        return "under_way"
    if first in {"started", "partly"} and _STARTS.search(promised):
        return "done"
    if first == "started":
        return "under_way"
    return first


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    matter: Matter
    piece: Piece
    share: float
    finding: str


def propose_evidence(
    text: str, pieces: Sequence[Piece], review: Review, matters: Sequence[Matter], origin: Origin
) -> Iterator[Proposal]:
    """For each milestone the clauses that name it best, first those that look back.

    Args:
        text: with LF line ends.
        pieces: of the text.
        review: which part of it looks back.
        matters: milestones of the place.
        origin: the source.
    """
    for matter in matters:
        found = [
            _Mention(
                matter=matter,
                piece=piece,
                share=share,
                finding=read_finding(text[piece.start : piece.end], matter.words),
            )
            for piece in pieces
            if (share := coverage(matter.thing, text[piece.start : piece.end])) >= PART
        ]
        back = [one for one in found if review.holds(one.piece.start)]
        best = max((one.share for one in back), default=0)
        for one in back:
            if one.share == best:
                yield _proposal(text, one, origin, _confidence(text, one))
        if not back and found:
            ahead = max(found, key=lambda one: one.share)
            yield _proposal(text, ahead, origin, LISTED_AGAIN)


def _confidence(text: str, one: _Mention) -> Confidence:
    words = text[one.piece.start : one.piece.end]
    if one.share < WHOLE or _TO_COME.search(words):
        return LIKE_NAME
    return NAMED if one.finding else NO_WORD


def _proposal(text: str, one: _Mention, origin: Origin, sure: Confidence) -> Proposal:
    words = text[one.piece.start : one.piece.end]
    again = sure is LISTED_AGAIN
    return Proposal(
        table="evidence",
        row=evidence_row(
            one.matter,
            "under_way" if again else one.finding,
            words,
            origin,
            sure,
        )
        | ({"date": origin.published} if again else {}),
        promise=one.matter.words,
        words=words,
        confidence=sure,
    )


def evidence_row(matter: Matter, finding: str, words: str, origin: Origin, sure: Confidence) -> Row:
    """A row of `evidence.csv` of the year told of; its statement says no more than the finding."""
    zh, en = STATES[finding]
    note_zh, note_en = drafted_note(sure)
    target_id = matter.target["target_id"]
    return {
        "evidence_id": f"{target_id}-{origin.source_id}",
        "target_id": target_id,
        "date": origin.period,
        "finding": finding,
        "statement_zh": f"{origin.title_zh}：{matter.thing}{zh}。",
        "statement_en": f"{origin.title_en}: what was promised {en}.",
        "quote": words[:LONGEST_QUOTE],
        "source_id": origin.source_id,
        "published": origin.published,
        "note_zh": note_zh,
        "note_en": note_en,
    }
