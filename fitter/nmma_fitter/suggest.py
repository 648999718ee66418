"""What a name that does not exist was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

# As difflib's own: 1 is the same word, 0 shares nothing.
_LEAST_LIKENESS = 0.6


def hint(
    name: str, known: Iterable[str], *, otherwise: str = "expected", least_likeness: float = _LEAST_LIKENESS
) -> str:
    """The end of a sentence about a name that does not exist: "did you mean NEAREST?", or `otherwise` all that do.

    Upper and lower case are alike. `least_likeness` (0–1) is how near the nearest has to be.
    """
    names = list(known)
    by_lower = {one.lower(): one for one in names}
    near = get_close_matches(name.lower(), by_lower, 1, least_likeness)
    return f"did you mean {by_lower[near[0]]}?" if near else f"{otherwise} {', '.join(names)}."
