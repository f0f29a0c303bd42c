"""The fields of each record that the answers are made of."""

from __future__ import annotations

from scripts.api.schema_terms import (
    Schema,
    address,
    code,
    integer,
    list_of,
    map_of,
    missing_too,
    number,
    record,
    ref,
    text,
    web_address,
)
from scripts.core.model import LANGUAGES
from scripts.words.wording import (
    COMPARATOR_LABELS,
    CONFIDENCE_LABELS,
    COVERAGE_LABELS,
    DIRECTION_LABELS,
    KIND_LABELS,
    MEASURE_LABELS,
    REACHABLE_LABELS,
    ROLE_LABELS,
    SOURCE_KIND_LABELS,
    STAGE_LABELS,
    STATUS_LABELS,
)

_SPAN = {
    "start": missing_too(
        integer(
            "在原文中的起点，从 0 起，按 Unicode 码位；没有原文为 null",
            "offset of the first character in the report's text, from 0, in code points; "
            "null without a text",
        )
    ),
    "end": missing_too(integer("在原文中的终点（不含）", "offset after the last character")),
}
_NOTE = ref("OptionalText", "备注", "a note")
_SOURCE = text("来源的编号，见 sources.json", "id of the source, see sources.json")
_REPORT = text("报告的编号，一般是年份", "id of the report, usually its year")
_TARGET = text("承诺的编号，见 targets.json", "id of the target, see targets.json")
_UNIT = text(
    "照印的单位，含万、亿", "unit as printed, 万 (ten thousand) and 亿 (hundred million) included"
)
_VALUE = number("照印的数值，单位见 unit", "number as printed, in the unit given")
_FIGURE_ZH = "数值与单位：zh 的数字照印（6.50 不写成 6.5），en 换成英文的数量级"
_FIGURE_EN = (
    "the value with its unit: in zh with its digits as printed (6.50 stays 6.50), in en with the "
    "multipliers of English"
)

TEXTS: dict[str, Schema] = {
    "Text": record(
        "两种语言的同一句话",
        "the same words in both languages",
        {"zh": text("中文", "Chinese"), "en": text("英文", "English")},
    ),
    "OptionalText": record(
        "两种语言的同一句话，可能没有",
        "the same words in both languages, which may be missing",
        {
            "zh": missing_too(text("中文", "Chinese")),
            "en": missing_too(text("英文", "English")),
        },
    ),
    "Pages": record(
        "给人看的网页",
        "the page for people",
        {
            language: address(
                f"网页（{zh}），地址相对网站根目录", f"page in {en}, relative to the site's root"
            )
            for language, zh, en in zip(
                LANGUAGES, ("中文", "英文"), ("Chinese", "English"), strict=True
            )
        },
    ),
    "PlaceName": record(
        "这个文件说的是哪个地方",
        "the place that the file is about",
        {
            "id": text("地方的编号，用在网址里", "id of the place, part of addresses"),
            "name": ref("Text", "名称", "its name"),
        },
    ),
    "Counts": record(
        "每种状态有几条承诺",
        "how many targets have each status",
        {
            status: integer(f"{label.zh}的条数", f"targets with the status “{label.en}”")
            for status, label in STATUS_LABELS.items()
        },
    ),
}

LEDGER: dict[str, Schema] = {
    "Target": record(
        "一条承诺，连同判断、疑点与出处",
        "one commitment with its verdict, its doubts and where it stands",
        {
            "id": _TARGET,
            "report": _REPORT,
            "section": text("章节的编号", "id of the section"),
            "indicator": text("指标的编号，见 indicators.json", "id of the indicator"),
            "kind": code("类别", "kind", KIND_LABELS),
            "measure": code("怎样衡量", "how it is measured", MEASURE_LABELS),
            "comparator": missing_too(
                code("怎样比较", "how the value is to be compared", COMPARATOR_LABELS)
            ),
            "value": missing_too(_VALUE),
            "value_max": missing_too(
                number("区间的上限，照印", "upper bound of a range, as printed")
            ),
            "unit": missing_too(_UNIT),
            "due": integer("应当完成的年份", "year by which it is due"),
            "baseline": missing_too(integer("比较的基年", "year compared with")),
            "scope": missing_too(text("照印的范围", "scope as printed")),
            "quote": missing_too(
                text("与原文一字不差的引文", "quotation of the report, to the letter, in Chinese")
            ),
            **_SPAN,
            "statement": ref("Text", "一句话说明承诺了什么", "what was promised, in one line"),
            "figure": ref("OptionalText", _FIGURE_ZH, _FIGURE_EN),
            "status": ref("Status", "完成得怎样", "what has become of it"),
            "doubts": list_of("Doubt", "对所印数字的疑问", "doubts about what is printed"),
            "source": _SOURCE,
            "note": ref("OptionalText", "怎样读这条承诺", "how this commitment was read"),
            "pages": ref("Pages", "网页上的这一条", "this target on its page"),
        },
    ),
    "Status": record(
        "对一条承诺的判断",
        "the verdict on a target",
        {
            "code": code("状态", "status", STATUS_LABELS),
            "rule": text(
                "按哪条规则判断，见“方法”页", "the rule that decided, see the page “Method”"
            ),
            "label": ref("Text", "状态的名称", "name of the status"),
            "sentence": ref("Text", "为什么这样判断，连同算式", "why, with the arithmetic"),
        },
    ),
    "Doubt": record(
        "对所印文字或数字的一处疑问；原文不改",
        "one doubt about what is printed; the text itself is not changed",
        {
            "id": text("疑点的编号", "id of the doubt"),
            "report": _REPORT,
            "target": missing_too(_TARGET),
            **_SPAN,
            "printed": text("原文印的是什么", "what is printed"),
            "likely": missing_too(text("可能应为什么", "what it probably should be")),
            "confidence": code("把握有多大", "how sure we are", CONFIDENCE_LABELS),
            "confidence_label": ref("Text", "把握的说法", "the same in words"),
            "reason": ref("Text", "理由与依据", "reason and evidence"),
            "source": missing_too(_SOURCE),
            "pages": ref("Pages", "网页上的这一处", "this doubt on its page"),
        },
    ),
    "Observation": record(
        "一个公布了的实际数",
        "one published value",
        {
            "indicator": text("指标的编号，见 indicators.json", "id of the indicator"),
            "period": text(
                "时期：2024、2024-H1、2024-Q3、2024-05", "2024, 2024-H1, 2024-Q3, 2024-05"
            ),
            "value": _VALUE,
            "unit": _UNIT,
            "figure": ref("Text", _FIGURE_ZH, _FIGURE_EN),
            "stage": code("数据的阶段", "stage of the value", STAGE_LABELS),
            "stage_label": ref("Text", "阶段的名称", "name of the stage"),
            "source": _SOURCE,
            "published": missing_too(
                text("来源发布的日期或年份", "day or year in which the source was published")
            ),
            "note": _NOTE,
        },
    ),
    "Source": record(
        "一个出处；标题与发布者照原文",
        "where something comes from; title and publisher in their own language",
        {
            "id": _SOURCE,
            "title": text("标题", "title"),
            "publisher": missing_too(text("发布者", "publisher")),
            "published": missing_too(text("发布的日期或年份", "day or year of publication")),
            "url": missing_too(web_address("来源自己的网址", "the source's own address")),
            "accessed": missing_too(text("我们查看的日期", "day on which we looked at it")),
            "kind": code("可靠程度", "reliability", SOURCE_KIND_LABELS),
            "kind_label": ref("Text", "可靠程度的说法", "the same in words"),
            "licence": missing_too(text("使用许可", "licence")),
            "note": _NOTE,
            "archived_url": missing_too(
                web_address("存档副本的网址", "address of an archived copy")
            ),
            "checked": missing_too(
                text("最近一次查网址的日期", "day on which the address was last checked")
            ),
            "reachable": missing_too(
                code("那天能否打开", "what that check found", REACHABLE_LABELS)
            ),
        },
    ),
    "IndicatorFacts": record(
        "一样被衡量的东西",
        "one thing that is measured",
        {
            "id": text("指标的编号，永不改变", "id of the indicator, stable for ever"),
            "name": ref("Text", "名称", "name"),
            "definition": ref("OptionalText", "衡量的是什么", "what is measured"),
            "unit": _UNIT,
            "decimals": integer("通常公布到几位小数", "decimals usually published"),
            "direction": code("怎样算好", "which way is better", DIRECTION_LABELS),
            "theme": text("主题的编号", "id of the theme"),
        },
    ),
}

REPORT_PARTS: dict[str, Schema] = {
    "Numeral": record(
        "原文里的一个数字，和它为什么在那里",
        "one numeral of the text, and why it is there",
        {
            "start": integer(
                "在原文中的起点，从 0 起，按 Unicode 码位",
                "offset of the first character, from 0, in code points",
            ),
            "end": integer("在原文中的终点（不含）", "offset after the last character"),
            "text": text("照印的数字，不含单位", "the numeral as printed, without its unit"),
            "role": code("角色", "role", ROLE_LABELS),
            "role_label": ref("Text", "角色的名称", "name of the role"),
            "target": missing_too(_TARGET),
            "note": ref("OptionalText", "不是承诺时，原因", "where it is no promise, the reason"),
        },
    ),
    "Section": record(
        "报告的一个标题或段首粗体",
        "a heading or bold lead of the report",
        {
            "id": text("章节的编号，用在网址里", "id of the section, part of addresses"),
            "parent": missing_too(text("上级章节的编号", "id of the section above")),
            "order": integer("在报告里的次序，从 1 起", "order in the report, from 1"),
            "number": missing_too(text("照印的序号", "number as printed")),
            "title": ref("Text", "标题", "title"),
            **_SPAN,
            "text_end": missing_too(
                integer(
                    "这一节的正文到哪里为止（不含）", "offset after the last character of its text"
                )
            ),
            "targets": list_of(_TARGET, "直接属于这一节的承诺", "targets of this very section"),
            "pages": ref("Pages", "这一节的网页", "the section's page"),
        },
    ),
    "Coverage": record(
        "收到了报告的多少",
        "how much of the report we have",
        {
            "code": code("范围", "extent", COVERAGE_LABELS),
            "label": ref("Text", "范围的名称", "name of the extent"),
        },
    ),
    "RoleCounts": record(
        "每种角色的数字有几个；合起来是原文的全部数字",
        "how many numerals have each role; together they are all numerals of the text",
        {
            role: integer(f"角色为“{label.zh}”的个数", f"numerals with the role “{label.en}”")
            for role, label in ROLE_LABELS.items()
        },
    ),
    "Fact": record(
        "界定一个地方的数：面积、人口",
        "a figure that bounds a place: its area, its population",
        {
            "id": text("编号", "id"),
            "name": ref("Text", "名称", "name"),
            "value": _VALUE,
            "unit": _UNIT,
            "figure": ref("Text", _FIGURE_ZH, _FIGURE_EN),
            "period": text("时期", "period"),
            "source": _SOURCE,
        },
    ),
    "PackageFile": record(
        "数据包的一个可下载文件",
        "a file of a package to take away",
        {
            "name": text("文件名", "name of the file"),
            "url": address("地址，相对网站根目录", "address, relative to the site's root"),
            "format": text("格式", "format"),
            "bytes": integer("大小，字节", "size in bytes"),
            "sha256": text("SHA-256 校验和，十六进制", "SHA-256 checksum, hexadecimal"),
        },
    ),
}

FILES_BY_FORMAT = map_of(
    address("地址，相对网站根目录", "address, relative to the site's root"),
    "可下载的文件：格式 → 地址",
    "files to take away: format → address",
)
