"""The inline schemas of a place's package equal `datasets/schemas/`; no table is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scripts.core.findings import Finding
from scripts.core.model import OPTIONAL_TABLES, TABLES
from scripts.package.english import schema_for
from scripts.package.raw import DESCRIPTOR, RawPackage, resources, schema_fields

Schemas = Mapping[str, Mapping[str, object]]
"""Table name -> Table Schema."""


def check_tables_present(raw: RawPackage) -> Iterator[Finding]:
    """A place has all tables of the contract; an optional table comes with those it needs."""
    names = {resource.get("name") for resource in resources(raw.descriptor)}
    partners = {
        partner for table, needed in OPTIONAL_TABLES.items() if table in names for partner in needed
    }
    for table in TABLES:
        if table not in names and (table not in OPTIONAL_TABLES or table in partners):
            yield Finding.of(
                "missing-table", raw.locate(DESCRIPTOR), None, "resources", table=table
            )


def check_schema_drift(raw: RawPackage, schemas: Schemas) -> Iterator[Finding]:
    """Each inline schema is the same JSON value as the copy that all places share."""
    for resource in resources(raw.descriptor):
        name = resource.get("name")
        shared = schemas.get(name) if isinstance(name, str) else None
        shared = None if shared is None else schema_for(raw.descriptor, shared)
        if shared is not None and resource.get("schema") != shared:
            zh, en = _first_difference(resource.get("schema"), shared)
            yield Finding.of(
                "schema-drift",
                raw.locate(DESCRIPTOR),
                None,
                f"resources.{name}.schema",
                name=name,
                zh=zh,
                en=en,
            )


def _first_difference(inline: object, shared: Mapping[str, object]) -> tuple[str, str]:
    if not isinstance(inline, Mapping):
        return "没有内嵌模式", "there is no inline schema"
    ours = {str(f["name"]): f for f in schema_fields(inline)}
    theirs = {str(f["name"]): f for f in schema_fields(shared)}
    if missing := [name for name in theirs if name not in ours]:
        return f"缺少字段“{missing[0]}”", f"the field “{missing[0]}” is missing"
    if extra := [name for name in ours if name not in theirs]:
        return f"多了字段“{extra[0]}”", f"the field “{extra[0]}” is not in the shared copy"
    if changed := [name for name in ours if ours[name] != theirs[name]]:
        return f"字段“{changed[0]}”的定义不同", f"the field “{changed[0]}” is defined differently"
    keys = [key for key in (*shared, *inline) if inline.get(key) != shared.get(key)]
    return f"“{keys[0]}”不同", f"“{keys[0]}” differs"
