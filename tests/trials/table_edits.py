"""Random edits of tables, harmless ones and others: is what `fast_tables` accepts ever refused?

    python -m tests.trials.table_edits 3000     makes so many and prints what was accepted and found

Two packages are edited: the miniature one, and a made-up one that has every type and constraint
of the standard that `fast_tables` knows. Judge is stock `frictionless validate`.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from frictionless import Report, validate

from scripts.checks.fast_tables import FastTables
from scripts.checks.frictionless_once import finds_nothing

MINIATURE = Path(__file__).parents[1] / "packages" / "miniature"


def synthetic() -> dict[str, bytes]:
    """A package with two tables, the second referring to the first and to itself."""
    fields = [
        {
            "name": "id",
            "type": "string",
            "constraints": {"required": True, "pattern": "[a-z0-9-]+"},
        },
        {"name": "above", "type": "string"},
        {"name": "other", "type": "string"},
        {"name": "whole", "type": "integer", "constraints": {"minimum": -5, "maximum": 10**6}},
        {"name": "amount", "type": "number", "constraints": {"minimum": 0}},
        {"name": "any_amount", "type": "number"},
        {"name": "day", "type": "date"},
        {"name": "in_year", "type": "year", "constraints": {"minimum": 1949}},
        {"name": "done", "type": "boolean"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["one", "two"]}},
        {"name": "code", "type": "string", "constraints": {"unique": True}},
        {"name": "note", "type": "string", "constraints": {"minLength": 2, "maxLength": 20}},
    ]
    words = ["one", "two"]
    rows = [
        [
            f"row-{n}",
            f"row-{n - 1}" if n else "",
            "" if n == 3 else f"k{n % 3}",
            str(n * 7 - 5),
            f"{n}.50",
            f"-{n}",
            f"2024-0{n + 1}-15",
            str(2000 + n),
            ["true", "false", ""][n % 3],
            words[n % 2],
            f"c{n}",
            f"第 {n} 行, “注”" if n % 2 else "",
        ]
        for n in range(8)
    ]
    key = {"resource": "keys", "fields": ["key", "number"]}
    tables = {
        "keys": (
            [
                {"name": "key", "type": "string", "constraints": {"required": True}},
                {"name": "number", "type": "integer"},
            ],
            {"primaryKey": ["key", "number"]},
            [["k0", "2"], ["k1", "9"], ["k2", "16"], ["k0", "-5"]],
        ),
        "things": (
            fields,
            {
                "primaryKey": "id",
                "missingValues": ["", "-"],
                "foreignKeys": [
                    {"fields": "above", "reference": {"resource": "", "fields": "id"}},
                    {"fields": ["other"], "reference": {**key, "fields": ["key"]}},
                ],
            },
            rows,
        ),
    }
    descriptor = {
        "name": "made-up",
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "type": "table",
                "format": "csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, **rest},
            }
            for name, (fields, rest, _) in tables.items()
        ],
    }
    files = {"datapackage.json": json.dumps(descriptor, ensure_ascii=False).encode()}
    for name, (listed, _, lines) in tables.items():
        files[f"{name}.csv"] = _written([[str(one["name"]) for one in listed], *lines])
    return files


def miniature() -> dict[str, bytes]:
    return {
        path.relative_to(MINIATURE).as_posix(): path.read_bytes()
        for path in sorted(MINIATURE.rglob("*"))
        if path.is_file()
    }


def _written(rows: list[list[str]], **options: object) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", **options).writerows(rows)  # type: ignore[arg-type]
    return buffer.getvalue().encode()


CELLS = (
    "", " ", "-", "0", "00", "007", "-0", "+1", "1e3", "1E-2", "1_000", "1,000", "1.", ".5", "0.0",
    "1.50", " 1", "1 ", "\t1", "１２", "٣", "NaN", "nan", "INF", "-inf", "Infinity", "9" * 17,
    "9" * 18, "9" * 19, "9" * 40, "9" * 5000, "1.5", "-3", "2024-02-30", "2024-02-29",
    "2023-02-29", "2024-2-3", "0000-01-01", "24-01-01", "２０２４-01-01", "2024-01-01T00:00",
    "2024", "02024", "19490", "1948", "99999", "+204", " 204", "true", "True", "TRUE", "tRue",
    "1", "yes", "false", "None", "null", "NULL", "one", "two", "three", "One", "one ", "one\n",
    "row-1", "row-9", "k0", "k1", "k9", "a,b", 'say "so"', "'", "''", "a;b", "a|b", "a\tb",
    "one\ntwo", "\n", "字", "字" * 21, "e\u0301", "\ufeff", "\u200b", "\u2028", "\x0b", "\x0c",
    "\x1c", "\x85", "\xa0", "=1+1", "x" * 200, "row-1\n", "😀", "\\", '\\"', "#", "//",
)  # fmt: skip
"""What people and machines write into a cell."""

Edit = Callable[[random.Random, list[list[str]]], bytes]


def _cell(chance: random.Random, rows: list[list[str]]) -> bytes:
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        at, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        rows[at][column] = chance.choice(CELLS)
    return _written(rows)


def _swapped(chance: random.Random, rows: list[list[str]]) -> bytes:
    column = chance.randrange(len(rows[0]))
    one, two = (chance.randrange(1, len(rows)) for _ in range(2))
    rows[one][column] = rows[two][column]
    return _written(rows)


def change_value(chance: random.Random, rows: list[list[str]]) -> bytes:
    """An ordinary edit: a digit or a letter of a cell is another one."""
    filled = [(a, c) for a in range(1, len(rows)) for c, cell in enumerate(rows[a]) if cell]
    at, column = chance.choice(filled)
    cell = rows[at][column]
    spot = chance.randrange(len(cell))
    other = chance.choice("123456789") if cell[spot].isdigit() else chance.choice("abc字")
    rows[at][column] = cell[:spot] + other + cell[spot + 1 :]
    return _written(rows)


def _rows(chance: random.Random, rows: list[list[str]]) -> bytes:
    at = chance.randrange(1, len(rows))
    match chance.randrange(8):
        case 0:
            rows.insert(at, list(rows[at]))
        case 1:
            del rows[at]
        case 2:
            rows[at] = rows[at][: chance.randrange(len(rows[at]))]
        case 3:
            rows[at].append(chance.choice(CELLS))
        case 4:
            rows.insert(at, [])
        case 5:
            rows.insert(at, [""] * len(rows[0]))
        case 6:
            body = rows[1:]
            chance.shuffle(body)
            rows[1:] = body
        case _:
            del rows[1:]
    return _written(rows)


def _header(chance: random.Random, rows: list[list[str]]) -> bytes:
    column = chance.randrange(len(rows[0]))
    match chance.randrange(6):
        case 0:
            rows[0][column] = chance.choice(["", "x", rows[0][0], f" {rows[0][column]}"])
        case 1:
            rows[0][column] = rows[0][column].upper()
        case 2:
            for row in rows:
                row[column], row[0] = row[0], row[column]
        case 3:
            for row in rows:
                del row[column]
        case 4:
            for row in rows:
                row.append("more")
        case _:
            rows.insert(0, [chance.choice(["# title", "", "a"])])
    return _written(rows)


def _format(chance: random.Random, rows: list[list[str]]) -> bytes:
    """The same cells, or nearly, in another dress."""
    data = _written(rows)
    spot = chance.randrange(len(data))
    return chance.choice(FORMATS)(chance, rows, data, spot)


FORMATS: tuple[Callable[[random.Random, list[list[str]], bytes, int], bytes], ...] = (
    lambda _, __, data, ___: b"\xef\xbb\xbf" + data,
    lambda _, __, data, ___: data.decode().encode("gb18030"),
    lambda _, __, data, ___: data.decode().encode("utf-16"),
    lambda chance, rows, _, __: _written(rows, delimiter=chance.choice(";\t|")),
    lambda _, rows, __, ___: _written(rows, quoting=csv.QUOTE_ALL),
    lambda _, rows, __, ___: _written(rows, quotechar="'", quoting=csv.QUOTE_ALL),
    lambda chance, _, data, __: data.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n"])),
    lambda _, __, data, ___: data.replace(b",", b", "),
    lambda _, __, data, ___: data.replace(b",", b" ,"),
    lambda chance, _, data, __: data + chance.choice(ENDS),
    lambda _, __, data, ___: data.rstrip(b"\n"),
    lambda _, __, data, spot: data[:spot],
    lambda chance, _, data, spot: data[:spot] + chance.choice(BYTES) + data[spot:],
    lambda *_: b"",
)
ENDS = (b"\n", b"\n\n", b" \n", b",\n", b'"', b'"open', b"\0")
BYTES = (b"\0", b'"', b"\xff", b"\r", b",", b"\n")


EDITS: tuple[Edit, ...] = (_cell, _cell, _cell, change_value, _swapped, _rows, _header, _format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A package with one edited table, and what each of the two says about its tables."""

    what: str
    files: dict[str, bytes]
    accepted: frozenset[str]
    refused: frozenset[str]
    nothing: bool
    """What `frictionless_once` says of the whole package."""


def edited(seed: int, edits: tuple[Edit, ...] = EDITS) -> Edited:
    """The edit that belongs to a number; always the same."""
    chance = random.Random(seed)  # noqa: S311
    files = chance.choice([synthetic, synthetic, miniature])()
    descriptor = json.loads(files["datapackage.json"])
    paths = {one["name"]: one["path"] for one in descriptor["resources"] if "schema" in one}
    names = [name for name, path in paths.items() if files[path].count(b"\n") > 1]
    table, edit = chance.choice(names), chance.choice(edits)
    rows = list(csv.reader(io.StringIO(files[paths[table]].decode(), newline="")))
    files[paths[table]] = edit(chance, rows)
    fast = FastTables(descriptor=descriptor, files=files)
    accepted = frozenset(name for name in paths if fast.accepts(name))
    refused, nothing = judged(files)
    return Edited(
        what=f"{seed}: {edit.__name__} in {table}",
        files=files,
        accepted=accepted,
        refused=refused,
        nothing=nothing,
    )


def judged(files: dict[str, bytes]) -> tuple[frozenset[str], bool]:
    """The resources that Frictionless refuses, `""` being the package itself; and if all is well
    by `frictionless_once`.
    """
    descriptor = json.loads(files["datapackage.json"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        names = [str(one.get("name")) for one in descriptor["resources"]]
        nothing = finds_nothing(descriptor, folder, names)
        try:
            report = validate(str(folder / "datapackage.json"))
        except Exception:  # noqa: BLE001  # it stumbles over some descriptors
            return frozenset({""}), nothing
    assert isinstance(report, Report)
    whole = frozenset({""} if report.errors else ())
    return whole | {task.name for task in report.tasks if task.errors}, nothing


def main(count: int, first: int = 0) -> None:
    told: Counter[str] = Counter()
    for seed in range(first, first + count):
        one = edited(seed)
        if wrong := one.accepted & one.refused:
            print(f"WRONGLY ACCEPTED {one.what}: {sorted(wrong)}")  # noqa: T201
        if one.nothing != (not one.refused):
            print(f"ONCE IS NOT TWICE {one.what}: {sorted(one.refused)}")  # noqa: T201
        kind = one.what.split()[1]
        told[f"{kind} {'refused' if one.refused else 'sound'}"] += 1
        told[f"{kind} sound and accepted"] += not one.refused and all_accepted(one)
    for what, times in sorted(told.items()):
        print(f"{times:6} {what}")  # noqa: T201


def all_accepted(one: Edited) -> bool:
    described = json.loads(one.files["datapackage.json"])["resources"]
    return {each["name"] for each in described if "schema" in each} == one.accepted


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
