"""The lines of `results.jsonl`: one for each result of a gradebook."""

from grader.gradebook import Entry
from grader.storage.result_json import to_json
from grader.util.text import json_line


def line_of(entry: Entry) -> bytes:
    """The line of `results.jsonl`, UTF-8, its line feed with it."""
    return json_line(to_json(entry.result, entry.run, cached=entry.cached))
