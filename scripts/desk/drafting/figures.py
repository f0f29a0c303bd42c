"""Promises with a figure: what looks ahead and does not only say how large a thing is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scripts.desk.drafting.pieces import Piece, span_of
from scripts.desk.drafting.promise import Confidence, Promise
from scripts.desk.drafting.subjects import Subject, read_subject, split_members
from scripts.text.horizons import Horizons, coming_due
from scripts.text.quantities import Quantity

LONGEST_QUOTE = 40
"""A quote is a clause, in code points; a list with 分别 is quoted whole."""

CLEAR = Confidence(
    level="high",
    reason_zh="主要预期目标，主语和数字都清楚",
    reason_en="A main target whose subject and figure are clear",
)
READ = Confidence(
    level="medium",
    reason_zh="数字和主语都在同一分句里",
    reason_en="Figure and subject stand in one clause",
)
LISTED = Confidence(
    level="medium",
    reason_zh="并列的几项各成一行，各有自己的主语",
    reason_en="A list: each member is a row with its own subject",
)
FAR = Confidence(
    level="medium",
    reason_zh="主语在前一分句，引文从主语起",
    reason_en="The subject stands in the clause before; the quote begins with it",
)
UNEVEN = Confidence(
    level="low",
    reason_zh="并列的主语和数字个数不同，请核对哪个数字属于哪一项",
    reason_en="A list whose subjects and figures differ in number: which figure is of what?",
)
NO_SUBJECT = Confidence(
    level="low",
    reason_zh="分句里没有主语，请补上说的是什么",
    reason_en="The clause has no subject: say what the figure is of",
)
NO_PLAN = Confidence(
    level="low",
    reason_zh="没有标题或目标句说明从哪里开始是今年的目标",
    reason_en="No heading or sentence says where the promises begin",
)

_SIZES = re.compile(
    "(?:推进|实施|培育壮大|全国|围绕|聚焦|依托|年产|年产值|组织|深化|守牢|这|总投资|投资额|总规模|总长|全长|(?<!增)长|占地|建筑面积|用好|发挥"
    "|落实|坚持|做好|打好|开展|健全|完善|构建|紧扣|突出|加快|抓实|锚定|弘扬|贯彻|巩固|前|连续|近|每|日处理)$"
)
_SIZED = re.compile(
    "大(?!于)|专项|行动|攻坚|工程(?!车|机械)|以上(?:的?(?:高校|城市|企业|工业企业|项目|老人|老年人|人口))|重点城市"
    "|级(?!以)|重点产业项目|重点项目完成|方面|任务|举措|措施|重点工作|体系|机制|战略|标准|领域|原则|制度|改革|要求|关系|底线|红线|防线"
)
_SPEEDS_UP = re.compile(
    "(?:全力|大力|扎实)?(?:抓好|加快|推进|加速|支持|谋划|培育壮大|做强|做优|做大|深化|围绕|聚焦|依托|发挥)"
    "(?!.*(?:完成|建成|投用|开工|投产)).*(?:项目|产业链|集群|等[0-9])"
)
_OF_PROJECTS = re.compile(
    "(?!.*(?:完成|建成|投用|开工|投产|竣工)).*(?:等|[、和]).*项目(?:建设|落地)?(?:$|[，,。；;\n])"
)
_CAPACITY = re.compile("吨|千瓦|万件|立方|瓦时")
_CODE = re.compile("[“‘×xX*]$")
_CLAUSE_END = re.compile("[，,。；;\n]")
_INDEFINITE = re.compile("[百千万亿]+")
_NAMES = re.compile("年行动|百日|十大|百千万|千万工程|年计划|一体|年规划|年攻坚")
_TIME = re.compile("年|周年|个?月|天|周|个?工作日|个?小时|分钟|秒|季|岁|届|期|[轮次]$")
_KEPT_TIME = re.compile("天数|寿命|时限|时间|压缩|缩短|压减|提速|学时|年限|工期|小时圈|里程")
_PAST = re.compile(
    "去年|上年|过去|[五一]年来|截至|以来(?!累计)|已(?:经|建|有|成|完)|累计(?!达|建|新)|同比(?!增长)|比上年|曾"
)
_RESTATES = re.compile("考虑|体现|兼顾|衔接|意味|表明|有利于|支撑条件|必须看到|我们深知|测算")
_DOES = re.compile(
    "(?:新增|新建|新开工|新办|新发展|新登记|新培育|新认定|新引进|新改建|改扩建|建设|建成|打造|创建|争创|培育|引进|开辟|举办|办好|办成"
    "|办|实施|完成|改造|增加|发放|开工|植树造林|造林|企业|选派|开通|开行|布局|推出|设立|组建|种植|培训|招引|落地|投放|新)$"
)
_RIDER = re.compile("(?:在实际工作中|实际工作中)?(?:努力|全力)?(?:力争|争取|冲刺|奋斗|奔着)")
_HOPED = re.compile("力争|争取|争创|努力|冲刺")
_FIVE_YEARS = re.compile('[“"]?十[一二三四五六七八]五[”"]?(?:末|期间|以来|时期|规划期)')


def find_figures(text: str, pieces: Sequence[Piece], horizons: Horizons) -> Iterator[Promise]:
    """Every promise with a figure, in order; the members of a list one by one."""
    for piece, subject, carried in find_subjects(text, pieces):
        stretch = horizons.at(piece.quantities[0].start)
        if stretch is None or stretch.kind == "review":
            continue
        headline = _in_headline(horizons, piece)
        if not headline and _speaks_of_the_past(text, piece):
            continue
        kept = [q for q in piece.quantities if headline or is_promised(text, piece, q)]
        if kept and not (headline and carried and _RIDER.match(text, piece.start)):
            due = _due(text, piece, kept[0], stretch.due)
            sure = CLEAR if headline else READ if horizons.sure else NO_PLAN
            for one in split_figures(text, replace(piece, quantities=tuple(kept)), subject, sure):
                yield replace(one, due=due, headline=headline)


def find_subjects(
    text: str, pieces: Sequence[Piece]
) -> Iterator[tuple[Piece, Subject | None, bool]]:
    """Each piece with figures and what they are of; True where the piece before says it."""
    previous: tuple[Piece, Subject] | None = None
    for piece in pieces:
        if not piece.quantities:
            if previous is not None and previous[0].sentence != piece.sentence:
                previous = None
            continue
        subject, carried = _subject_of(text, piece, previous)
        if subject is not None:
            previous = piece, subject
        yield piece, subject, carried


def _subject_of(
    text: str, piece: Piece, previous: tuple[Piece, Subject] | None
) -> tuple[Subject | None, bool]:
    """The subject of a piece, its own or that of the piece before in its sentence."""
    own = read_subject(text, piece, piece.quantities[0])
    if own is not None or previous is None or previous[0].sentence != piece.sentence:
        return own, False
    earlier = previous[1]
    head, _ = span_of(piece.quantities[0])
    words = text[piece.start : head]
    grows = re.search("增长|增速|增幅|涨幅|下降|降低|提高(?!到|至)", words) is not None
    return replace(earlier, grows=grows, far=True), True


def _in_headline(horizons: Horizons, piece: Piece) -> bool:
    line = horizons.headline
    return line is not None and line.start <= piece.start + 1 and piece.end <= line.end + 1


def _speaks_of_the_past(text: str, piece: Piece) -> bool:
    """Whether the sentence tells what was, or only explains the main targets."""
    before = text[piece.sentence : piece.end]
    stop = text.find("。", piece.end, piece.end + 80)
    whole = text[piece.sentence : stop if stop >= 0 else piece.end]
    return _PAST.search(before) is not None or (
        "目标" in whole and _RESTATES.search(whole) is not None
    )


def is_promised(text: str, piece: Piece, quantity: Quantity) -> bool:
    """Whether a number is promised, rather than part of a name, a size or a count of time."""
    head, tail = span_of(quantity)
    before, after = text[max(piece.start, head - 8) : head], text[tail : tail + 14]
    does = _DOES.search(before) is not None
    sized = _SIZED.match(after) or _SIZED.match(text, tail - len(quantity.unit))
    if _is_name_or_time(text, piece, quantity, tail) or (sized and not does):
        return False
    if not text[quantity.start].isdecimal():
        # Chinese numerals count in idioms as well (一个中国原则): only a verb makes promises.
        return does and quantity.value > len("一两") and not sized
    if after.startswith("的") and not re.match("的(?:目标|水平|任务)", after):
        return False
    return quantity.comparator != "equal" or not (
        _SIZES.search(before)
        or _SPEEDS_UP.match(text, piece.start, piece.end)
        or _CODE.search(before)
        or after.startswith(("×", "x", "X"))
        or _measures_a_project(text, piece, quantity)
    )


def _is_name_or_time(text: str, piece: Piece, quantity: Quantity, tail: int) -> bool:
    """三年行动, 90周年, 百万吨尼龙切片: no figures that anyone promises to reach."""
    compared = quantity.comparator != "equal"
    return bool(
        _NAMES.search(text, max(0, quantity.start - 4), tail + 6)
        or (_TIME.match(quantity.unit) and not _KEPT_TIME.search(text, piece.start, piece.end))
        or (not compared and _INDEFINITE.fullmatch(text, quantity.start, quantity.end))
    )


def _measures_a_project(text: str, piece: Piece, quantity: Quantity) -> bool:
    """抓好…、40万吨聚碳酸酯等项目建设: what a project will make is its size."""
    if not _CAPACITY.search(quantity.unit):
        return False
    stop = _CLAUSE_END.search(text, piece.end)
    clause = text[piece.clause : stop.end() if stop else len(text)]
    return _OF_PROJECTS.match(clause) is not None


def _due(text: str, piece: Piece, quantity: Quantity, planned: int) -> int:
    """The year by which a piece promises: its own, that of a five-year plan, else the stretch's."""
    if quantity.due is not None and quantity.due >= planned - 1:
        return max(quantity.due, planned) if quantity.due < planned else quantity.due
    clause = text[piece.clause : piece.end]
    named = coming_due(clause, planned) if _FIVE_YEARS.search(clause) else None
    return planned if named is None else named


def split_figures(
    text: str, piece: Piece, subject: Subject | None, sure: Confidence
) -> Iterator[Promise]:
    """One promise for each figure of a piece, the due year still to be set."""
    quantities = piece.quantities
    start, end = _quote(text, piece, subject)
    if subject is None:
        words = text[piece.start : piece.end]
        for quantity in quantities:
            yield _promise((start, end), words, words, quantity, NO_SUBJECT)
        return
    names = [subject.name]
    things = [subject.thing]
    confidence = sure
    if subject.far and sure.level != "low":
        confidence = FAR if start < piece.start else NO_SUBJECT
    if len(quantities) > 1:
        members = split_members(subject.thing, len(quantities))
        change = subject.name[subject.name.find(subject.thing) + len(subject.thing) :]
        if members is None:
            names = [f"{subject.name}（{n}）" for n in range(1, len(quantities) + 1)]
            things, confidence = [subject.thing] * len(quantities), UNEVEN
        else:
            change = re.sub("^(?:[各均]|分别)+", "", change)
            names, things = [f"{member}{change}" for member in members], members
            confidence = LISTED if sure.level != "high" else sure
    for name, thing, quantity in zip(names, things, quantities, strict=True):
        yield replace(
            _promise((start, end), name, thing, quantity, confidence), grows=subject.grows
        )


def _promise(
    span: tuple[int, int], name: str, thing: str, quantity: Quantity, confidence: Confidence
) -> Promise:
    return Promise(
        kind="quantitative",
        start=span[0],
        end=span[1],
        name=name,
        thing=thing,
        due=0,
        confidence=confidence,
        quantity=quantity,
    )


def _quote(text: str, piece: Piece, subject: Subject | None) -> tuple[int, int]:
    """The piece, from its subject on if that stands shortly before; cut to the figure if long."""
    start, end = piece.start, piece.end
    if subject is not None and subject.far and end - subject.start <= LONGEST_QUOTE:
        start = subject.start
    first, last = span_of(piece.quantities[0]), span_of(piece.quantities[-1])
    if end - start > LONGEST_QUOTE:
        end = max(last[1], min(end, start + LONGEST_QUOTE))
        end = _word_end(text, last[1], end)
    if end - start > LONGEST_QUOTE and "分别" not in text[start:end]:
        cut = max(text.rfind(mark, start, first[0]) for mark in "、；")
        nearer = max(cut + 1, start)
        start = nearer if first[0] - nearer > 2 else start  # noqa: PLR2004
    return start, end


def _word_end(text: str, figure_end: int, end: int) -> int:
    """Where a quote may end: at the next 、 after the figure, else right behind the figure."""
    comma = text.find("、", figure_end, end)
    return comma if comma >= 0 else figure_end


def hoped_for(text: str, promise: Promise) -> bool:
    """Whether the words say that one tries (力争, 争取) rather than that one will."""
    return _HOPED.search(text, max(0, promise.start - 4), promise.end) is not None
