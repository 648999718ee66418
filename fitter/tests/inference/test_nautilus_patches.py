"""The patches of nautilus: each is in place, and one whose target is gone is refused."""

from types import ModuleType

import pytest

from nmma_fitter.errors import FitError
from nmma_fitter.inference import nautilus_patches
from nmma_fitter.inference.ellipsoid import enclosing_ellipsoid


def test_a_name_that_is_gone_is_refused_in_one_sentence():
    module = ModuleType("nautilus.bounds.basic")
    with pytest.raises(FitError) as caught:
        nautilus_patches.replace(module, "minimum_volume_enclosing_ellipsoid", enclosing_ellipsoid)
    assert (caught.value.reason, caught.value.code) == ("model-assets", "patch-failed")
    assert caught.value.value == "minimum_volume_enclosing_ellipsoid"
    assert "nautilus.bounds.basic has no minimum_volume_enclosing_ellipsoid" in caught.value.message
    assert not hasattr(module, "minimum_volume_enclosing_ellipsoid")


def test_another_version_is_refused():
    nautilus_patches.check_version(nautilus_patches.VERSION)
    with pytest.raises(FitError) as caught:
        nautilus_patches.check_version("1.1.0")
    assert (caught.value.code, caught.value.value) == ("wrong-version", "1.1.0")


def test_the_pinned_version_is_the_one_of_the_patches():
    from nmma_fitter.paths import FITTER  # noqa: PLC0415

    assert f'"nautilus-sampler=={nautilus_patches.VERSION}"' in (FITTER / "pyproject.toml").read_text()
