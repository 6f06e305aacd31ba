"""Rebuilds models from their configuration and weights, in a child where no learner code ran."""

from typing import Any


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:
    """Answer on the pipe `status`."""
