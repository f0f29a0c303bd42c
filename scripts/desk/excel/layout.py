"""How a sheet is laid out: titles above, the heading, the rows, notes below; years as columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scripts.core.findings import column_letter
from scripts.desk.excel.cells import read_period

WORDS: Mapping[str, str] = {
    "indicator_id": "指标 指标名称 指标编号 项目 名称 统计指标 indicator",
    "period": "时期 时间 年份 年度 期间 报告期 period year",
    "value": "数值 数据 实际数 实际值 完成数 完成值 完成情况 绝对数 绝对值 绝对额 总量 本期 value",
    "unit": "单位 计量单位 unit",
    "stage": "性质 数据性质 阶段 口径 stage",
    "source_id": "来源 数据来源 出处 资料来源 source",
    "published": "公布日期 发布日期 公布时间 发布时间 published",
    "note": "备注 说明 注 note",
    "note_en": "英文备注 note_en",
}
"""What people call the columns of observations."""
_UNIT_IN_HEADING = re.compile(r"[（(\[]\s*(?:单位[:：]\s*)?([^）)\]]{1,12})[）)\]]")
_UNIT_ABOVE = re.compile(r"单位[:：]\s*([^\s，,；;）)]{1,12})")
_NOTE = re.compile(r"^\s*(?:注|备注|说明|资料来源|数据来源|来源|制表|填表)\s*[:：]?")
_GROWTH = re.compile(
    "(?:比|较|同比|为)?(?:上年|去年|同期|上年同期)?(?:同期)?(?:±|[+＋]/?[-－—])?"
    "(?:增长|增减|增速|增幅|±|同比|比上年)"
)
_PERIOD_ABOVE = re.compile("(?:19|20)[0-9]{2}年(?:1[-—－至到]12月|全年|上半年|[一二三四]季度)?")
_DIGIT = re.compile("[0-9０-９]")
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which row is the heading (from 0), what each column is, and what is written around it.

    `columns`: position -> column of the table; `periods`: position -> period, where years stand
    side by side; `growths`: position -> period of a rate of growth on the year before, empty where
    a column or the title says the period; `units`: position -> the unit in the heading; `unit` and
    `period` for the whole sheet. `skipped` are rows that hold no data, `named` rows -> what they
    are of, both from 0. `reviewed` says that a person has seen it: only then are growths taken.
    """

    heading: int
    columns: Mapping[int, str]
    periods: Mapping[int, str] = field(default_factory=dict)
    growths: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    unit: str = ""
    period: str = ""
    skipped: frozenset[int] = frozenset()
    named: Mapping[int, str] = field(default_factory=dict)
    reviewed: bool = False
    first: int = 0
    last: int = 0
    remarks: tuple[str, ...] = ()

    def as_mapping(self, unknown: Mapping[int, str]) -> dict[str, object]:
        """What a person reviews: the heading's row and each column's letter with its meaning.

        `unknown`: rows, from 0, of no known indicator -> what stands there.
        """
        meant = {column_letter(at): name for at, name in self.columns.items()}
        meant |= {column_letter(at): f"value@{period}" for at, period in self.periods.items()}
        meant |= {column_letter(at): f"growth@{period}" for at, period in self.growths.items()}
        return {
            "heading_row": self.heading + 1,
            "columns": dict(sorted(meant.items())),
            "unit": self.unit,
            "period": self.period,
            "skip_rows": [number + 1 for number in sorted(self.skipped)],
            "rows": {str(number + 1): words for number, words in sorted(unknown.items())},
        }

    def value_columns(self) -> list[int]:
        """The positions of the columns with figures."""
        values = [at for at, name in self.columns.items() if name == "value"]
        return [*values, *self.periods, *self.growths]


def known_words(fields: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Every name by which a column may be called -> the column: names, titles, people's words."""
    words: dict[str, str] = {}
    names = {str(one["name"]) for one in fields}
    for name, listed in WORDS.items():
        if name in names:
            words |= {word.lower(): name for word in listed.split()}
    for one in fields:
        title = str(one.get("title") or "")
        words |= {title.lower(): str(one["name"])} if title else {}
        words[str(one["name"]).lower()] = str(one["name"])
    return words


def find_layout(cells: Sequence[Sequence[str]], words: Mapping[str, str]) -> Layout | None:
    """The row that names most columns is the heading; None when no row names two."""
    best: Layout | None = None
    for number, row in enumerate(cells[:_LOOKED_AT]):
        layout = _read_heading(number, row, words)
        named = len(layout.columns) + min(1, len(layout.periods))
        if named >= 2 and (best is None or named > len(best.columns) + min(1, len(best.periods))):  # noqa: PLR2004 - two columns
            best = layout
    if best is None:
        return None
    below = cells[best.heading + 1 : best.heading + 2]
    if below and not below[0][next(iter(best.columns))].strip():
        best = _with_second_heading(best, below[0], words)
    return _with_rows(best, cells)


def from_mapping(mapping: Mapping[str, object], cells: Sequence[Sequence[str]]) -> Layout:
    """A layout as a person has reviewed it.

    Raises:
        ValueError: the mapping is not in the form that `as_mapping` writes.
    """
    listed, heading = mapping.get("columns"), mapping.get("heading_row")
    if not isinstance(listed, Mapping) or not isinstance(heading, int):
        message = "heading_row, columns"
        raise ValueError(message)  # noqa: TRY004 - one error for a mapping that is none
    columns: dict[int, str] = {}
    periods: dict[int, str] = {}
    growths: dict[int, str] = {}
    for letter, name in listed.items():
        at = position_of(str(letter))
        kind, mark, period = str(name).partition("@")
        if kind == "growth":
            growths[at] = period
        elif mark and period:
            periods[at] = period
        elif kind:
            columns[at] = kind
    skipped, rows = mapping.get("skip_rows") or [], mapping.get("rows") or {}
    if not isinstance(skipped, list) or not isinstance(rows, Mapping):
        message = "skip_rows, rows"
        raise ValueError(message)  # noqa: TRY004 - see above
    layout = Layout(
        heading=heading - 1,
        columns=columns,
        periods=periods,
        growths=growths,
        unit=str(mapping.get("unit") or ""),
        period=str(mapping.get("period") or ""),
        skipped=frozenset(
            int(number) - 1 for number in [*skipped, *(n for n, words in rows.items() if not words)]
        ),
        named={int(number) - 1: str(words) for number, words in rows.items() if words},
        reviewed=True,
    )
    return _with_rows(layout, cells)


def position_of(letter: str) -> int:
    """A -> 0, AA -> 26.

    Raises:
        ValueError: it is no column's name.
    """
    position = 0
    for character in letter.upper():
        if not "A" <= character <= "Z":
            raise ValueError(letter)
        position = position * 26 + ord(character) - ord("A") + 1
    return position - 1


def _read_heading(number: int, row: Sequence[str], words: Mapping[str, str]) -> Layout:
    columns: dict[int, str] = {}
    periods: dict[int, str] = {}
    growths: dict[int, str] = {}
    units: dict[int, str] = {}
    for at, cell in enumerate(row):
        unit = _UNIT_IN_HEADING.search(cell)
        bare = "".join(_UNIT_IN_HEADING.sub("", cell).split()).lower()
        period = read_period(bare) if bare else None
        if bare in words and words[bare] not in columns.values():
            columns[at] = words[bare]
        elif period is not None:
            periods[at] = period
        elif _GROWTH.match(bare):
            growths[at] = next(reversed(periods.values()), "")
        if unit and (at in columns or at in periods):
            units[at] = unit[1]
    return Layout(heading=number, columns=columns, periods=periods, growths=growths, units=units)


def _with_second_heading(layout: Layout, row: Sequence[str], words: Mapping[str, str]) -> Layout:
    """A layout with what the row under its heading names below merged cells (2024年)."""
    below = _read_heading(layout.heading + 1, row, words)
    taken = {*layout.columns.values()}
    columns = {at: name for at, name in below.columns.items() if name not in taken}
    growths = {}
    for at in below.growths:
        years = [period for position, period in layout.periods.items() if position <= at]
        growths[at] = years[-1] if years else ""
    if layout.periods:
        columns.pop(next((at for at, name in columns.items() if name == "value"), -1), None)
    return replace(
        layout,
        columns={**layout.columns, **columns},
        growths={**layout.growths, **growths},
        units={**below.units, **layout.units},
    )


def _holds_no_figure(layout: Layout, row: Sequence[str]) -> bool:
    """Whether a row is a heading among the rows: words, but no digit where figures stand."""
    values = [row[at] for at in layout.value_columns() if at < len(row)]
    return bool(values) and any(map(str.strip, row)) and not any(map(_DIGIT.search, values))


def _with_rows(layout: Layout, cells: Sequence[Sequence[str]]) -> Layout:
    """The rows from below the heading to the first that is a note, or to the end."""
    first = layout.heading + 1
    last = len(cells)
    for number in range(first, len(cells)):
        filled = [cell for cell in cells[number] if cell.strip()]
        if filled and (_NOTE.match(filled[0]) and len(filled) == 1):
            last = number
            break
    above = " ".join(cell for row in cells[: layout.heading] for cell in row)
    unit = layout.unit or (found[1] if (found := _UNIT_ABOVE.search(above)) else "")
    titled = None if layout.reviewed else _PERIOD_ABOVE.search(above)
    period = read_period(titled[0]) if titled else None
    remarks = tuple(
        " ".join(cell for cell in row if cell.strip())
        for row in cells[last:]
        if any(cell.strip() for cell in row)
    )
    if layout.reviewed:
        return replace(layout, unit=unit, first=first, last=last, remarks=remarks)
    return replace(
        layout,
        unit=unit,
        period=period or "",
        skipped=frozenset(n for n in range(first, last) if _holds_no_figure(layout, cells[n])),
        first=first,
        last=last,
        remarks=remarks,
    )
