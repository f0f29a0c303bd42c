"""What is marked in a report's text is found by where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from scripts.pages.reader_marks import Spans

OFFSETS = st.integers(0, 12)
SPANS = st.lists(st.tuples(OFFSETS, OFFSETS).map(lambda pair: (min(pair), max(pair))), max_size=6)


@given(SPANS, OFFSETS)
def test_the_first_span_that_an_offset_lies_in_is_found(spans, offset):
    spans = sorted(spans, key=lambda span: span[0])
    expected = next((n for n, (start, end) in enumerate(spans) if start <= offset < end), None)
    assert Spans(range(len(spans)), spans).at(offset) == expected
