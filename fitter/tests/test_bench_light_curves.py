"""The light curves that benchmarks measure on, by name."""

import pytest
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
