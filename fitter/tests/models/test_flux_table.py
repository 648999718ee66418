"""The part of fiesta's surrogates that a fit needs, against all of them as fiesta has them."""

import jax
import numpy as np
import pytest
from fiesta.inference.lightcurve_model import AfterglowFlux, BullaFlux

from nmma_fitter.models.fiesta import _without_filters
from nmma_fitter.models.flux_table import FluxTable

_LOG_NUS = (float(np.log(3.7e14)), float(np.log(1.3e15)))
_LOG_DAYS = (float(np.log(0.3)), float(np.log(17)))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (AfterglowFlux, "afgpy_gaussian_CVAE"),
        (AfterglowFlux, "afgpy_tophat_CVAE"),
        (BullaFlux, "Bu2025_MLP"),
    ],
)
def test_fluxes_are_those_of_fiesta(kind, name):
    surrogate = _without_filters(kind, name)
    ranges = np.array([surrogate.parameter_distributions[key][:2] for key in surrogate.parameter_names])
    low, high = ranges.astype(float).T
    # More than one batch, and not a whole number of them.
    inputs = low + (high - low) * np.random.default_rng(1).random((70, len(low)))
    table = FluxTable(surrogate, _LOG_NUS, _LOG_DAYS)
    nus, days = np.log(np.asarray(surrogate.nus, float)), np.log(np.asarray(surrogate.times, float))
    rows, columns = np.isin(nus, table.log_nus), np.isin(days, table.log_days)
    assert rows.sum() == len(table.log_nus) < len(nus)
    assert columns.sum() == len(table.log_days) < len(days)
    assert table.log_nus[0] <= _LOG_NUS[0]
    assert table.log_nus[-1] >= _LOG_NUS[1]
    assert table.log_days[0] <= _LOG_DAYS[0]
    assert table.log_days[-1] >= _LOG_DAYS[1]
    theirs = np.asarray(jax.vmap(surrogate.predict_log_flux)(inputs))[:, rows][:, :, columns]
    # Both in single precision.
    assert table.log_flux(inputs) == pytest.approx(theirs, abs=3e-3)
    assert np.median(np.abs(table.log_flux(inputs) - theirs)) < 3e-4


def test_a_span_beyond_the_surrogate_gets_its_last_two_nodes():
    surrogate = _without_filters(BullaFlux, "Bu2025_MLP")
    table = FluxTable(surrogate, (100.0, 101.0), (50.0, 51.0))
    assert table.log_nus == pytest.approx(np.log(np.asarray(surrogate.nus, float))[-2:])
    assert table.log_days == pytest.approx(np.log(np.asarray(surrogate.times, float))[-2:])
