"""Personal tokens of services, kept in a file that its user alone can read, for the next hand-in."""

import os
from pathlib import Path

import msgspec

from grader.util.decoders import json_decoder
from grader.util.files import write_whole


def kept_token(origin: str) -> str:
    """The token that was kept for a service; empty where there is none."""
    return _read().get(origin, "")


def keep_token(origin: str, token: str) -> Path:
    """The file in which the token now lies, with mode 0600. Raises `StorageError`."""
    return _write(_read() | {origin: token})


def forget_token(origin: str) -> None:
    """Keep a service's token no longer. Raises `StorageError`."""
    kept = _read()
    if kept.pop(origin, ""):
        _write(kept)


def _read() -> dict[str, str]:
    """Service to token; nothing where the file can't be read, as tokens can be made anew."""
    try:
        return json_decoder(dict[str, str]).decode(_path().read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}


def _write(tokens: dict[str, str]) -> Path:
    write_whole(_path(), msgspec.json.format(msgspec.json.encode(tokens, order="sorted"), indent=1))
    return _path()


def _path() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "grader" / "tokens.json"
