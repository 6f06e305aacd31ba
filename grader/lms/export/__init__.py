"""The marks and findings of a cohort as files that other programs read, or as scores that are sent.

It may import `gradebook` with its marks, `storage`, and the packages below them. Begin with `formats.FORMATS`: each
format gets the cohort's `dataset.ExportData` and the options of one export, and returns a report.

formats       one table of all formats, to which a new format adds a line; JSON Lines
dataset       the data from which every format is made
tabular       marks as CSV; templates that are filled; cells that no spreadsheet executes
canvas, gradescope, moodle   files for these platforms
matching      which person of another system is which learner
feedback      the text that a learner reads in another system
junit         JUnit XML
results_file  results.jsonl, read together with the gradebook
lti, lti_memory, lti_send    scores as messages, the record of those that were sent, and the sending
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """The options of one export."""

    to: Path
    """The file or folder to write."""
    template: Path = Path()
    """A file that the other system exported, of which a copy is filled; unused by formats without one."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Maps each header in the template to the id of its assignment or exercise; an empty id if the header itself
    names it.
    """
    send: bool = False
    """Whether scores are sent instead of written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export did, for the person who started it."""

    summary: str
    """What was written or sent, as a sentence."""
    notes: tuple[str, ...] = ()
    """What was left unchanged, and learners or columns that were not found, one line each."""
    refused: int = 0
    """How many scores the other system refused."""
    unsent: int = 0
    """How many scores may not have reached the other system."""
