"""Looks at its own jail from inside and says what holds."""

from typing import Any


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:
    """Answer on the pipe `status`."""
