"""What a fork can't do whose parent had a context of TensorFlow's: use that context's threads, which it has not.

Operations run on the thread that asks where each of TensorFlow's pools has one thread. Functions and data sets are
handed to those threads, and whoever asks for one would wait for ever.
"""

from typing import NoReturn

from tensorflow.python.eager import context


class ThreadsLost(BaseException):
    """This process lacks threads that are needed. Not an `Exception`: nobody on the way may take it for a model's."""


def forbid_functions() -> None:
    """Have every function raise `ThreadsLost`, here and in all forks."""
    context.Context.call_function = _refuse


def are_functions_forbidden() -> bool:
    """Whether they are, here."""
    return context.Context.call_function is _refuse


def require_threads() -> None:
    """Raise `ThreadsLost` where functions are forbidden."""
    if are_functions_forbidden():
        raise ThreadsLost


def _refuse(*_: object, **__: object) -> NoReturn:
    raise ThreadsLost
