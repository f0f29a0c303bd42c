"""The table of all rules, in order; the documentation lists them from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from scripts.checks import (
    cells,
    commitments,
    corrections,
    doubts,
    evidence,
    frictionless_,
    headers,
    keys,
    magnitudes,
    numerals,
    observations,
    references,
    schemas,
    sections,
    spans,
    words,
)
from scripts.checks.schemas import Schemas
from scripts.core.findings import Finding
from scripts.core.model import TABLES, Bilingual, Place
from scripts.package.raw import RawPackage
from scripts.package.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the rules look at: the package as text, and its rows that could be typed."""

    raw: RawPackage
    schemas: Schemas
    vocabulary: Vocabulary
    place: Place
    faulty: Mapping[str, frozenset[int]]
    """Table -> the rows that are not in `place` because they are faulty already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its name, what it demands, the tables without which it cannot be checked."""

    code: str
    title: Bilingual
    check: Callable[[Subject], Iterator[Finding]]
    needs: tuple[str, ...] = ()
    needs_sound: tuple[str, ...] = ()
    """Tables in which no row may be faulty: the rule speaks about rows that are not there."""
    decisive: bool = False
    """Whether the rows that it finds fault with are left out of the rules that follow."""


def _on_raw(
    check: Callable[[RawPackage], Iterator[Finding]],
) -> Callable[[Subject], Iterator[Finding]]:
    return lambda subject: check(subject.raw)


def _on_place(
    check: Callable[[Place], Iterator[Finding]],
) -> Callable[[Subject], Iterator[Finding]]:
    return lambda subject: locate(subject.raw, check(subject.place))


def locate(raw: RawPackage, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about `<table>.csv` as findings about the table's file from the root."""
    for finding in findings:
        table = finding.file.removesuffix(".csv")
        yield replace(finding, file=raw.locate(raw.table_path(table)))


def _check_coverage(subject: Subject) -> Iterator[Finding]:
    frame, skipped = subject.raw.tables["numerals"], subject.faulty.get("numerals", frozenset())
    faulty: list[Any] = frame[frame.index.isin(list(skipped))].to_dict("records")
    yield from locate(subject.raw, numerals.check_coverage(subject.place, faulty))


PACKAGE_RULES: tuple[Rule, ...] = (
    Rule(
        code="files",
        title=Bilingual(
            zh="文件齐全，在数据包之内，UTF-8 无 BOM，行尾 LF，没有合并冲突的记号",
            en="Files are there and inside the package: UTF-8 without BOM, LF, no merge conflicts",
        ),
        check=lambda subject: iter(subject.raw.findings),
    ),
    Rule(
        code="tables",
        title=Bilingual(zh="约定的各表都在", en="All tables of the contract are there"),
        check=_on_raw(schemas.check_tables_present),
    ),
    Rule(
        code="headers",
        title=Bilingual(
            zh="各表的列就是模式里的列，以逗号分隔",
            en="Tables have the columns of their schemas, separated by commas",
        ),
        check=_on_raw(headers.check_headers),
    ),
    Rule(
        code="schemas",
        title=Bilingual(
            zh="内嵌模式与 datasets/schemas/ 一致", en="Inline schemas equal datasets/schemas/"
        ),
        check=lambda subject: schemas.check_schema_drift(subject.raw, subject.schemas),
    ),
    Rule(
        code="cells",
        title=Bilingual(
            zh="文字不以 = + - @、制表符、回车开头，没有控制字符，网址是 http(s)",
            en="Text starts with none of = + - @ tab CR, holds no control characters; "
            "addresses are http(s)",
        ),
        check=_on_raw(cells.check_cells),
    ),
    Rule(
        code="addresses",
        title=Bilingual(
            zh="数据包说明里的网址是 http(s)", en="Addresses in the descriptor are http(s)"
        ),
        check=_on_raw(cells.check_descriptor_urls),
    ),
    Rule(
        code="descriptor",
        title=Bilingual(
            zh="数据包说明里没有控制字符", en="The descriptor holds no control characters"
        ),
        check=_on_raw(cells.check_descriptor_texts),
    ),
    Rule(
        code="ids",
        title=Bilingual(
            zh="编号是小写字母、数字与单个连字符",
            en="Ids are lower-case letters and digits joined by single hyphens",
        ),
        check=_on_raw(keys.check_ids),
    ),
    Rule(
        code="references",
        title=Bilingual(zh="所引用的行都存在", en="Every row that is referred to exists"),
        check=_on_raw(keys.check_references),
    ),
    Rule(
        code="documents",
        title=Bilingual(
            zh="报告的原文在数据包里，并列为资源",
            en="A report's document is in the package and one of its resources",
        ),
        check=_on_raw(keys.check_documents),
    ),
    Rule(
        code="frictionless",
        title=Bilingual(
            zh="数据包通过原版 frictionless validate",
            en="The package passes the stock frictionless validate",
        ),
        check=_on_raw(frictionless_.check_frictionless),
    ),
    Rule(
        code="drafts",
        title=Bilingual(
            zh="起草时标“待核对”的行已由人看过",
            en="Rows that a draft was unsure of have been read by a person",
        ),
        check=_on_raw(cells.check_drafts),
    ),
    Rule(
        code="translations",
        title=Bilingual(zh="中英文成对", en="Both languages are filled, or neither"),
        check=_on_raw(cells.check_translations),
    ),
    Rule(
        code="words",
        title=Bilingual(
            zh="主题和单位在 datasets/vocabulary/ 里，有中英文",
            en="Themes and units are in datasets/vocabulary/, in both languages",
        ),
        check=lambda subject: words.check_words(subject.raw, subject.vocabulary),
    ),
    Rule(
        code="vocabulary",
        title=Bilingual(
            zh="各地共用的指标与 datasets/vocabulary/indicators.csv 一致",
            en="Indicators shared by places equal datasets/vocabulary/indicators.csv",
        ),
        check=lambda subject: words.check_shared_indicators(subject.raw, subject.vocabulary),
    ),
)
"""Rules on the package as text, in the order in which one of several findings on a cell wins."""

PLACE_RULES: tuple[Rule, ...] = (
    Rule(
        code="spans",
        title=Bilingual(
            zh="引文、存疑文字、标题就在所写的位置",
            en="Quotes, doubted words and headings stand where their rows say",
        ),
        check=_on_place(spans.check_spans),
        needs=("reports", "targets", "sections", "doubts"),
        decisive=True,
    ),
    Rule(
        code="periods",
        title=Bilingual(zh="时期写法正确", en="Periods are well-formed"),
        check=_on_place(observations.check_periods),
        needs=("observations",),
        decisive=True,
    ),
    Rule(
        code="quantities",
        title=Bilingual(
            zh="引文读出来的比较词、数值、单位与所填一致，否则有说明",
            en="Comparator, value and unit are what the quote reads, or a note says why not",
        ),
        check=_on_place(commitments.check_quantities),
        needs=("targets",),
    ),
    Rule(
        code="target-fields",
        title=Bilingual(
            zh="目标的类别、数值、年份、章节彼此相符",
            en="Kind, figures, years and section of a target fit each other",
        ),
        check=_on_place(commitments.check_target_fields),
        needs=("reports", "sections", "targets"),
    ),
    Rule(
        code="outline",
        title=Bilingual(
            zh="章节的上下级成树，不跨报告", en="Sections form trees within their reports"
        ),
        check=_on_place(sections.check_outline),
        needs=("sections",),
    ),
    Rule(
        code="coverage",
        title=Bilingual(
            zh="原文的每一个数字恰有一行说明",
            en="Every numeral of a document has exactly one row",
        ),
        check=_check_coverage,
        needs=("reports", "targets", "numerals"),
    ),
    Rule(
        code="roles",
        title=Bilingual(
            zh="每个数字要么属于一个目标，要么写明理由",
            en="Every numeral belongs to a target or says why not",
        ),
        check=_on_place(numerals.check_roles),
        needs=("targets", "numerals"),
    ),
    Rule(
        code="figures",
        title=Bilingual(
            zh="每个数量目标都有原文里的数字指向它",
            en="A numeral of the document points to every quantitative target",
        ),
        check=_on_place(numerals.check_figures),
        needs=("targets", "numerals"),
        needs_sound=("numerals",),
    ),
    Rule(
        code="repetition",
        title=Bilingual(
            zh="同一指标、时期、阶段只有一个数",
            en="One value for an indicator, period and stage",
        ),
        check=_on_place(observations.check_repetition),
        needs=("observations",),
    ),
    Rule(
        code="units",
        title=Bilingual(zh="单位能换算成指标的单位", en="Units convert to the indicator's unit"),
        check=_on_place(observations.check_units),
        needs=("indicators", "observations", "targets"),
    ),
    Rule(
        code="evidence",
        title=Bilingual(
            zh="情况说明的日期存在、不早于承诺，办成之后没有再说未办成",
            en="Statements are dated, not older than their promise, and never undo what was done",
        ),
        check=_on_place(evidence.check_evidence),
        needs=("reports", "targets", "evidence"),
    ),
    Rule(
        code="texts",
        title=Bilingual(
            zh="不转载的报告写明文本的校验值，所引的是小句",
            en="Reports by reference name their text by hash, and are quoted by clause",
        ),
        check=_on_place(
            lambda place: chain(
                references.check_reports(place), references.check_quote_lengths(place)
            )
        ),
        needs=("reports", "targets", "observations"),
    ),
    Rule(
        code="readings",
        title=Bilingual(
            zh="从报告读出的数，就是引文读出来的数",
            en="Values read from a report are what their quotes read",
        ),
        check=_on_place(references.check_read_values),
        needs=("reports", "observations"),
    ),
    Rule(
        code="magnitudes",
        title=Bilingual(
            zh="超出当地面积、人口的数，以及超过 100% 的占比，有存疑记录",
            en="Figures beyond the place's area or population, and shares above 100%, are doubted",
        ),
        check=_on_place(magnitudes.check_magnitudes),
        needs=("targets", "doubts"),
        needs_sound=("doubts",),
    ),
    Rule(
        code="doubted-figures",
        title=Bilingual(
            zh="对目标数字的存疑写明是哪个目标",
            en="A doubt about a target's figure names the target",
        ),
        check=_on_place(doubts.check_doubted_figures),
        needs=("targets", "numerals", "doubts"),
    ),
    Rule(
        code="told-magnitudes",
        title=Bilingual(
            zh="原文里不属于目标的数，若超出当地面积、人口，也有存疑记录",
            en="Figures of the text that are no targets are doubted when beyond area or population",
        ),
        check=_on_place(magnitudes.check_told_magnitudes),
        needs=("numerals", "doubts"),
        needs_sound=("doubts",),
    ),
    Rule(
        code="corrections",
        title=Bilingual(
            zh="更正所指的格子存在，更正后的数就是现在的数",
            en="Corrections name cells that exist and say what stands there now",
        ),
        check=_on_place(corrections.check_corrections),
        needs=tuple(TABLES),
        needs_sound=tuple(TABLES),
    ),
)
"""Rules on typed rows; rows that are faulty as text are left out of them."""

RULES: tuple[Rule, ...] = PACKAGE_RULES + PLACE_RULES
