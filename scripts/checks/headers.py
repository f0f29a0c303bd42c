"""What is wrong with a table's header, column by column; Frictionless goes by position only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from scripts.core.findings import Finding
from scripts.core.model import TABLES, Bilingual
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
    return _finding(
        file,
        None,
        "wrong-separator",
        Bilingual(zh=f"各列之间是{zh}，不是逗号。", en=f"The columns are separated by {en}."),
        Bilingual(
            zh="在 Excel 里另存为“CSV UTF-8（逗号分隔）”，或从版本历史恢复。",
            en="Save as “CSV UTF-8 (Comma delimited)”, or restore the file from the history.",
        ),
    )


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
            yield _renamed(file, near[0], name)
        else:
            yield _missing(file, name)
    yield from (_extra(file, label) for label in extra)
    repeated = sorted({label for label in labels if labels.count(label) > 1})
    yield from (_repeated(file, label) for label in repeated)
    if not (missing or extra or repeated) and list(labels) != list(names):
        yield _reordered(file, labels, names)


def _finding(
    file: str, field: str | None, code: str, message: Bilingual, fix: Bilingual
) -> Finding:
    return Finding(
        file=file,
        row=1,
        field=field,
        code=code,
        message_zh=message.zh,
        message_en=message.en,
        fix_zh=fix.zh,
        fix_en=fix.en,
    )


def _renamed(file: str, label: str, name: str) -> Finding:
    return _finding(
        file,
        name,
        "incorrect-label",
        Bilingual(zh=f"表头写的是“{label}”，应为“{name}”。", en=f"“{label}” should be “{name}”."),
        Bilingual(zh=f"把列名改回“{name}”。", en=f"Name the column “{name}” again."),
    )


def _missing(file: str, name: str) -> Finding:
    return _finding(
        file,
        name,
        "missing-label",
        Bilingual(zh=f"表头缺少“{name}”一列。", en=f"The header lacks the column “{name}”."),
        Bilingual(
            zh=f"把“{name}”一列加回原来的位置。", en=f"Put the column “{name}” back in its place."
        ),
    )


def _extra(file: str, label: str) -> Finding:
    return _finding(
        file,
        label or None,
        "extra-label" if label else "blank-label",
        Bilingual(
            zh=f"表头的“{label}”一列在模式里没有。",
            en=f"The schema has no column “{label}”.",
        ),
        Bilingual(
            zh="删去这一列；确需新增时，先加到 datasets/schemas/ 的末尾，再同步内嵌模式。",
            en="Delete the column; to add one for good, append it in datasets/schemas/ first.",
        ),
    )


def _repeated(file: str, label: str) -> Finding:
    return _finding(
        file,
        label,
        "duplicate-label",
        Bilingual(zh=f"表头有两列都叫“{label}”。", en=f"Two columns are called “{label}”."),
        Bilingual(zh="按模式改列名，或者删去重复的一列。", en="Rename or delete one of them."),
    )


def _reordered(file: str, labels: Sequence[str], names: Sequence[str]) -> Finding:
    first = next(name for label, name in zip(labels, names, strict=True) if label != name)
    return _finding(
        file,
        first,
        "incorrect-label",
        Bilingual(
            zh=f"列的次序变了：“{first}”不在原来的位置。",
            en=f"The columns are in another order: “{first}” is not in its place.",
        ),
        Bilingual(
            zh="按模式恢复列的次序：" + "、".join(names) + "。",
            en="Order the columns as in the schema: " + ", ".join(names) + ".",
        ),
    )
