"""Values that are made when they are first needed: a property that two threads may share, and a mapping.

`grouped` makes an ordinary mapping at once, from pairs of which several may have the same key.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, overload

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")


class cached_property(Generic[T]):  # noqa: N801 - named and used like functools' own
    """`functools.cached_property` as in Python 3.12 and later: without a lock.

    In Python 3.11 all instances share one lock for each property. Two threads that compute properties which need each
    other's then wait for each other forever (https://github.com/python/cpython/issues/87634). Without a lock two
    threads may both compute a value. Here values depend only on the object, so both are equal.
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Store the value under the property's own name, so that it is found first."""
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "cached_property[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "cached_property[T] | T":
        """The value, which the first access computes."""
        if instance is None:
            return self
        value = self._function(instance)
        instance.__dict__[self._name] = value
        return value


class LazyMapping(Mapping[str, T]):
    """A mapping with known keys; each value is made only when it is needed."""

    def __init__(self, keys: Iterable[str], make: Callable[[str], T]) -> None:
        """Call `make` once for each key whose value is requested. If it raises, the next request calls it again."""
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
        return key in self._keys  # the inherited method would make the value

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Maps each key to all values that it has in some pairs, in order."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
