"""Job folders for the tests, filled from the demo's light curves."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import fork_server

from demo.jobs import light_curve_text, request_of, write_job
from nmma_fitter.paths import FITTER


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, str]]:
    """Environment variables that let a job use a fork server, which saves the seconds of importing NMMA."""
    with fork_server() as (_, variables):
        yield variables


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
        default = FITTER / "priors" / "tuned" / f"{model}.prior"
        text_of_prior = default.read_text() if prior is None else prior
        data = request_of("ZTF26aaaaasc", model, kind, curve, {"livePoints": 60, **(settings or {})})
        if host:
            data["prior"]["host"] = host
        write_job(tmp_path, {**data, "timeLimitSeconds": 300, **request}, curve, text_of_prior)
        return tmp_path

    return make
