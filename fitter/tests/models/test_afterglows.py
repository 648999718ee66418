"""Afterglows: NMMA's own, what stands in for it, and where neither is defined."""

import numpy as np
import pytest
from transients import DAYS, FILTERS, REACH, columns, magnitudes, models, parameters

from nmma_fitter.models.afterglow_grid import AfterglowGrid
from nmma_fitter.models.build import DRAWN_POINTS, finest_model, nmma_model
from nmma_fitter.registry import find_model


@pytest.mark.parametrize(("name", "tolerance"), [("TrPi2018_tophat", 0.1), ("TrPi2018", 0.05)])
def test_the_coarse_afterglow_is_near_the_exact_one(name, tolerance):
    *_, coarse, exact = models(name)
    assert coarse.approximation_error > exact.approximation_error == 0
    days = np.geomspace(0.1, 10, 40)
    curves = [
        magnitudes(model, {**parameters(name), "timeshift": 0.0}, days, ["ztfr"] * 40)
        for model in (coarse, exact)
    ]
    assert np.abs(curves[0] - curves[1]).max() < tolerance


@pytest.mark.parametrize(
    ("name", "changes", "is_defined"),
    [
        ("TrPi2018", {"thetaCore": 0.05, "thetaWing": 0.349}, True),
        ("TrPi2018", {"thetaCore": 0.05, "thetaWing": 0.351}, False),
        ("TrPi2018", {"thetaCore": 0.3, "thetaWing": 0.061}, True),
        ("TrPi2018", {"thetaCore": 0.3, "thetaWing": 0.059}, False),
        ("TrPi2018", {"log10_epsilon_e": -0.3, "log10_epsilon_B": -0.31}, True),
        ("TrPi2018", {"log10_epsilon_e": -0.3, "log10_epsilon_B": -0.29}, False),
        ("TrPi2018_tophat", {"log10_epsilon_e": -0.3, "log10_epsilon_B": -0.29}, False),
        ("Me2017_TrPi2018", {"log10_epsilon_e": -0.3, "log10_epsilon_B": -0.29}, False),
    ],
)
def test_an_afterglow_is_defined_where_nmma_says_so(name, changes, is_defined):
    for model in models(name):
        found = magnitudes(model, {**parameters(name), **changes}, DAYS, ["ztfr"] * 5)
        assert np.isnan(found).all() != is_defined


def test_an_afterglows_nodes_reach_the_last_day():
    for last in (1.0, 3.0, 8.0, 19.0):
        grid = AfterglowGrid(0.02, last, 10)
        days = np.geomspace(0.02, last, 30)
        assert len(grid.asked_days) == 10
        assert grid.nodes[-1] >= last * (1 - 1e-9)
        # A power law is a straight line in log time, whatever the nodes.
        assert grid.interpolate(np.log(grid.nodes), days) == pytest.approx(np.log(days), abs=1e-6)


@pytest.mark.parametrize("name", ["TrPi2018_tophat", "TrPi2018"])
def test_an_afterglow_is_drawn_as_nmma_has_it_to_a_thousandth(name):
    entry = find_model(name)
    drawn = finest_model(entry, FILTERS, REACH, models(name)[-1])
    grid = np.geomspace(entry.time_grid.first_day, REACH.last_day, DRAWN_POINTS)
    nmmas = nmma_model(entry, FILTERS, grid).generate_lightcurve(grid, parameters(name))[1]
    ours = drawn.magnitudes(columns(parameters(name)), DAYS[np.newaxis], np.full(5, "ztfg"))[0]
    assert ours == pytest.approx(np.interp(DAYS, grid, nmmas["ztfg"]), abs=1e-3)
    assert finest_model(find_model("Piro2021"), FILTERS, REACH, drawn) is drawn
