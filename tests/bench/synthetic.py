"""Places that nobody lives in, by the package contract: seeded, sound, of any size.

Each has a report of prose whose every numeral is accounted for, one promise for each indicator,
and a series of yearly observations. A portal of more indicators is one of more places, as it is in
the world.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "tests" / "packages" / "miniature"
FIRST_YEAR, LAST_YEAR = 2005, 2024
MOST_INDICATORS = 130
"""Of one place, as many as the first site has."""
THEMES = ("economy", "innovation")
SIGNS = "春夏秋冬东南西北山川河湖田林花草金木水火土石玉竹云雨风雪松柏梅兰江海桥路灯塔"
KINDS = (("产量", "吨"), ("用户", "户"), ("发电", "千瓦时"), ("专利", "件"))
PROSE = (
    "坚持把{name}摆在重要位置,完善政策、压实责任、强化督导,让群众得到实惠。",
    "围绕{name},推动部门协同、县区联动,扎实开展专项行动,补齐短板弱项。",
    "着力提升{name}的质量和效益,优化结构、健全机制,形成长效管理格局。",
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with its promise for the last year and its yearly values."""

    key: str
    name: str
    unit: str
    theme: str
    promised: str
    values: Sequence[tuple[int, str]] = field(repr=False)

    @property
    def quote(self) -> str:
        return f"{self.name}{self.promised}{self.unit}以上"


def write_portal(
    datasets: Path, indicators: int, seed: int = 1, most: int = MOST_INDICATORS
) -> list[tuple[str, Indicator]]:
    """Places with so many indicators together; every indicator with its place's name.

    Args:
        datasets: where the packages are written.
        indicators: of all places together.
        seed: the same seed gives the same bytes.
        most: indicators of one place.
    """
    written: list[tuple[str, Indicator]] = []
    places = -(-indicators // most)
    for number in range(places):
        share = indicators // places + (number < indicators % places)
        name = f"place-{number + 1}"
        own = make_indicators(share, random.Random(f"{seed} {number}"))  # noqa: S311
        write_place(datasets / name, name, own, random.Random(f"{seed} {number} prose"))  # noqa: S311
        written += [(name, one) for one in own]
    return written


def make_indicators(count: int, chance: random.Random) -> list[Indicator]:
    """Indicators whose names differ, none a part of another's."""
    indicators = []
    for number in range(count):
        sign = "".join(SIGNS[(number // len(SIGNS) ** place) % len(SIGNS)] for place in (1, 0))
        kind, unit = KINDS[number % len(KINDS)]
        level = chance.uniform(1, 90)
        values = []
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            values.append((year, f"{level:.1f}"))
            level *= chance.uniform(0.97, 1.06)
        indicators.append(
            Indicator(
                key=f"series-{number + 1}",
                name=f"青石{sign}{kind}",
                unit=unit,
                theme=THEMES[number % len(THEMES)],
                promised=f"{level:.1f}",
                values=values,
            )
        )
    return indicators


def write_place(folder: Path, name: str, own: Sequence[Indicator], chance: random.Random) -> None:
    """A place's whole package."""
    shutil.copytree(MODEL, folder)
    descriptor = json.loads((MODEL / "datapackage.json").read_text(encoding="utf-8"))
    number = name.rpartition("-")[2]
    descriptor |= {"name": name, "title": f"青石{number}号市", "title_en": f"Qingshi {number}"}
    descriptor["place"] |= {"name_zh": f"青石{number}号市", "name_en": f"Qingshi {number}"}
    text = _Text()
    sections = list(_write_text(text, own, chance))
    (folder / "documents" / "2024.md").write_text(text.written, encoding="utf-8")
    for resource in descriptor["resources"]:
        if str(resource["path"]).startswith("documents/"):
            for key in ("hash", "bytes"):
                resource.pop(key, None)
    (folder / "datapackage.json").write_text(
        json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    _write_tables(folder, own, text, sections)


@dataclass(slots=True)
class _Text:
    """A report as it grows; `quotes` and `numerals` by their offsets."""

    written: str = ""
    quotes: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    numerals: list[tuple[int, int, str, str, str, str]] = field(default_factory=list)

    def add(self, words: str) -> int:
        start = len(self.written)
        self.written += words
        return start

    def numeral(self, start: int, text: str, role: str, target: str, note: str) -> None:
        english = {"标题序号": "Number of a heading", "": ""}[note]
        self.numerals.append((start, start + len(text), text, role, target, note + "|" + english))


ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")


def _write_text(
    text: _Text, own: Sequence[Indicator], chance: random.Random
) -> Iterable[tuple[str, str, int, int]]:
    """Write the report; yields each section's id, title and place."""
    text.add("# 政府工作报告（测试用虚构文本）\n")
    share = -(-len(own) // len(ORDINALS))
    for number, ordinal in enumerate(ORDINALS):
        part = own[number * share : (number + 1) * share]
        if not part:
            break
        text.add("\n## ")
        start = text.add(ordinal)
        text.numeral(start, ordinal, "ordinal", "", "标题序号")
        title = f"{part[0].name}等"
        text.add(f"、{title}\n")
        section = f"2024-{number + 1}"
        yield section, title, start, start + len(f"{ordinal}、{title}")
        for one in part:
            text.add("\n" + chance.choice(PROSE).format(name=one.name))
            start = text.add(one.quote)
            text.quotes[one.key] = (section, start, start + len(one.quote))
            text.numeral(start + len(one.name), one.promised, "target", f"2024-{one.key}", "")
            text.add("。\n")


def _write_tables(
    folder: Path,
    own: Sequence[Indicator],
    text: _Text,
    sections: Iterable[tuple[str, str, int, int]],
) -> None:
    targets = []
    for one in own:
        section, start, end = text.quotes[one.key]
        targets.append(
            {
                "target_id": f"2024-{one.key}", "report_id": "2024", "section_id": section,
                "indicator_id": one.key, "kind": "quantitative", "measure": "level",
                "comparator": "at_least", "value": one.promised, "unit": one.unit, "due": "2024",
                "quote": one.quote, "start": start, "end": end,
            }
        )  # fmt: skip
    rows = {
        "targets": targets,
        "sections": [
            {"report_id": "2024", "section_id": key, "order": order, "number": ORDINALS[order - 1],
             "title_zh": title, "title_en": f"Part {order}", "start": start, "end": end}
            for order, (key, title, start, end) in enumerate(sections, 1)
        ],
        "indicators": [
            {"indicator_id": one.key, "name_zh": one.name, "name_en": f"Qingshi {one.key}",
             "unit": one.unit, "direction": "up", "decimals": 1, "theme": one.theme,
             "definition_zh": f"全市{one.name}的年度数。",
             "definition_en": f"The yearly figure of {one.key}."}
            for one in own
        ],
        "observations": [
            {"indicator_id": one.key, "period": year, "value": value, "unit": one.unit,
             "stage": "final", "source_id": "invented-bulletin", "published": "2025-03-01"}
            for one in own
            for year, value in one.values
        ],
        "numerals": [
            {"report_id": "2024", "start": start, "end": end, "text": printed, "role": role,
             "target_id": target, "note": note.partition("|")[0],
             "note_en": note.partition("|")[2]}
            for start, end, printed, role, target, note in sorted(text.numerals)
        ],
        "doubts": [],
        "corrections": [],
    }  # fmt: skip
    for table, listed in rows.items():
        _write_table(folder / f"{table}.csv", listed)
    path = folder / "reports.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")


def _write_table(path: Path, rows: Sequence[dict[str, object]]) -> None:
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
