"""JSON from pydantic's serialiser is what Python's own would be."""

import json

from hypothesis import given
from hypothesis import strategies as st

from scripts.json_text import indented_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS
NUMBERS = st.floats(1e-4, allow_infinity=False) | st.floats(max_value=-1e-4, allow_infinity=False)


def documents(leaves):
    return st.recursive(leaves, lambda one: st.lists(one) | st.dictionaries(TEXTS, one))


@given(documents(LEAVES | NUMBERS), st.sampled_from([1, 2]))
def test_it_is_byte_for_byte_what_json_writes(value, indent):
    expected = json.dumps(value, ensure_ascii=False, indent=indent) + "\n"
    assert indented_json(value, indent) == expected.encode()


@given(documents(LEAVES | st.floats(allow_nan=False, allow_infinity=False)))
def test_it_says_the_same_of_every_number(value):
    assert repr(json.loads(indented_json(value))) == repr(json.loads(json.dumps(value)))
