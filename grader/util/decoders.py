"""Decoders of msgspec, made one at a time and each only once.

If two threads make decoders of one dataclass at the same moment, the process crashes: msgspec 0.22 fills its data about
a class without a lock, and the second thread reads it half filled. All threads may use a finished decoder.
"""

from _thread import allocate_lock  # importing `threading` would cost each fork of a reader too much
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_MAKING: Final = allocate_lock()
_MADE: Final[dict[Any, Any]] = {}


def json_decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of JSON with an object of this kind."""
    made: msgspec.json.Decoder[T] = _decoder(msgspec.json.Decoder, kind)
    return made


def msgpack_decoder(kind: type[T]) -> msgspec.msgpack.Decoder[T]:
    """The decoder of MessagePack with an object of this kind."""
    made: msgspec.msgpack.Decoder[T] = _decoder(msgspec.msgpack.Decoder, kind)
    return made


def _decoder(maker: Any, kind: Any) -> Any:
    with _MAKING:
        if (maker, kind) not in _MADE:
            _MADE[maker, kind] = maker(kind)
        return _MADE[maker, kind]
