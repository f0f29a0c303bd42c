"""The HTML of a place: its indicators' pages and its wall of promises, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scripts.audit.figures import clean, read_amounts, row_amounts, says
from scripts.audit.records import VERDICTS, PlaceRecords
from scripts.audit.tally import Tally
from scripts.audit.verdicts import Row
from scripts.core.model import LANGUAGES, Language
from scripts.words.wording import STAGE_LABELS, VERDICT_LABELS

_VERDICT = "a[href*='method/#']:not([href*='#rule-'])"
"""A verdict is a link to its rule."""
_BESIDE_FIGURE = ("small", "em")
"""The year and the doubt, which stand in one line with the large figure."""
_TARGET_COLUMN, _ACTUAL_COLUMN, _STAGE_COLUMN = 1, 2, 3
_ACTUAL_HEADINGS = frozenset({"实际", "Actual"})
"""Head of the column of published values; tables without it show none."""
_COLUMNS = 5


def check_pages(place: PlaceRecords, site: Mapping[str, bytes], tally: Tally) -> None:
    """Compare the figures and verdicts on every indicator's page and on the place's wall.

    Args:
        place: the data.
        site: path below the site's root -> content.
        tally: takes what was compared.
    """
    for language in LANGUAGES:
        root = "" if language == "zh" else f"{language}/"
        for indicator in place.tables["indicators"]:
            path = f"{root}{place.name}/indicators/{indicator['indicator_id']}/index.html"
            if tree := _parse(path, site, tally):
                page = _Page(path=path, tree=tree, language=language, place=place, tally=tally)
                page.check_indicator(indicator)
        path = f"{root}{place.name}/index.html"
        if tree := _parse(path, site, tally):
            _Page(path=path, tree=tree, language=language, place=place, tally=tally).check_wall()


def _parse(path: str, site: Mapping[str, bytes], tally: Tally) -> LexborHTMLParser | None:
    if path in site:
        return LexborHTMLParser(site[path].decode("utf-8", errors="replace"))
    tally.report(path, "file-missing/page")
    return None


class _Page:
    """One page, and what the data say of what stands on it."""

    def __init__(
        self,
        *,
        path: str,
        tree: LexborHTMLParser,
        language: Language,
        place: PlaceRecords,
        tally: Tally,
    ) -> None:
        self.path, self.tree, self.language = path, tree, language
        self.place, self.tally = place, tally
        self.labels = {label[language]: code for code, label in VERDICT_LABELS.items()}
        self.stages = {str(stage): label[language] for stage, label in STAGE_LABELS.items()}

    def check_indicator(self, indicator: Row) -> None:
        """Name, promises with their verdicts, published values."""
        key = indicator["indicator_id"]
        title = self.tree.css_first("main h1")
        name = clean(indicator[f"name_{self.language}"])
        self._same("h1", _text(title), name)
        targets = self.place.of_indicator("targets", key)
        for target in targets:
            self._check_target(target)
        headings = {node.attributes.get("id") for node in self.tree.css("main h3 > a[id^='t-']")}
        self._same("h3", len(headings), len(targets))
        self._check_hero(targets)
        self._check_values(targets, self.place.of_indicator("observations", key))

    def _same(self, where: str, published: object, expected: object) -> None:
        self.tally.same(self.path, where, published, expected)

    def _check_figure(self, where: str, text: str, row: Row) -> None:
        self.tally.figures += 1
        if not says(text, row, self.language):
            expected = " ".join(filter(None, (row["value"], row.get("value_max"), row["unit"])))
            self.tally.differ(self.path, where, text, expected)

    def _check_target(self, target: Row) -> None:
        key = target["target_id"]
        anchor = self.tree.css_first(f'h3 > [id="t-{key}"]')
        if anchor is None or (heading := anchor.parent) is None:
            self.tally.differ(self.path, key, None, target["value"] or key)
            return
        year, _, figure = clean(heading.text()).partition(" · ")
        self._same(f"{key} 年份 year", year, self.place.report(target)["year"])
        if target["value"] and target["comparator"] and target["unit"]:
            self._check_figure(key, figure, target)
        verdict = next(self._verdicts(heading), None)
        self._same(f"{key} 结论 verdict", verdict, self.place.verdicts[key][0])

    def _verdicts(self, heading: LexborNode) -> Iterator[str]:
        """The verdicts that are named between a heading and the next."""
        node = heading.next
        while node is not None and node.tag not in {"h1", "h2", "h3"}:
            verdict = node.css_first(_VERDICT) if node.tag == "p" else None
            if verdict is not None:
                label = clean(verdict.text())
                yield self.labels.get(label, label)
            node = node.next

    def _check_hero(self, targets: list[Row]) -> None:
        """The large figure and verdict on top are those of one of the promises below."""
        verdict = self.tree.css_first(f".hero {_VERDICT}")
        figure = self.tree.css_first(".hero .sides p:has(strong)")
        if verdict is not None:
            expected = {self.place.verdicts[target["target_id"]][0] for target in targets}
            label = _text(verdict)
            published = self.labels.get(label, label)
            self._same(
                "结论 hero verdict",
                published,
                published if published in expected else ", ".join(expected),
            )
        if figure is not None:
            expected_amounts = [row_amounts(row, self.language) for row in targets]
            parts = figure.iter(include_text=True)
            text = clean("".join(part.text() for part in parts if part.tag not in _BESIDE_FIGURE))
            self.tally.figures += 1
            if expected_amounts and read_amounts(text) not in expected_amounts:
                self.tally.differ(self.path, "大字 hero figure", text, _listed(targets))

    def _check_values(self, targets: list[Row], observations: list[Row]) -> None:
        """The table of what was promised and what was published."""
        rows = [
            [clean(cell.text()) for cell in row.css("td")]
            for table in self.tree.css("main .indicator-body table")
            if any(clean(cell.text()) in _ACTUAL_HEADINGS for cell in table.css("th"))
            for row in table.css("tbody tr")
        ]
        rows = [cells for cells in rows if len(cells) == _COLUMNS]
        actual = [row for row in rows if row[_ACTUAL_COLUMN]]
        self._same("实际 actual, 行数 rows", len(actual), len(observations))
        for row in observations:
            where = f"实际 actual {row['period']}"
            stage = self.stages[row["stage"]]
            fitting = [
                cells
                for cells in actual
                if says(cells[_ACTUAL_COLUMN], row, self.language)
                and cells[_STAGE_COLUMN] == stage
                and row["period"][:4] in cells[0]
            ]
            self.tally.figures += 1
            if fitting:
                actual.remove(fitting[0])
            else:
                published = "; ".join(" ".join(cells[:4]) for cells in rows)
                self.tally.differ(
                    self.path, where, published, f"{row['value']} {row['unit']} {stage}"
                )
        for cells in rows:
            text = cells[_TARGET_COLUMN].partition(" · ")[0]
            if not any(character.isdigit() for character in text):
                continue
            self.tally.figures += 1
            if not any(
                says(text, target, self.language)
                for target in targets
                if target["value"] and target["unit"]
            ):
                self.tally.differ(self.path, f"目标 target {cells[0]}", text, _listed(targets))

    def check_wall(self) -> None:
        """Every promise has its mark with the right verdict; the counts are right."""
        verdicts = self.place.verdicts
        seen: set[str] = set()
        for tile in self.tree.css(".wall li:has(> a[href*='#t-'])"):
            link, verdict = tile.css_first("a[href*='#t-']"), tile.css_first(_VERDICT)
            key = _href(link).rpartition("#t-")[2]
            expected = verdicts.get(key, ("",))[0]
            self._same(f"{key} 记号 mark", _href(verdict).rpartition("#")[2], expected)
            label = _text(verdict)
            self._same(f"{key} 结论 verdict", self.labels.get(label, label), expected)
            seen.add(key)
        self._same("记号 marks", len(seen), len(verdicts))
        self._check_counts(self.place.main_report)

    def _check_counts(self, report: str) -> None:
        """How many have each verdict, those by a secondary source alone apart; none, no item."""
        firm = self.place.verdict_counts(report, secondary=False)
        secondary = self.place.verdict_counts(report, secondary=True)
        for code in VERDICTS:
            item = self.tree.css_first(f".lead li:has(> a[href$='method/#{code}'])")
            apart = "" if item is None else _text(item.css_first("small strong"))
            number = "" if item is None else _text(item.css_first("strong"))
            counted = firm[code] or secondary[code]
            self._same(f"{code} 条数 count", number, str(firm[code]) if counted else "")
            self._same(f"{code} 二手 secondary", apart, str(secondary[code] or ""))


def _href(node: LexborNode | None) -> str:
    return "" if node is None else node.attributes.get("href") or ""


def _text(node: LexborNode | None) -> str:
    return "" if node is None else clean(node.text())


def _listed(targets: list[Row]) -> str:
    return " / ".join(f"{row['value']} {row['unit']}".strip() for row in targets if row["value"])
