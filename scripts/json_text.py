"""Values as JSON text with indents, as Python's own `json` writes it, only sooner.

`json` indents in Python itself, value by value; pydantic's serialiser does it in Rust. They differ
in fractions below a ten-thousandth alone, which have an exponent in one and not in the other.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json


def indented_json(value: Any, indent: int = 1) -> bytes:
    """A value of plain dictionaries, lists, texts and numbers as JSON in UTF-8, with a line end.

    Raises:
        PydanticSerializationError: a text holds half of a surrogate pair.
    """
    return to_json(value, indent=indent) + b"\n"
