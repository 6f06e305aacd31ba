"""What is logged: of learners' code and words, nothing.

A fault of the grader is logged with where it happened. What an exception says besides may quote what it was looking at
(a syntax error quotes the line, a KeyError the name), which is a learner's; only our own exceptions are quoted.
"""

import logging
import traceback
from copy import copy
from types import TracebackType

from grader.errors import GraderError
from grader.util.text import make_visible

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RedactingFormatter(logging.Formatter):
    """Tells of an exception its type and its places in our code."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, whatever another handler has made of its exception before."""
        own = copy(record)
        own.exc_text = None
        return make_visible(super().format(own))

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's name
        """The exception and those behind it, the first cause first."""
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
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # Jupyter reports learners' timeouts, and so do we


def describe_error(error: BaseException) -> str:
    """What may be logged of an exception, in a line."""
    return str(error) if isinstance(error, GraderError) else type(error).__name__
