"""Reads a JSON list of blocks from standard input; writes, per block, null or why PyPI's slack_sdk refuses it."""

import json
import sys

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View


def walk(value):
    """Every object inside, so that the limits of elements are checked too."""
    if isinstance(value, JsonObject):
        yield value
        for inner in vars(value).values():
            yield from walk(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from walk(inner)


def refusal(item):
    try:
        if item.get("type") in ("modal", "home"):
            parsed = View(**item)
        else:
            parsed = Block.parse(item)
        if parsed is None:
            return "unknown block"
        for part in walk(parsed):
            part.validate_json()
        parsed.to_dict()
    except Exception as error:  # noqa: BLE001 - each refusal is an answer, whatever its class
        return f"{type(error).__name__}: {error}"
    return None


json.dump([refusal(item) for item in json.load(sys.stdin)], sys.stdout)
