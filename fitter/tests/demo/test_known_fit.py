"""The known fit is found, and a wrong one is noticed."""

from demo import known_fit


def test_the_known_evidence_is_found(capsys):
    assert known_fit.main() == 0
    assert "expected -11.96" in capsys.readouterr().out


def test_another_evidence_is_an_error(monkeypatch, capsys):
    monkeypatch.setattr(known_fit, "_LNZ", -13.0)
    assert known_fit.main() == 1
    assert "expected -13.00" in capsys.readouterr().err
