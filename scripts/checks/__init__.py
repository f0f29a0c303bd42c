"""All rules about a package, and the one function that runs them.

Each rule is a generator of findings over what was read, without disk. Rules on a `Place` name
files by their path inside the package; `check_package` puts the package's folder before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scripts.checks import (
    cells,
    commitments,
    corrections,
    frictionless_,
    keys,
    magnitudes,
    numerals,
    observations,
    schemas,
    sections,
    spans,
)
from scripts.checks.corrections import check_changed_values
from scripts.checks.schemas import Schemas
from scripts.findings import Finding
from scripts.model import TABLES, Bilingual, Place
from scripts.package import DESCRIPTOR, RawPackage, is_place
from scripts.typed_rows import has_columns, to_place

__all__ = ["RULES", "Rule", "Subject", "check_changed_values", "check_names", "check_package"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the rules look at: the package as text, and its rows that could be typed."""

    raw: RawPackage
    schemas: Schemas
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
    return lambda subject: _located(subject.raw, check(subject.place))


def _located(raw: RawPackage, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about `<table>.csv` as findings about the table's file from the root."""
    for finding in findings:
        table = finding.file.removesuffix(".csv")
        yield replace(finding, file=raw.locate(raw.table_path(table)))


def _check_coverage(subject: Subject) -> Iterator[Finding]:
    frame = subject.raw.tables["numerals"]
    skipped = frame.loc[sorted(subject.faulty.get("numerals", frozenset()) & set(frame.index))]
    faulty = [{str(k): str(v) for k, v in row.items()} for row in skipped.to_dict("records")]
    yield from _located(subject.raw, numerals.check_coverage(subject.place, faulty))


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
        code="translations",
        title=Bilingual(zh="中英文成对", en="Both languages are filled, or neither"),
        check=_on_raw(cells.check_translations),
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

_OTHER_DATASETS = frozenset({"files", "addresses", "frictionless"})
"""The rules that hold for a package that is no place."""


def check_package(raw: RawPackage, schemas: Schemas) -> list[Finding]:
    """All findings about a package at once, sorted, each cause once.

    Args:
        raw: as read, its bytes being those that will be published.
        schemas: table name -> the Table Schema that all places share.
    """
    if DESCRIPTOR in raw.broken:
        return sorted(raw.findings, key=lambda finding: finding.order)
    place, conversion = to_place(raw)
    subject = Subject(raw=raw, schemas=schemas, place=place, faulty={})
    whole = is_place(raw.descriptor)
    found = [
        finding
        for rule in PACKAGE_RULES
        if whole or rule.code in _OTHER_DATASETS
        for finding in rule.check(subject)
    ]
    if whole:
        found = _once_a_cell([*found, *conversion])
        faulty = _faulty_rows(raw, found)
        unusable = _unusable_tables(raw, found)
        for rule in PLACE_RULES:
            if not unusable & set(rule.needs) and not faulty.keys() & set(rule.needs_sound):
                sound = replace(subject, place=_without(place, faulty), faulty=faulty)
                findings = list(rule.check(sound))
                found += findings
                if rule.decisive:
                    faulty = _faulty_rows(raw, found)
    return sorted(_distinct(found), key=lambda finding: finding.order)


def check_names(packages: Iterable[RawPackage]) -> Iterator[Finding]:
    """No two packages have the same name, for their addresses would collide."""
    first: dict[str, RawPackage] = {}
    for raw in packages:
        earlier = first.setdefault(raw.name, raw)
        if earlier is not raw:
            yield Finding(
                file=raw.locate(DESCRIPTOR),
                field="name",
                code="duplicate-package",
                message_zh=f"名称“{raw.name}”已被 {earlier.folder} 使用。",
                message_en=f"The name “{raw.name}” is taken by {earlier.folder}.",
                fix_zh="另取一个名称，例如该地的拼音。",
                fix_en="Choose another name, for instance the place's name in pinyin.",
            )


HARMLESS_TO_TYPES = frozenset(
    {"missing-translation", "formula-cell", "control-character", "unsafe-url", "bad-id"}
)
"""Faults of a cell that leave the rest of its row worth checking."""


def _once_a_cell(findings: Iterable[Finding]) -> list[Finding]:
    """The first finding on each cell; a row whose cells are out of step says nothing more."""
    rows_out_of_step = {"extra-cell", "missing-cell", "blank-row"}
    findings = list(findings)
    broken_rows = {(f.file, f.row) for f in findings if f.code in rows_out_of_step}
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        if finding.row is None or finding.field is None:
            kept.setdefault((finding.file, finding.row, finding.code, finding.message_en), finding)
        elif (finding.file, finding.row) in broken_rows and finding.code not in rows_out_of_step:
            continue
        elif finding.code in rows_out_of_step:
            kept.setdefault((finding.file, finding.row, "row"), finding)
        else:
            kept.setdefault((finding.file, finding.row, finding.field), finding)
    return list(kept.values())


def _faulty_rows(raw: RawPackage, findings: Iterable[Finding]) -> dict[str, frozenset[int]]:
    files = {raw.locate(raw.table_path(table)): table for table in TABLES}
    rows: dict[str, set[int]] = {}
    for finding in findings:
        table = files.get(finding.file)
        if table and finding.row is not None and finding.code not in HARMLESS_TO_TYPES:
            rows.setdefault(table, set()).add(finding.row)
    return {table: frozenset(numbers) for table, numbers in rows.items()}


def _unusable_tables(raw: RawPackage, findings: Iterable[Finding]) -> frozenset[str]:
    """Tables that could not be read, or whose header is not what the schema says."""
    headers = {f.file for f in findings if f.code in {"missing-label", "incorrect-label"}}
    return frozenset(
        table
        for table in TABLES
        if not has_columns(raw, table) or raw.locate(raw.table_path(table)) in headers
    )


def _without(place: Place, faulty: Mapping[str, frozenset[int]]) -> Place:
    kept: dict[str, Any] = {
        table: tuple(row for row in getattr(place, table) if row.row not in rows)
        for table, rows in faulty.items()
    }
    return replace(place, **kept)


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
