"""Logging that contains nothing of learners' code and words.

An error in the grader is logged with its position. The message of an exception may quote what the code was looking at
(a syntax error quotes the line, a KeyError the name), which is a learner's; so only our own exceptions are quoted.
"""

import logging
import traceback
from copy import copy
from types import TracebackType

from grader.errors import GraderError
from grader.util.text import make_visible

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RedactingFormatter(logging.Formatter):
    """Formats an exception as its type and its positions in our code."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record; ignore text that a different handler has made of its exception."""
        own = copy(record)
        own.exc_text = None
        return make_visible(super().format(own))

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - the method's name in logging
        """The exception and those that caused it, the first cause first."""
        lines, error = [], ei[1]
        while error is not None:
            lines.append("".join(traceback.format_tb(error.__traceback__)) + describe_error(error))
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(lines))


def start_logging() -> None:
    """Log errors to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(message)s"))
    logging.basicConfig(level=logging.ERROR, handlers=[handler])
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # Jupyter reports learners' timeouts, but so do we


def describe_error(error: BaseException) -> str:
    """The text that may be logged about an exception, on one line."""
    return str(error) if isinstance(error, GraderError) else type(error).__name__
