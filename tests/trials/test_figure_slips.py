"""The trial `figure_slips` on one real package: every slip is found at its row."""

import pytest

from tests.trials.figure_slips import ROOT, try_package


@pytest.mark.parametrize("place", ["hubei"])
def test_a_slip_in_a_figure_is_found_at_its_row(place):
    trials = list(try_package(ROOT / "datasets" / place, None))
    assert sum(len(trial.rows) for trial in trials) > 100
    assert not [(t.slip.name, t.slip.table, sorted(t.missed)) for t in trials if t.missed]
