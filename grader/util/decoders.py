"""Decoders of msgspec, made one at a time, and each once.

Two threads that make decoders of one dataclass at the same moment end the process: msgspec 0.22 fills in what it keeps
of a class without a lock, and the other thread reads it half filled. A decoder that is made may be used by all threads.
"""

from _thread import allocate_lock  # `threading` is more than each fork of a reader should pay for
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_MAKING: Final = allocate_lock()
_MADE: Final[dict[Any, Any]] = {}


def json_decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of JSON that holds such a thing."""
    made: msgspec.json.Decoder[T] = _decoder(msgspec.json.Decoder, kind)
    return made


def msgpack_decoder(kind: type[T]) -> msgspec.msgpack.Decoder[T]:
    """The decoder of MessagePack that holds such a thing."""
    made: msgspec.msgpack.Decoder[T] = _decoder(msgspec.msgpack.Decoder, kind)
    return made


def _decoder(maker: Any, kind: Any) -> Any:
    with _MAKING:
        if (maker, kind) not in _MADE:
            _MADE[maker, kind] = maker(kind)
        return _MADE[maker, kind]
