"""Job folders for the tests, filled from the demo's light curves."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.known_fit import light_curve_text
from nmma_fitter.contract import FITTER


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., Path]:
    def make(
        model: str = "Piro2021",
        *,
        kind: str = "SC",
        text: str | None = None,
        settings: dict[str, Any] | None = None,
        prior: str | None = None,
        host: dict[str, float] | None = None,
        **request: Any,
    ) -> Path:
        curve = light_curve_text("ZTF26aaaaasc") if text is None else text
        (tmp_path / "light_curve.dat").write_text(curve)
        default = FITTER / "priors" / "tuned" / f"{model}.prior"
        (tmp_path / "model.prior").write_text(default.read_text() if prior is None else prior)
        data = {
            "schema_version": 1,
            "fitId": 7,
            "attempt": 1,
            "object": "ZTF26aaaaasc",
            "model": model,
            "kind": kind,
            "lightCurve": {
                "path": "light_curve.dat",
                "sha256": hashlib.sha256(curve.encode()).hexdigest(),
            },
            "prior": {"path": "model.prior", "set": "tuned", **({"host": host} if host else {})},
            "settings": {
                "livePoints": 60,
                "seed": 42,
                "tmin": 0,
                "tmax": 14,
                "errorBudget": 1.0,
                "useLimits": True,
                "triggerJd": None,
                "fixTrigger": False,
                **(settings or {}),
            },
            "timeLimitSeconds": 300,
            **request,
        }
        (tmp_path / "request.json").write_text(json.dumps(data))
        return tmp_path

    return make
