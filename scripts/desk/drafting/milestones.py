"""Promises that a thing will be done: 鲁山机场开工, 建成生态环湖路, 完成国土空间总体规划报批."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scripts.desk.drafting.figures import LONGEST_QUOTE
from scripts.desk.drafting.pieces import Piece
from scripts.desk.drafting.promise import Confidence, Promise
from scripts.text.horizons import Horizons, coming_due

DONE = Confidence(
    level="medium",
    reason_zh="里程碑：是否做到可以查证",
    reason_en="A milestone: whether it was reached can be checked",
)
SPLIT = Confidence(
    level="low",
    reason_zh="一个动词管几件事，请核对是否该分成这几条",
    reason_en="One verb governs several things: check whether they are these rows",
)


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=lambda word: (-len(word), word)))


OPENERS = _any("""
    确保 力争 争取 努力 全力 年内 今年 上半年 下半年 年底 年底前 加快 尽快 尽早 高标准 高质量 高水平
    推动 推进 促进 实现 如期 按期 适时 同步 务必 继续 统筹 积极 抓好 全面 并 要 力促 保障 支持
    研究 筹备 着力 大力 持续 深入 扎实 深化 加强 切实 稳妥 有序 精心
""")
"""Words before a verb that leave it a promise."""
BUILDS = _any("""
    开工建设 新开工 开工 动工 建成投用 建成投产 建成通车 建成开放 建成运营 建成并投入使用 建成
    建设投用 投用 投产 竣工 开通 开馆 开园 落成 上线 投运 打通 贯通
""")
"""What these begin with is an event, whatever the thing is."""
SETTLES = _any("""
    启动建设 启动实施 启动 出台实施 制定出台 制定实施 出台 制定 制订 修订 编制完成 完成编制 编制
    印发 颁布 争创 创成 创建 完成 获批 成立 设立 组建 挂牌 引进 举办 承办 办好 申报 申创 创办
    建立 建立健全 通过 发布 筹建 筹备举办 搭建 构建 推行 做实 做好 开展 开展好 建设
""")
"""What these begin with is an event if the thing is one that is named or that ends."""
HAPPENS = _any("""
    开工建设 开工 动工 建成投用 建成投产 建成通车 建成开放 建成 竣工投用 竣工投产 竣工验收 竣工
    投产达效 投产达产 投产 达产 投用 投入使用 投入运营 投运 通车 通航 通水 通气 开港 开航 开园
    开馆 开业 开诊 开学 招生 运营 完工 封顶 上市 挂牌 获批 验收 贯通 合龙 并网 并网发电 启用 首飞
    试运行 试运营 试生产 交付 交付使用 落成 落户 启动建设 启动 开通 上线 全覆盖 清零 入库 报批
    摘牌 开建 供气 供水 完成 创建 创建成功 创建工作 达标 市级统筹 省级统筹
""")
"""A clause that ends with one of these tells when its subject is done."""
CROSSES = _any(
    "完成 通过 具备 进入 实现 纳入 列入 达到 启动 建成 开工 创建 争创 创成 升级为 晋升为"
)
"""Between a subject and what becomes of it (`REACHED`)."""
REACHED = _any("""
    主体 工程 改造 建设 验收 招标 选址 前期 竣工 通车 全覆盖 清零 审批 报批 认定 复审 条件 运营 投产
    移交 搬迁 封顶 规划 贯通 开工 试运行 试生产 通水 联网 并网 高新区 示范区 开发区 保护区 园区
    实验室 序列 名单 试点 达标
""")
NAMED = _any("""
    《 “ 工程 项目 规划 控规 详规 方案 条例 办法 意见 计划 改造 园区 中心 基地 医院 学校 公路 高速
    铁路 机场 水库 大桥 示范 试验区 行动 普查 制度
    论坛 大会 博览会 赛 报批 试点 集团 实验室 公园 场馆
    设施 平台 处置 整治 修复 政策 细则 清单 修编 标准 编制 复审 验收 评估 建设 保护区 开发区 高新区
    城市 搬迁 选址 招标 任务 运动会 公寓 路口 管网 选举 认定 展馆 博物馆 图书馆 书院 大学 学院 片区
    产业园 强镇 车站 枢纽 码头 停车场 联盟 基金 指标 综合治理 “一 馆
""")
"""Things that one can point at, or that end."""
VAGUE = _any("""
    目标 格局 优势 生态 环境 氛围 能力 水平 作用 关系 模式 高地 样板 活力 标杆 新篇章 局面
    作风 素质 效能 动能 服务 合力 意识 链条 办法路径 新路子
""")
"""What ends with one of these cannot be checked."""

_LEAD = f"(?:{OPENERS}|到?20[0-9]{{2}}年(?:底|年底)?前?|[，、 ])*"
_FIRST = re.compile(
    f"{_LEAD}(?:(?P<builds>{BUILDS})|(?P<settles>{SETTLES}))(?!的|后|一批|更多|各类|情况)"
)
_LAST = re.compile(f"(?:全部|全面|全线|基本|主体|正式|顺利|如期|实质性|年内|建设)*(?:{HAPPENS})$")
_ACROSS = re.compile(
    f"(?<=[^，]{{3}})(?:(?:基本|全面|全部|如期)?(?:{CROSSES})(?=[^，]{{0,16}}(?:{REACHED}))"
    "|全部(?=完成|建成|改用|达到|实现|纳入|淘汰|退出|开工|投用|消除))"
)
_VAGUE = re.compile(f"(?:{VAGUE})$")
_NAMED = re.compile(NAMED)
_ENDS_NAMED = re.compile(f"(?:{NAMED})$")
_COMMON = {"建设", "开展", "开展好", "构建", "做好", "推行", "建立", "建立健全", "搭建"}
_SLOW = re.compile("加快|推进|支持|持续|深入|大力|统筹|加强|深化|高标准")
_GOES_ON = re.compile("行动$|试点$|建设$|城市$|任务$|基地$|工程$")
_AWARDED = re.compile("国家|省级|全国|示范[市县区]|文明城市|卫生城市")
"""Verbs of every other sentence: an event only if the clause ends with the thing itself."""
_PAIR = re.compile(
    f"(.{{2,}}(?:{NAMED}|区域|体系|机制)(?:建设)?)和(.{{2,}}(?:{NAMED}|体系|机制)(?:建设)?)"
)
"""A规划和B计划: two things under one verb."""
_SET_BY_OTHERS = re.compile("(?:国家|省|上级|市)下达|年度|三年行动")
_PASSES = re.compile("(?:复审|验收|评估|认定|评审|审批|考核|创建|检查)$")
_NO_EVENT = re.compile("坚持|确保不|不发生|如何|为.{0,8}奠定|把.{0,12}作为|发展格局")
_PAST = re.compile("去年|上年|过去|[五一]年来|已(?:经|建|有|成|完|投)|截至")


def find_milestones(
    text: str, pieces: Sequence[Piece], horizons: Horizons, taken: Sequence[tuple[int, int]]
) -> Iterator[Promise]:
    """Every clause that looks ahead, has no promised figure and names an event one can check."""
    for piece in pieces:
        stretch = horizons.at(piece.start)
        if stretch is None or stretch.kind != "plan":
            continue
        if any(low < piece.end and piece.start < high for low, high in taken):
            continue
        if _PAST.search(text, piece.sentence, piece.end):
            continue
        names = read_event(text[piece.start : piece.end])
        for name in names:
            yield Promise(
                kind="milestone",
                start=piece.start,
                end=piece.end,
                name=name,
                thing=name,
                due=_due(text, piece, stretch.due),
                confidence=DONE if len(names) == 1 else SPLIT,
            )


def _due(text: str, piece: Piece, planned: int) -> int:
    """The last year from the planned one on that the sentence has named so far."""
    named = coming_due(text[piece.clause : piece.end], planned)
    years = [int(year) for year in re.findall("(20[0-9]{2})年", text[piece.sentence : piece.end])]
    return named or next((year for year in reversed(years) if year >= planned), planned)


def read_event(words: str) -> list[str]:
    """The events that a clause promises, one name for each thing; none if it promises no event."""
    if len(words) > 2 * LONGEST_QUOTE or _NO_EVENT.search(words):
        return []
    first = _FIRST.match(words)
    if first is not None:
        thing = words[first.end() :]
        verb = first["builds"] or first["settles"]
        return [verb + one for one in _members(thing)] if _is_event(first, thing) else []
    found = _LAST.search(words) or _ACROSS.search(words)
    if found is None:
        return []
    things = re.sub(f"^{_LEAD}", "", words[: found.start()])
    if "创建" in found[0] and not _AWARDED.search(words):
        return []
    return [one + words[found.start() :] for one in _members(things)] if things[1:] else []


def _is_event(first: re.Match[str], thing: str) -> bool:
    if len(thing) < len("机场路") or _VAGUE.search(thing):
        return False
    if first["settles"] == "通过":
        return _PASSES.search(thing) is not None
    if thing.endswith(("任务", "指标")):
        return _SET_BY_OTHERS.search(thing) is not None
    if first["settles"] in _COMMON:
        slow = _SLOW.search(first[0]) or _GOES_ON.search(thing)
        return not slow and _ENDS_NAMED.search(thing) is not None
    return first["builds"] is not None or _NAMED.search(thing) is not None


def _members(things: str) -> list[str]:
    """焦唐高速、平鲁快速通道 are two; of a list with 等 those that are named."""
    named = re.match("(.+、.+?)等[^、]{0,14}$", things)
    parts = re.split("、", named[1] if named else things)
    pair = _PAIR.fullmatch(parts[-1])
    if pair is not None and not named:
        parts[-1:] = pair.groups()
    whole = any(len(part) < len("机场") for part in parts) or re.search("[“《].*、.*[”》]", things)
    return [things] if whole else parts
