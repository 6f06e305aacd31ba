"""Values that are made when they are first asked for: a property that two threads may share, and a mapping."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801 - named and used like the one of functools
    """`functools.cached_property` as it is since Python 3.12: without a lock.

    In Python 3.11 all instances share one lock for each property. Two threads that compute properties which need each
    other's then wait for each other forever (https://github.com/python/cpython/issues/87634). Without a lock two
    threads may both compute a value; as values here follow from the object alone, both are the same.
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Keep the value under the property's own name, which then comes first."""
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "cached_property[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "cached_property[T] | T":
        """The value, computed by the first who asks."""
        if instance is None:
            return self
        value = self._function(instance)
        instance.__dict__[self._name] = value
        return value


class LazyMapping(Mapping[str, T]):
    """Its keys are known; whoever asks for none of its values pays for none of them."""

    def __init__(self, keys: Iterable[str], make: Callable[[str], T]) -> None:
        """`make` is called once for each key whose value is asked for. Where it raises, the next ask calls it again."""
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys  # without its value, which the inherited one would make

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
