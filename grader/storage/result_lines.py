"""The lines of `results.jsonl`: one for each result of a gradebook."""

import msgspec

from grader.gradebook import Entry
from grader.storage.result_json import to_json


def line_of(entry: Entry) -> bytes:
    """The line of `results.jsonl`, UTF-8, its line feed with it."""
    return msgspec.json.encode(to_json(entry.result, entry.run, cached=entry.cached)) + b"\n"
