"""The fields of each kind of file."""

from __future__ import annotations

from scripts.api.record_schemas import FILES_BY_FORMAT, LEDGER, REPORT_PARTS, TEXTS
from scripts.api.schema_terms import (
    Schema,
    address,
    integer,
    list_of,
    missing_too,
    record,
    ref,
    text,
)

_ID = text("编号，用在网址里", "id, part of addresses")
_URL = address(
    "API 文件的地址，相对网站根目录", "address of its API file, relative to the site's root"
)
_AS_OF = missing_too(
    text("数据截至哪一天，YYYY-MM-DD", "day up to which the data reaches, YYYY-MM-DD")
)
_COUNTS = ref("Counts", "每种状态有几条承诺", "how many targets have each status")
_REPORT_HEAD = {
    "id": text("报告的编号，一般是年份", "id of the report, usually its year"),
    "year": integer("报告安排的年份", "the year that the report plans for"),
    "title": ref("Text", "标题", "title"),
    "issuer": text("发布机关，照印", "who issued it, as printed"),
    "delivered": missing_too(text("作报告的日期", "day on which it was delivered")),
    "coverage": ref("Coverage", "收到了报告的多少", "how much of the report we have"),
    "source": text("来源的编号，见 sources.json", "id of the source, see sources.json"),
    "text": missing_too(
        address("原文（Markdown），逐字节照收", "the report's text (Markdown), byte for byte")
    ),
    "note": ref("OptionalText", "关于这份报告，例如缺了哪些版", "about the report, its gaps say"),
    "counts": _COUNTS,
    "pages": ref("Pages", "报告的网页", "the report's page"),
}
_HEAD = {
    "place": ref("PlaceName", "哪个地方", "which place"),
    "as_of": _AS_OF,
    "licence": missing_too(text("整理的数据的使用许可", "licence of the compiled data")),
}


def _about_place(zh: str, en: str, fields: dict[str, Schema]) -> Schema:
    """A file about one place: every one begins alike."""
    return record(zh, en, {**_HEAD, **fields})


ENTRIES: dict[str, Schema] = {
    "Link": record(
        "一个文件",
        "one file",
        {"title": ref("Text", "它是什么", "what it is"), "url": _URL},
    ),
    "AddressPattern": record(
        "一类文件的地址；花括号里换成编号",
        "the addresses of a kind of file; ids take the place of what stands in braces",
        {
            "title": ref("Text", "它是什么", "what it is"),
            "pattern": text("地址的样式，相对网站根目录", "pattern of the address"),
        },
    ),
    "PlaceEntry": record(
        "一个地方",
        "one place",
        {
            "id": _ID,
            "name": ref("Text", "名称", "name"),
            "province": ref("Text", "所在的省", "its province"),
            "as_of": _AS_OF,
            "counts": _COUNTS,
            "url": _URL,
            "pages": ref("Pages", "这个地方的网页", "the place's page"),
        },
    ),
    "ReportEntry": record(
        "一份政府工作报告",
        "one government work report",
        {**_REPORT_HEAD, "url": _URL},
    ),
    "IndicatorEntry": record(
        "一项指标，和关于它有些什么",
        "one indicator, and what there is about it",
        {
            **LEDGER["IndicatorFacts"]["properties"],
            "theme_label": ref("Text", "主题的名称", "name of the theme"),
            "targets": list_of(
                text("承诺的编号", "id of the target"), "关于它的承诺", "its targets"
            ),
            "observations": integer("有几个实际数", "how many published values there are"),
            "url": _URL,
            "pages": ref("Pages", "指标的网页", "the indicator's page"),
        },
    ),
    "Package": record(
        "一个 Frictionless 数据包",
        "one Frictionless data package",
        {
            "id": _ID,
            "title": ref("Text", "标题", "title"),
            "version": missing_too(text("版本", "version")),
            "licence": missing_too(text("使用许可", "licence")),
            "pages": ref("Pages", "数据包的网页", "the package's page"),
            "files": list_of("PackageFile", "可下载的文件", "its files to take away"),
        },
    ),
}

ANSWERS: dict[str, Schema] = {
    "Index": record(
        "有哪些文件",
        "what files there are",
        {
            "api": text("接口的版本", "version of the API"),
            "title": ref("Text", "网站的名称", "name of the site"),
            "about": ref("Text", "怎样读这些文件", "how to read the files"),
            "pages": ref("Pages", "说明的网页", "the page that explains the API"),
            "files": list_of("Link", "全站的文件", "files about the whole site"),
            "patterns": list_of("AddressPattern", "每个地方的文件", "files about each place"),
        },
    ),
    "Places": record(
        "全部地方", "all places", {"places": list_of("PlaceEntry", "全部地方", "all places")}
    ),
    "Place": _about_place(
        "一个地方的概况",
        "one place at a glance",
        {
            "province": ref("Text", "所在的省", "its province"),
            "facts": list_of("Fact", "面积、人口等", "its area, its population"),
            "counts": _COUNTS,
            "reports": list_of(
                "ReportEntry", "全部报告，有原文的在前", "its reports, with text first"
            ),
            "files": list_of("Link", "关于这个地方的 API 文件", "API files about the place"),
            "pages": ref("Pages", "这个地方的网页", "the place's page"),
        },
    ),
    "Targets": _about_place(
        "一个地方的全部承诺",
        "all targets of a place",
        {
            "targets": list_of(
                "Target", "全部承诺，按报告与原文的顺序", "by report, in printed order"
            )
        },
    ),
    "Indicators": _about_place(
        "一个地方的全部指标",
        "all indicators of a place",
        {"indicators": list_of("IndicatorEntry", "全部指标", "all indicators")},
    ),
    "Indicator": _about_place(
        "一项指标的全部：承诺、实际数、来源",
        "one indicator whole: targets, published values, sources",
        {
            "indicator": ref("IndicatorFacts", "衡量的是什么", "what is measured"),
            "pages": ref("Pages", "指标的网页", "the indicator's page"),
            "files": FILES_BY_FORMAT,
            "targets": list_of("Target", "关于它的承诺，按年份", "its targets, by year"),
            "observations": list_of("Observation", "实际数，按时期", "published values, by period"),
            "sources": list_of("Source", "用到的来源", "the sources they rest on"),
        },
    ),
    "Observations": _about_place(
        "一个地方的全部实际数",
        "all published values of a place",
        {"observations": list_of("Observation", "全部实际数", "all published values")},
    ),
    "Doubts": _about_place(
        "一个地方的全部疑点",
        "all doubts about a place's printed texts",
        {"doubts": list_of("Doubt", "全部疑点", "all doubts")},
    ),
    "Sources": _about_place(
        "一个地方的全部来源",
        "all sources about a place",
        {"sources": list_of("Source", "全部来源", "all sources")},
    ),
    "Report": _about_place(
        "一份报告：章节、每个数字的去向、收到了多少",
        "one report: sections, where each numeral leads, how much of it we have",
        {
            **_REPORT_HEAD,
            "sections": list_of("Section", "全部章节，按顺序", "all sections, in order"),
            "numerals": list_of("Numeral", "全部数字，按位置", "all numerals, in order"),
            "roles": ref("RoleCounts", "每种角色的数字有几个", "how many numerals have each role"),
            "targets": list_of(
                text("承诺的编号", "id of the target"),
                "承诺，按原文的顺序",
                "its targets, in order",
            ),
            "doubts": list_of(
                text("疑点的编号", "id of the doubt"), "对原文的疑点", "doubts about its text"
            ),
        },
    ),
    "Datasets": record(
        "全部数据包",
        "all data packages",
        {"datasets": list_of("Package", "全部数据包", "all packages")},
    ),
    "Description": record(
        "这份说明（OpenAPI 3.1）",
        "this description (OpenAPI 3.1)",
        {
            "openapi": text("OpenAPI 的版本", "version of OpenAPI"),
            "info": {"type": "object", "description": "名称、版本、许可 / name, version, licence"},
            "paths": {"type": "object", "description": "每类文件 / each kind of file"},
        },
    ),
}

COMPONENTS: dict[str, Schema] = {**ANSWERS, **ENTRIES, **LEDGER, **REPORT_PARTS, **TEXTS}
"""Every schema by its name, those of whole files first."""
