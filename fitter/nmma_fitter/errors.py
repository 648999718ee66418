"""The reasons why a fit has no result."""

from typing import Literal

Reason = Literal["bad-data", "model-assets", "out-of-memory", "node", "crash", "bad-result", "timed-out"]


class FitError(Exception):
    """The fit ends without a result, for a reason that a person can act on.

    `code` is the stable name of the exact cause. The message is one sentence: what was wrong, and what was expected.
    """

    def __init__(self, reason: Reason, code: str, message: str, value: str | None = None) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.code = code
        self.message = message
        self.value = value
