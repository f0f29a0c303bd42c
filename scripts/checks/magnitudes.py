"""Rule 4: what is impossible for the place must have a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scripts.core.findings import Finding
from scripts.core.model import Fact, Numeral, Place, Target
from scripts.text.quantities import convert, find_quantities

_WHOLE = Decimal(100)


def check_magnitudes(place: Place) -> Iterator[Finding]:
    """A target beyond the place's area or population, or a share above 100 %, is doubted.

    Any doubt that names the target will do; how sure it is, is a person's judgement.
    """
    doubted = {doubt.target_id for doubt in place.doubts}
    for target in place.targets:
        if target.target_id in doubted or target.value is None:
            continue
        value = max(target.value, target.value_max or target.value)
        for fact in place.facts:
            bound = convert(fact.value, fact.unit, target.unit) if target.unit else None
            if bound is not None and value > bound:
                yield _impossible(target, value, fact, bound)
                break
        else:
            if target.measure == "share" and target.unit == "%" and value > _WHOLE:
                yield Finding.of(
                    "impossible-value/share",
                    "targets.csv",
                    target.row,
                    "value",
                    value=value,
                    target=target,
                )


def check_text_magnitudes(place: Place) -> Iterator[Finding]:
    """A figure of the text that is no target, but impossible for the place, is doubted too."""
    for report_id, text in place.documents.items():
        doubts = [d for d in place.doubts if d.report_id == report_id and d.start is not None]
        rows: dict[int, Numeral] = {}
        for numeral in place.numerals:
            if numeral.report_id == report_id:
                rows.setdefault(numeral.start, numeral)
        for quantity in find_quantities(text) if place.facts else ():
            span = (quantity.start, quantity.end)
            row = rows.get(quantity.start)
            if row is None or row.role == "target" or not quantity.unit:
                continue
            for fact in place.facts:
                bound = convert(fact.value, fact.unit, quantity.unit)
                if bound is not None and quantity.value > bound:
                    if not any(_overlap(span, (d.start or 0, d.end or 0)) for d in doubts):
                        yield Finding.of(
                            "impossible-value/text",
                            "numerals.csv",
                            row.row,
                            "text",
                            value=quantity.value,
                            unit=quantity.unit,
                            fact=fact,
                            numeral=row,
                        )
                    break


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _impossible(target: Target, value: Decimal, fact: Fact, bound: Decimal) -> Finding:
    limit = f"{bound.quantize(Decimal('0.01')).normalize():f}"
    return Finding.of(
        "impossible-value",
        "targets.csv",
        target.row,
        "value",
        value=value,
        target=target,
        fact=fact,
        limit=limit,
    )
