"""Suggests a correction for a mistyped name."""

from collections.abc import Iterable
from difflib import get_close_matches

# difflib's default; 1 means identical, 0 nothing in common.
_CUTOFF = 0.6


def hint(name: str, known: Iterable[str], *, otherwise: str = "expected", cutoff: float = _CUTOFF) -> str:
    """End a sentence about an unknown name: "did you mean NEAREST?", or `otherwise` and the list of all known names.

    Case is ignored. `cutoff` (0–1) is the similarity that the nearest name needs.
    """
    names = list(known)
    by_lower = {one.lower(): one for one in names}
    close = get_close_matches(name.lower(), by_lower, 1, cutoff)
    return f"did you mean {by_lower[close[0]]}?" if close else f"{otherwise} {', '.join(names)}."
