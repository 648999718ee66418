"""Requests from outside to end a job."""

from dataclasses import dataclass


@dataclass
class EndRequests:
    """`stop` ends the fit without a result, `time_over` with the result so far."""

    stop: bool = False
    time_over: bool = False
