"""What `bench/fidelity` compares of two best-fit light curves."""

import numpy as np
import pytest
from nmma_bench.best_fit import differences

GRID = np.geomspace(0.01, 12.0, 80)
# An afterglow with p = 3: 0.2 mag from one node to the next.
STEEP = 17.0 + 5.0 * np.log10(GRID)
SINCE = np.linspace(0.0, 12.0, 50)


def _at(times):
    return np.interp(times, GRID, STEEP)


def test_a_steep_light_curve_is_compared_whole():
    found = differences(SINCE, _at(SINCE) + 0.002, GRID, STEEP, has_jumps=False)
    assert len(found) == np.sum(SINCE > 0.02)
    assert found == pytest.approx(0.002)


def test_between_two_nodes_with_a_jump_nothing_is_compared():
    level = np.where(GRID < 3.0, 19.0, 19.5)
    found = differences(SINCE, np.where(SINCE < 3.0, 19.0, 19.5), GRID, level, has_jumps=True)
    assert found == pytest.approx(0.0)
    with_it = differences(SINCE, np.where(SINCE < 3.0, 19.0, 19.5), GRID, level, has_jumps=False)
    assert with_it.max() > 0.05


def test_what_is_too_faint_or_missing_is_left_out():
    ours = np.full_like(SINCE, np.nan)
    ours[-1] = 29.0
    assert len(differences(SINCE, ours, GRID, STEEP, has_jumps=False)) == 0


def test_a_model_that_gives_no_number_is_infinitely_far():
    found = differences(SINCE, _at(SINCE), GRID, np.full_like(GRID, np.nan), has_jumps=False)
    assert np.all(np.isinf(found))
