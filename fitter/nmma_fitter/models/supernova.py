"""Supernovae from a template of sncosmo's."""

import numpy as np

from nmma_fitter.models.model import Parameters, redshifts
from nmma_fitter.models.nmma_bridge import supernova_magnitudes

# A template's wavelengths are 10 Å apart, and a step of 0.00025 is 1.25 Å at 5000 Å: magnitudes between the steps of
# both axes are right to 10⁻³ within a template's own range (a test compares; with 0.0008 they were to 0.005).
_REDSHIFT_STEP = 0.00025
_DAY_STEP = 0.05
# Stands for "no light" in the table; brighter ones are light.
_DARK = 60.0


class Supernova:
    """NMMA's own function on a grid of redshifts and rest-frame days, and what lies between.

    The template's light curve depends on these two only: brightness and stretch are NMMA's `supernova_mag_boost` and
    `supernova_mag_stretch`. NMMA 0.2.3 leaves its host extinction without effect for supernovae, so this does too.
    """

    approximation_error = 0.0
    is_cheap = True

    def __init__(
        self, source: str, filters: list[str], last_day: float, redshift_range: tuple[float, float]
    ) -> None:
        """Tabulate `source` up to `last_day` (observer's days) between two redshifts.

        Raises whatever sncosmo does when it has no template of that name.
        """
        low, high = redshift_range
        self._z = np.linspace(low, high, max(2, int(np.ceil((high - low) / _REDSHIFT_STEP)) + 1))
        self._days = np.arange(0.0, last_day + 2 * _DAY_STEP, _DAY_STEP)
        self._tables = {name: np.empty((len(self._z), len(self._days))) for name in filters}
        for row, z in enumerate(self._z):
            curves = supernova_magnitudes(source, self._days * (1 + z), z, filters)
            for name in filters:
                curve = curves[name]
                self._tables[name][row] = np.where(np.isfinite(curve), curve, _DARK)

    def magnitudes(self, parameters: Parameters, days: np.ndarray, filters: np.ndarray) -> np.ndarray:
        """See Model."""
        z = redshifts(parameters)
        stretch = parameters.get("supernova_mag_stretch", np.ones(len(z)))
        column = np.clip(days / ((1 + z) * stretch)[:, None], 0, self._days[-1]) / _DAY_STEP
        step = self._z[1] - self._z[0] if self._z[1] > self._z[0] else 1.0
        row = np.clip((z - self._z[0]) / step, 0, len(self._z) - 1)
        found = np.empty(days.shape)
        for name in set(filters.tolist()):
            mask = filters == name
            found[:, mask] = _bilinear(self._tables[name], row[:, None], column[:, mask])
        found += parameters.get("supernova_mag_boost", np.zeros(len(z)))[:, None]
        return np.where(found < _DARK / 2, found, np.inf)


def _bilinear(table: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    top = np.minimum(row.astype(int), table.shape[0] - 2)
    left = np.minimum(column.astype(int), table.shape[1] - 2)
    down, right = row - top, column - left
    return (1 - down) * ((1 - right) * table[top, left] + right * table[top, left + 1]) + down * (
        (1 - right) * table[top + 1, left] + right * table[top + 1, left + 1]
    )
