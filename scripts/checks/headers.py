"""What is wrong with a table's header, column by column; Frictionless goes by position only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from scripts.core.findings import Finding
from scripts.core.model import TABLES
from scripts.package.raw import RawPackage, resources, schema_fields

_SEPARATORS = re.compile("[;\t|]")


def check_headers(raw: RawPackage) -> Iterator[Finding]:
    """Every table of a place has its schema's columns, separated by commas.

    Frictionless guesses a separator; the contract does not, and neither do other people's tools.
    """
    for resource in resources(raw.descriptor):
        name = str(resource.get("name"))
        frame = raw.tables.get(name)
        names = [str(field["name"]) for field in schema_fields(resource.get("schema"))]
        if frame is None or name not in TABLES or not names:
            continue
        file = raw.locate(raw.table_path(name))
        labels = list(frame.columns)
        if len(labels) == 1 and (found := _SEPARATORS.search(labels[0])):
            yield _separated(file, found.group())
        else:
            yield from check_header(file, labels, names)


def _separated(file: str, separator: str) -> Finding:
    zh = {";": "分号", "\t": "制表符", "|": "竖线"}[separator]
    en = {";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
    return Finding.of("wrong-separator", file, 1, zh=zh, en=en)


def check_header(file: str, labels: Sequence[str], names: Sequence[str]) -> Iterator[Finding]:
    """The differences between a header and the names in its schema.

    Args:
        file: as findings name it.
        labels: the header as written.
        names: the schema's fields in order.
    """
    missing = [name for name in names if name not in labels]
    extra = [label for label in labels if label not in names]
    for name in missing:
        near = get_close_matches(name, extra, n=1)
        if near:
            extra.remove(near[0])
            yield Finding.of("incorrect-label", file, 1, name, label=near[0], name=name)
        else:
            yield Finding.of("missing-label", file, 1, name, name=name)
    yield from (_extra(file, label) for label in extra)
    repeated = sorted({label for label in labels if labels.count(label) > 1})
    yield from (Finding.of("duplicate-label", file, 1, label, label=label) for label in repeated)
    if not (missing or extra or repeated) and list(labels) != list(names):
        yield _reordered(file, labels, names)


def _extra(file: str, label: str) -> Finding:
    kind = "extra-label" if label else "blank-label"
    return Finding.of(kind, file, 1, label or None, label=label)


def _reordered(file: str, labels: Sequence[str], names: Sequence[str]) -> Finding:
    first = next(name for label, name in zip(labels, names, strict=True) if label != name)
    return Finding.of(
        "incorrect-label/order",
        file,
        1,
        first,
        first=first,
        names_zh="、".join(names),
        names_en=", ".join(names),
    )
