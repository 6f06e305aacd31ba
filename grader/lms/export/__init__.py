"""The marks and findings of a cohort as files that other programs read, or as scores that are sent.

It may know `gradebook` with its marks, `storage`, and what is below them. Begin with `formats.FORMATS`: each format
gets the cohort's `dataset.ExportData` and the options of one export, and returns a report.

formats       every format, in one table, to which a new one adds a line; JSON Lines
dataset       what every format is made from
tabular       marks as CSV; templates that are filled; cells that no spreadsheet executes
canvas, gradescope, moodle   files for these platforms
matching      who of another system's is which learner
feedback      what a learner reads in another system
junit         JUnit XML
results_file  results.jsonl beside the gradebook
lti, lti_memory, lti_send    scores as messages, which of them were sent, and their sending
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """The options of one export."""

    to: Path
    """The file or folder to write."""
    template: Path | None = None
    """A file that the other system exported; a copy of it is filled."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header in the template to the id of the assignment or exercise it gets; an empty id where the header names it."""
    send: bool = False
    """Whether scores are sent rather than written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export did, for whoever started it."""

    summary: str
    """What was written or sent, a sentence."""
    notes: tuple[str, ...] = ()
    """What was left unchanged, and learners or columns that were not found, a line each."""
    refused: int = 0
    """How many scores another system refused."""
    unsent: int = 0
    """How many scores may not have reached it."""
