"""Stock Frictionless fed so that it reads each table once, and asked one thing: is all well?

Its own `validate` opens a table anew for every key that points to it, copies every field at each
opening through a description that is validated again, and validates what the package says of
itself three times over. Here the same classes read the same files and their own checks judge
every row; only that is left out. Whatever is found, `validate` is asked for the findings.

Knows Frictionless, like `frictionless_`, and is imported late for the same reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from frictionless import Checklist, FrictionlessException, Package, Resource, helpers
from frictionless.resources import TableResource


def finds_nothing(descriptor: Mapping[str, object], folder: Path, names: Collection[str]) -> bool:
    """Whether Frictionless has nothing to say about some resources of a package.

    Args:
        descriptor: the package's description of itself, as `datapackage.json` has it.
        folder: where its files stand.
        names: the resources that are judged; what their keys point to is read only.

    False also means that it could not be told this way.
    """
    try:
        package = Package.from_descriptor(descriptor, basepath=str(folder))
        reading = _Reading(package=package, names=names)
        return all(reading.is_sound(package.get_resource(name)) for name in names)
    except Exception:  # noqa: BLE001  # whatever it stumbles over, `validate` says it in its way
        return False


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The reading of one package; stands where a table looks for the package that it is in."""

    package: Package
    names: Collection[str]
    basepath: str | None = None
    keys: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sound: dict[str, bool] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def is_sound(self, resource: Resource) -> bool:
        """Whether the stock checks find nothing in a resource, which is read at most once."""
        if resource.name not in self.sound:
            self.sound[resource.name] = self._check(resource)
        return self.sound[resource.name]

    def _check(self, resource: Resource) -> bool:
        if type(resource).validate is not Resource.validate:
            return False  # it has other ideas of what to check
        checks = Checklist().connect(resource)
        if isinstance(resource, TableResource):
            self._prepare(resource)
        with resource:
            if any(list(check.validate_start()) for check in checks):
                return False
            if isinstance(resource, TableResource):
                for row in self._rows(resource):
                    if any(list(check.validate_row(row)) for check in checks):
                        return False
            elif resource.hash is not None or resource.bytes is not None:
                helpers.pass_through(resource.byte_stream)
            return not any(list(check.validate_end()) for check in checks)

    def _prepare(self, table: TableResource) -> None:
        """Let the table find the keys that it refers to here, and its fields copy themselves.

        A field's own copy is a description of it that is validated and read again, twice at each
        opening. Nobody changes a field here, so that one will do.
        """
        self.begun.add(table.name)
        table.package = self
        for one in table.schema.fields:
            one.to_copy = lambda one=one: one

    def _rows(self, table: TableResource) -> Iterator[Any]:
        """The rows of an open table, whose keys are noted for those that refer to them."""
        wanted = self._wanted(table.name)
        if not wanted:
            yield from table.row_stream
            return
        noted = self.keys[table.name] = []
        for row in table.row_stream:
            noted.append({name: row.get(name) for name in wanted})
            yield row

    def _wanted(self, name: str) -> set[str]:
        """The fields of a resource that keys of others point to."""
        return {
            wanted
            for other in self.package.resources
            if isinstance(other, TableResource) and other.name != name
            for key in other.schema.foreign_keys
            if key["reference"]["resource"] == name
            for wanted in key["reference"]["fields"]
        }

    def has_resource(self, name: str) -> bool:
        """Asked by a table about what its keys point to."""
        found: bool = self.package.has_resource(name)
        return found

    def get_resource(self, name: str) -> _Keys:
        """The keys of a table that another refers to.

        Raises:
            FrictionlessException: the tables refer to each other in a circle, or it is no table.
        """
        if name not in self.keys:
            resource = self.package.get_resource(name)
            if name in self.begun or not isinstance(resource, TableResource):
                raise FrictionlessException("not to be read once")
            if name in self.names:
                self.is_sound(resource)
            else:
                self._read_keys(resource)
        return _Keys(rows=self.keys.get(name, []))

    def _read_keys(self, table: TableResource) -> None:
        self._prepare(table)
        table.schema.foreign_keys = []
        with table:
            for _ in self._rows(table):
                pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """What a table that refers to another asks of that other, which was read already."""

    rows: Iterable[Mapping[str, Any]]
    schema: None = None

    def to_copy(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    @property
    def row_stream(self) -> Iterable[Mapping[str, Any]]:
        return self.rows
