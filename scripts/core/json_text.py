"""Values as JSON text with indents, as Python's own `json` writes it, only sooner.

`json` indents in Python itself, value by value; pydantic's serialiser does it in Rust. They differ
in fractions below a ten-thousandth alone, which have an exponent in one and not in the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json

_END = b"\n  }"
_BETWEEN = _END + b",\n"


def indented_json(value: Any, indent: int = 1) -> bytes:
    """A value of plain dictionaries, lists, texts and numbers as JSON in UTF-8, with a line end.

    Raises:
        PydanticSerializationError: a text holds half of a surrogate pair.
    """
    return to_json(value, indent=indent) + b"\n"


def written_records(text: bytes, name: str) -> list[bytes]:
    """The records of a list at the top of a document, as they are written there.

    A document says the same of a record wherever that stands, so that it need be written only
    once. No text has a line end of its own in JSON: a line tells by its indent what it closes.

    Args:
        text: what `indented_json` wrote of an object, indented by one.
        name: of one of its members, a list of objects.

    Raises:
        ValueError: it has no such list.
    """
    _, found, rest = text.partition(b'\n "%b": [' % name.encode())
    if not found:
        message = f"no list {name!r} at the top of the document"
        raise ValueError(message)
    if rest.startswith(b"]"):
        return []
    *records, last = rest.partition(b"\n ]")[0].removeprefix(b"\n").split(_BETWEEN)
    return [*(record + _END for record in records), last]


def join_records(head: Any, name: str, records: Iterable[bytes]) -> bytes:
    """The document whose last member is a list of written records, as `indented_json` has it."""
    items = b",\n".join(records)
    listed = b"[\n%b\n ]" % items if items else b"[]"
    start = to_json(head, indent=1).removesuffix(b"\n}")
    return b'%b,\n "%b": %b\n}\n' % (start, name.encode(), listed)
