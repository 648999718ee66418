"""The models and light curves that benchmarks measure on, by name."""

import pytest
from nmma_bench import coverage, direct, fidelity, fit
from nmma_bench.light_curves import chosen


def test_light_curves_come_in_the_order_of_their_names():
    assert [curve.name for curve in chosen("ZTF26aaaanul,ZTF26aaaaakn")] == ["ZTF26aaaanul", "ZTF26aaaaakn"]
    assert {"ZTF26aaaanul", "ZTF26aaaaakn"} <= {curve.name for curve in chosen(None)}


def test_a_name_that_there_is_not_ends_with_a_sentence_that_says_what_is_near():
    with pytest.raises(SystemExit, match="no light curve of ZTF26aaaakn here: did you mean ZTF26aaaaakn"):
        chosen("ZTF26aaaanul,ZTF26aaaakn")


def test_where_nothing_is_near_it_says_what_there_is():
    with pytest.raises(SystemExit, match="no light curve of x here: there are ZTF26aaaaakn, "):
        chosen("x")


@pytest.mark.parametrize(
    ("benchmark", "option"),
    [(fidelity, "--models"), (direct, "--models"), (fit, "--models"), (coverage, "--model")],
)
def test_a_model_that_there_is_not_ends_with_a_sentence(benchmark, option, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["bench", option, "Me2016"])
    with pytest.raises(SystemExit, match="2"):
        benchmark.main()
    assert f"argument {option}: No model Me2016: did you mean Me2017?\n" in capsys.readouterr().err


def test_a_model_that_is_not_timed_is_said_not_left_out(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["bench/fit", "--models", "Piro2021,Bu2019lm"])
    with pytest.raises(SystemExit, match="2"):
        fit.main()
    assert "Bu2019lm is not timed: expected Me2017, Piro2021, " in capsys.readouterr().err
