"""Whether stock Frictionless would certainly have nothing to say about a table, without asking it.

Loading Frictionless takes longer than all else that one changed value needs. Here is the part of
the Table Schema standard that ours use, written so that each step is at least as strict as
Frictionless 5's. Only “certainly accepted” means something: everything else, what is not known
here as well as what is wrong, is for Frictionless to judge and to say. That the description of
the package is in order is taken for granted: Frictionless has to have said so before.

Neither pandas nor Frictionless is imported.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import islice

from scripts.package.raw import resources

_RESOURCE_KEYS = frozenset(
    "name path type title title_en description description_en format mediatype encoding schema "
    "hash bytes".split()
)
_SCHEMA_KEYS = frozenset("fields missingValues primaryKey foreignKeys".split())
_FIELD_KEYS = frozenset("name type title description format constraints".split())
_CONSTRAINTS: Mapping[str, frozenset[str]] = {
    "string": frozenset("required unique pattern enum minLength maxLength".split()),
    "integer": frozenset("required unique minimum maximum".split()),
    "number": frozenset("required unique minimum maximum".split()),
    "year": frozenset("required minimum maximum".split()),
    "boolean": frozenset({"required"}),
    "date": frozenset({"required"}),
}
"""Type -> the constraints that are known here."""
_DELIMITERS = ",\t;|"
_SNIFFED_LINES = 100
"""From what Frictionless guesses how a table's cells are separated."""
_LONGEST_CELL = 100_000
_TEXT_FORMATS = frozenset({"md", "txt"})

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_BOOLEANS = frozenset({"true", "True", "TRUE", "1", "false", "False", "FALSE", "0"})


class UnknownError(Exception):
    """It cannot be told here whether Frictionless would accept this."""


@dataclass(slots=True, kw_only=True)
class FastTables:
    """The tables of a package, each read once, by the package's description of itself.

    Args:
        descriptor: accepted by Frictionless before.
        files: path -> bytes, as published.
    """

    descriptor: Mapping[str, object]
    files: Mapping[str, bytes]
    read: dict[str, _Cells | None] = field(default_factory=dict)

    def accepts(self, name: str) -> bool:
        """Whether Frictionless certainly accepts a resource; False: it has to be asked."""
        try:
            resource = self._resource(name)
            if resource.get("type") is None:
                return _is_sound_text(resource, self.files)
            cells = self._cells(name)
            return all(self._holds(name, cells, key) for key in _foreign_keys(resource))
        except UnknownError:
            return False

    def _resource(self, name: str) -> Mapping[str, object]:
        found = [one for one in resources(self.descriptor) if one.get("name") == name]
        if len(found) != 1 or not set(found[0]) <= _RESOURCE_KEYS:
            raise UnknownError
        return found[0]

    def _cells(self, name: str) -> _Cells:
        """A table whose cells are sound, its foreign keys left aside."""
        if name not in self.read:
            self.read[name] = None
            self.read[name] = _read_sound(self._resource(name), self.files)
        cells = self.read[name]
        if cells is None:
            raise UnknownError
        return cells

    def _holds(self, name: str, cells: _Cells, key: _ForeignKey) -> bool:
        others = self._cells(key.resource or name)
        kinds = [cells.kind(one) for one in key.fields], [others.kind(one) for one in key.others]
        if kinds[0] != kinds[1]:
            raise UnknownError
        return cells.tuples(key.fields) <= others.tuples(key.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForeignKey:
    """Fields whose cells stand in the fields `others` of a resource, `""` being the table's own."""

    fields: tuple[str, ...]
    resource: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    kind: str
    constraints: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """A table's cells by field, all of them sound, and which of them mean that there is none."""

    fields: Mapping[str, _Field]
    columns: Mapping[str, Sequence[str]]
    missing: frozenset[str]

    def kind(self, name: str) -> str:
        """The type of a field."""
        if name not in self.fields:
            raise UnknownError
        return self.fields[name].kind

    def typed(self, name: str) -> list[object]:
        """A column as Frictionless compares its cells; None where there is none."""
        convert = _TYPED.get(self.kind(name))
        if convert is None:
            raise UnknownError
        cells = self.columns[name]
        known = {one: None if one in self.missing else convert(one) for one in set(cells)}
        return [known[cell] for cell in cells]

    def tuples(self, names: Sequence[str]) -> set[tuple[object, ...]]:
        """The different keys that some fields make, without those that are empty throughout."""
        if len(names) == 1 and self.kind(names[0]) == "string":
            return {(cell,) for cell in set(self.columns[names[0]]) - self.missing}
        keys = set(zip(*(self.typed(name) for name in names), strict=True))
        return keys - {(None,) * len(names)}


_TYPED: Mapping[str, Callable[[str], object]] = {"string": str, "integer": int, "number": Decimal}


def _is_sound_text(resource: Mapping[str, object], files: Mapping[str, bytes]) -> bool:
    """A file that is no table has the hash and the size that the package tells."""
    if "schema" in resource or resource.get("format") not in _TEXT_FORMATS:
        raise UnknownError
    _checked_bytes(resource, files)
    return True


def _checked_bytes(resource: Mapping[str, object], files: Mapping[str, bytes]) -> bytes:
    path, told, size = resource.get("path"), resource.get("hash"), resource.get("bytes")
    if not isinstance(path, str) or path not in files or resource.get("encoding") != "utf-8":
        raise UnknownError
    data = files[path]
    if told is not None and told != f"sha256:{sha256(data).hexdigest()}":
        raise UnknownError
    if size is not None and (isinstance(size, bool) or size != len(data)):
        raise UnknownError
    return data


def _read_sound(resource: Mapping[str, object], files: Mapping[str, bytes]) -> _Cells:
    """A table in which header, types, constraints and primary key are in order.

    Raises:
        UnknownError: they are not, or it cannot be told.
    """
    if resource.get("type") != "table" or resource.get("format") != "csv":
        raise UnknownError
    schema = _known(resource.get("schema"), _SCHEMA_KEYS)
    fields = [_known_field(one) for one in _listed(schema.get("fields"))]
    names = [one.name for one in fields]
    if not names or len(set(names)) < len(names):
        raise UnknownError
    columns = _read_columns(_checked_bytes(resource, files), names)
    cells = _Cells(
        fields={one.name: one for one in fields},
        columns=dict(zip(names, columns, strict=True)),
        missing=frozenset(_texts(schema.get("missingValues", [""]))),
    )
    for one in fields:
        _check_cells(one, cells)
    _check_rows(cells)
    if "primaryKey" in schema:
        _check_unique(cells, _names(schema["primaryKey"]), every=True)
    return cells


def _read_columns(data: bytes, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The cells by column, read as Frictionless reads them; each row is as wide as the header."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnknownError from None
    if not text or text[0] == "\ufeff" or "\r" in text or "\0" in text:
        raise UnknownError
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect=_sniffed(text)))
    except csv.Error:
        raise UnknownError from None
    if rows[0] != list(names) or any(name != name.strip() or not name for name in names):
        raise UnknownError
    if set(map(len, rows)) != {len(names)}:
        raise UnknownError
    return list(zip(*rows[1:], strict=True)) or [() for _ in names]


def _sniffed(text: str) -> type[csv.Dialect]:
    """How cells are separated, as Frictionless guesses it: from the first lines, by `csv`."""
    lines = "".join(islice(io.StringIO(text, newline=""), _SNIFFED_LINES))
    try:
        guess = csv.Sniffer().sniff(lines, _DELIMITERS)
    except csv.Error:
        return csv.excel
    if guess.delimiter != "," or guess.escapechar is not None:
        raise UnknownError

    class Guessed(csv.excel):
        skipinitialspace = guess.skipinitialspace

    return Guessed


def _check_cells(one: _Field, cells: _Cells) -> None:
    """Each different cell of a field is of its type and within its constraints."""
    column = cells.columns[one.name]
    different = set(column)
    filled = different - cells.missing
    if one.constraints.get("required") and len(filled) < len(different):
        raise UnknownError
    if not all(map(_accepting(one), filled)) or max(map(len, different), default=0) > _LONGEST_CELL:
        raise UnknownError
    if one.constraints.get("unique"):
        _check_unique(cells, (one.name,), every=False)


def _check_rows(cells: _Cells) -> None:
    """No row is blank."""
    required = any(one.constraints.get("required") for one in cells.fields.values())
    blank = cells.missing.issuperset
    if not required and any(map(blank, zip(*cells.columns.values(), strict=True))):
        raise UnknownError


def _check_unique(cells: _Cells, names: Sequence[str], *, every: bool) -> None:
    """No two rows have the same key; `every` row has one, or those without are left aside."""
    if not names:
        return
    keys: list[tuple[object, ...]] = list(zip(*(cells.typed(name) for name in names), strict=True))
    nothing = (None,) * len(names)
    if every and nothing in keys:
        raise UnknownError
    filled = [key for key in keys if key != nothing]
    if len(set(filled)) < len(filled):
        raise UnknownError


def _accepting(one: _Field) -> Callable[[str], bool]:
    """Whether a filled cell of a field is of its type and within its constraints."""
    if one.kind == "string":
        return _accepting_text(one.constraints)
    if one.kind in {"integer", "number", "year"}:
        return _accepting_number(one)
    return _is_boolean if one.kind == "boolean" else _is_date


def _accepting_text(constraints: Mapping[str, object]) -> Callable[[str], bool]:
    tests: list[Callable[[str], object]] = []
    if (pattern := constraints.get("pattern")) is not None:
        try:
            tests.append(re.compile(f"^{pattern}$").match)
        except re.error:
            raise UnknownError from None
    if (words := constraints.get("enum")) is not None:
        tests.append(frozenset(_texts(words)).__contains__)
    shortest, longest = (_whole(constraints.get(one)) for one in ("minLength", "maxLength"))
    if shortest is not None:
        tests.append(lambda cell: len(cell) >= shortest)
    if longest is not None:
        tests.append(lambda cell: len(cell) <= longest)
    return lambda cell: all(test(cell) for test in tests)


def _accepting_number(one: _Field) -> Callable[[str], bool]:
    form = {"integer": _INTEGER, "number": _NUMBER, "year": _YEAR}[one.kind]
    low, high = (_whole(one.constraints.get(bound)) for bound in ("minimum", "maximum"))

    def accept(cell: str) -> bool:
        if form.fullmatch(cell) is None:
            return False
        if low is None and high is None:
            return True
        value = Decimal(cell)
        return (low is None or value >= low) and (high is None or value <= high)

    return accept


def _is_boolean(cell: str) -> bool:
    return cell in _BOOLEANS


def _is_date(cell: str) -> bool:
    if _DATE.fullmatch(cell) is None:
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


# What a schema says, where it is of the kind that is known here


def _foreign_keys(resource: Mapping[str, object]) -> Iterator[_ForeignKey]:
    schema = _known(resource.get("schema"), _SCHEMA_KEYS)
    for listed in _listed(schema.get("foreignKeys", [])):
        key = _known(listed, {"fields", "reference"})
        reference = _known(key.get("reference"), {"resource", "fields"})
        own, others = _names(key.get("fields")), _names(reference.get("fields"))
        resource_name = reference.get("resource", "")
        if not own or len(own) != len(others) or not isinstance(resource_name, str):
            raise UnknownError
        yield _ForeignKey(fields=own, resource=resource_name, others=others)


def _known_field(listed: object) -> _Field:
    one = _known(listed, _FIELD_KEYS)
    name, kind = one.get("name"), one.get("type")
    if not isinstance(name, str) or not isinstance(kind, str) or kind not in _CONSTRAINTS:
        raise UnknownError
    if one.get("format", "default") != "default":
        raise UnknownError
    return _Field(
        name=name,
        kind=kind,
        constraints=_known(one.get("constraints", {}), _CONSTRAINTS[kind]),
    )


def _known(value: object, keys: Collection[str]) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not set(value) <= set(keys):
        raise UnknownError
    return value


def _listed(value: object) -> Iterable[object]:
    if not isinstance(value, list):
        raise UnknownError
    return value


def _texts(value: object) -> list[str]:
    found = [one for one in _listed(value) if isinstance(one, str)]
    if len(found) != len(list(_listed(value))):
        raise UnknownError
    return found


def _names(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(_texts(value))


def _whole(value: object) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise UnknownError
    return value
