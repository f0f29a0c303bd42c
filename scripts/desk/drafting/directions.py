"""Main targets without a figure: 居民收入增长与经济增长同步, 生态环境质量持续改善."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scripts.desk.drafting.figures import LONGEST_QUOTE
from scripts.desk.drafting.pieces import Piece
from scripts.desk.drafting.promise import Confidence, Promise
from scripts.desk.drafting.subjects import bare_thing
from scripts.text.horizons import Horizons

DIRECTION = Confidence(
    level="high",
    reason_zh="主要预期目标，没有数字",
    reason_en="A main target without a figure",
)
_PREDICATE = re.compile(
    "(?:(?:实现|继续|持续|全面|保持|努力|力争|争取|稳定|不折不扣|基本|进一步|稳步|与|和|同|按|按照|控制在|均)*)"
    "(?:经济(?:增长|发展)?(?:基本|保持)*同步|同步|平稳|稳定|稳中|持平|提质|正增长|只增不减|改善|优良|优化|提升|提高|下降|降低|减少|增加"
    "|高于|快于|好于|优于|不低于|达到国家|达到|完成|国家下达|落实国家|合理|衔接|增长|平衡|优秀|前列|安排|一致|目标|回升)"
)
_RIDER = re.compile("更好(?:的)?(?:结果|成绩|成效|水平)|努力跑赢|对标全国|加快构建优势|更多增长")
_TASK = re.compile("(?:按[^，]{2,8}|全面|坚决|确保|不折不扣|高质量)*(?:完成|落实)")
_MEMBERS = re.compile("、")
SHORTEST_MEMBER = 4


def find_directions(
    text: str, pieces: Sequence[Piece], horizons: Horizons, taken: Sequence[tuple[int, int]]
) -> Iterator[Promise]:
    """Each clause of the main targets that no figure covers and that says which way things go."""
    line = horizons.headline
    if line is None:
        return
    for piece in pieces:
        inside = line.start <= piece.start and piece.end <= line.end
        words = text[piece.start : piece.end]
        covered = piece.quantities or any(
            low < piece.end and piece.start < high for low, high in taken
        )
        if not inside or covered or _RIDER.search(words):
            continue
        yield from _directions(text, piece, line.due)


def _directions(text: str, piece: Piece, due: int) -> Iterator[Promise]:
    words = text[piece.start : piece.end]
    task = _TASK.match(words)
    predicate = _PREDICATE.search(words)
    if predicate is None or (not task and not predicate.start()):
        return
    subject = words[task.end() :] if task else words[: predicate.start()]
    parts = [words] if task else _MEMBERS.split(subject)
    if any(len(part) < SHORTEST_MEMBER for part in parts) or len(words) > 2 * LONGEST_QUOTE:
        parts = [subject]
    for part in parts:
        yield Promise(
            kind="directional",
            start=piece.start,
            end=min(piece.end, piece.start + LONGEST_QUOTE)
            if len(words) > LONGEST_QUOTE
            else piece.end,
            name=words if len(parts) == 1 else part + words[predicate.start() :],
            thing=bare_thing(part),
            due=due,
            confidence=DIRECTION,
            grows="增长" in words or "同步" in words,
            headline=True,
        )
