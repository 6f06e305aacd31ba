"""The marks and findings of a cohort as files that other programs read, or as scores that are sent.

`formats` lists the formats. Each gets the cohort's `dataset` and the options of one export, and returns a report. What
a template is filled with is read and written by `tabular`; `cells` and `csv_files` keep spreadsheets from executing
what a learner wrote. `autograder` and `container` pack a course for a service that grades single submissions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What the command line says."""

    to: Path
    """The file or folder to write."""
    template: Path | None = None
    """What the other system gave, a copy of which is filled."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header in the template to the assignment or exercise that it gets; empty text where the header tells."""
    send: bool = False
    """Whether scores are sent rather than written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was done, and what whoever asked should know of it."""

    summary: str
    """A sentence."""
    notes: tuple[str, ...] = ()
    """What was left as it was and whom nothing could be found for, a line each."""
