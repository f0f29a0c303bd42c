"""What a figure is of: the words before it without verbs and comparing words, or those after it.

Nothing is cut out of the middle of a phrase: a name is the words before the figure, those after it,
or both, whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.desk.drafting.pieces import Piece, span_of
from scripts.text.quantities import COMPARATOR_WORDS, Quantity


def _any(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=lambda word: (-len(word), word)))


OPENERS = _any("""
    力争 争取 努力 确保 保证 全力 全年 年内 今年 继续 持续 进一步 加快 加大 大力 积极 着力 扎实 稳步
    深入 切实 同时 推动 推进 促进 实现 完成 做到 抓好 办好 使 将 把 再 其中 计划 预计 以上 ，
""")
"""What a clause begins with before it says what it is of."""
CHANGES = _any("""
    增长 提高 提升 上升 上涨 增加 下降 降低 减少 压减 削减 回落 增速 增幅 涨幅 降幅 扩大 下浮 缩减
    同比 同口径
""")
_COMPARING = _any(
    " ".join(one.word for one in COMPARATOR_WORDS if one.place == "before" and one.word[1:])
    + """
    达 至 到 为 在 是 均 各 分别 年均 平均 力争 争取 确保 实现 保持 维持 稳定 控制 不 约 高于
    """
)
DOES = _any("""
    新增 新建 新开工 新办 新发展 新登记 新培育 新认定 新引进 新改建 改扩建 改建 改造 建设 建成 建好
    建立 打造 创建 争创 培育 培养 引进 开辟 举办 承办 推动 实施 完成 发放 开展 组织 筹建 筹集 布局
    发展 支持 选派 招引 签约 谋划 推进 开工 投用 治理 修复 整治 提升 升级 种植 增加 落实 认证 制定
    修订 制修订 出台 推出 转化 攻克 突破 招聘 招录 开发 遴选 评选 命名 配备 补贴 资助 救助 惠及 覆盖
    提供 安排 投放 更新 淘汰 退出 关闭 化解 盘活 处置 收储 复垦 造林 守住 守牢 守好 稳定 确保 保障
    争取 实现 设立 组建 解决 带动 吸引 聚集 集聚 接待 服务 检查 抽检 兑现 减免 降低 压减 清理 清零
    兑付 回收 利用 新植 新造 建 增 育 引 办 推 修 植
""")
"""Verbs whose object may stand before or behind the figure (新建幼儿园5所, 新建5所幼儿园)."""

_OPENERS = re.compile(f"(?:{OPENERS}|到?20[0-9]{{2}}年底?前?)+")
_PLACES = re.compile(
    "(?:正常年景下|其中|全国|全[省市区县州旗盟]|[我本][省市区县州]|今年|全年"
    "|地区(?=(?:一般|固定|社会))|年度)+"
)
_COMPARES = re.compile(f"(?:{_COMPARING}|[、（(“ ])+$")
_CHANGES = re.compile(f"(?:{_COMPARING}|{CHANGES}|[、 ])+$")
_GROWS = re.compile(f"(?:{CHANGES})(?:{_COMPARING}|[、 ])*$")
_TO_LEVEL = re.compile("(?:提高|提升|上升|增加|下降|降低|减少|压减|扩大|缩减)(?:到|至|为)")
_BASELINE = re.compile("[比较](?:20[0-9]{2}|上|去)年(?:底|末)?$|与?上年相比$")
_VERB = re.compile(f"(?:{DOES})$")
_HEADS = re.compile(
    "(?:(?:常住)?(?:居民|人口)(?:人均)?(?:可支配)?收入|(?:行业|产业)?增加值|占.*|总产值|产值|产量"
    "|面积|覆盖率|入学率|比重|占比|比例|投资)$"
)
"""What the last member of a list prints for all of them."""
_EDGES = " 、，,（(“”\"'）)的了"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a piece's figures are of; `far` says that the words stand in a piece further ahead."""

    name: str
    thing: str
    grows: bool
    start: int
    far: bool = False


def read_subject(text: str, piece: Piece, quantity: Quantity) -> Subject | None:
    """The subject of a piece, from its first figure; None where the piece has none of its own."""
    head, _ = span_of(quantity)
    _, tail = span_of(piece.quantities[-1])
    before, after = text[piece.start : head], text[tail : piece.end]
    opened = _OPENERS.match(before)
    begin = piece.start + (opened.end() if opened else 0)
    words = text[begin:head]
    grows = bool(_GROWS.search(words)) and not _TO_LEVEL.search(words)
    thing = _CHANGES.sub("", _BASELINE.sub("", _CHANGES.sub("", words))).strip(_EDGES)
    name = _COMPARES.sub("", words).strip(_EDGES)
    rest = after.strip(_EDGES)
    verb_only = not thing or bool(_VERB.fullmatch(thing))
    if rest and (verb_only or _VERB.search(words)):
        return Subject(name=name + rest, thing=rest, grows=False, start=piece.start)
    if verb_only:
        return None
    return Subject(
        name=name, thing=_PLACES.sub("", thing, count=1) or thing, grows=grows, start=begin
    )


def bare_thing(words: str) -> str:
    """Words without place, openers and verbs of change: 全省生产总值增长 -> 生产总值."""
    words = _OPENERS.sub("", words.strip(_EDGES), count=1)
    words = _CHANGES.sub("", words).strip(_EDGES)
    return _PLACES.sub("", words, count=1) or words


def split_members(thing: str, count: int) -> list[str] | None:
    """The members of a list's subject, one for each figure; None where their number differs.

    城乡居民收入 is 城镇居民收入 and 农村居民收入; 一二三产增加值 three industries; what only the
    last member says (居民收入 of 城镇、农村居民收入) is added to the others.
    """
    if count == len("城乡") and "城乡" in thing:
        before, _, rest = thing.partition("城乡")
        return [f"{before}城镇{rest}", f"{before}农村{rest}"]
    industries = re.match("((?:[一二三](?:次)?产?业?[、和]?){2,3})(?:次?产业?)?(.*)", thing)
    numbers = re.findall("[一二三]", industries[1]) if industries else []
    if industries and len(numbers) == count:
        return [f"第{number}产业{industries[2]}" for number in numbers]
    parts = [part for part in re.split("、|以及|[和与及]", thing) if part]
    if len(parts) != count:
        return None
    return [_completed(part, parts[-1]) for part in parts[:-1]] + [parts[-1]]


def _completed(part: str, last: str) -> str:
    """A member with the noun that only the last one prints."""
    head = _HEADS.search(last)
    if head is None or _HEADS.search(part):
        return part
    return part + last[head.start() :]
