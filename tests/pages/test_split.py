"""Long lists become several pages; nothing is lost and no heading is skipped."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from scripts.pages.markdown import page_addresses, split_list
from scripts.pages.sections import split_groups

STEPS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 7)), min_size=1, max_size=8)


def groups_of(steps):
    """Groups whose levels rise by one at most, with targets that are counted through."""
    level, made, targets = 0, [], iter(range(1_000))
    for wanted, count in steps:
        level = min(wanted + 1, level + 1) if made else 1
        made.append(
            {"level": level, "title": len(made), "targets": [next(targets) for _ in range(count)]}
        )
    return made


@given(STEPS, st.integers(1, 5))
@example([(1, 0)], 1)
def test_a_section_is_split_without_loss(steps, most):
    groups = groups_of(steps)
    pages = split_groups(groups, most)
    listed = [target for page in pages for group in page for target in group["targets"]]
    assert listed == [target for group in groups for target in group["targets"]]
    owner = {target: group["title"] for group in groups for target in group["targets"]}
    for page in pages:
        assert sum(len(group["targets"]) for group in page) <= most
        assert page[0]["level"] == 1
        assert all(below["level"] <= above["level"] + 1 for above, below in pairwise(page))
        assert all(owner[one] == group["title"] for group in page for one in group["targets"])


def test_the_first_page_keeps_its_address():
    parts = split_list(range(501), 250)
    assert [len(part) for part in parts] == [250, 250, 1]
    assert page_addresses("a/targets/", 3) == ["a/targets/", "a/targets/2/", "a/targets/3/"]
    assert split_list([], 250) == [[]]
