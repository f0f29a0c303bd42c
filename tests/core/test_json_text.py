"""JSON from pydantic's serialiser is what Python's own would be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.core.json_text import indented_json, join_records, written_records

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


RECORDS = st.lists(st.dictionaries(TEXTS, documents(LEAVES), min_size=1))


@given(RECORDS, RECORDS, TEXTS)
def test_records_are_taken_and_put_together_as_they_would_be_written(first, second, text):
    written = indented_json({"head": text, "first": first, "second": second, "end": [text]})
    for name, records in (("first", first), ("second", second)):
        taken = written_records(written, name)
        assert [json.loads(record) for record in taken] == records
        expected = indented_json({"head": text, name: records})
        assert join_records({"head": text}, name, taken) == expected


def test_a_list_that_is_not_at_the_top_is_not_taken():
    document = indented_json({"head": {"targets": [{"a": 1}]}, "text": '\n "targets": ['})
    with pytest.raises(ValueError, match="targets"):
        written_records(document, "targets")
