"""Limits how often somebody may ask: a bucket fills steadily, and each request takes a token from it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Lock

MOST_BUCKETS = 10_000
"""How many buckets are kept; full ones are dropped first."""
_NETWORK_BITS = 64
"""The bits of an IPv6 address that name the network; one computer may have all addresses in it."""


def address_key(address: str) -> str:
    """The key of an address for the limits: in IPv6 its network, because the owner can change the rest with each
    request.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return f"address {address[:_NETWORK_BITS]}"
    if found.version == 4:  # noqa: PLR2004 - the protocol's number
        return f"address {found}"
    if found.ipv4_mapped:
        return f"address {found.ipv4_mapped}"
    return f"network {int(found) >> (128 - _NETWORK_BITS):x}"


class RateLimit:
    """A separate limit for each key, such as a person or an address. Any number of threads may use it."""

    def __init__(self, *, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allows `burst` requests at once, and after that `per_s` per second."""
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}
        """Maps a key to the tokens that were left, and the time of that."""
        self._lock = Lock()

    def take(self, key: str) -> bool:
        """Whether one more request is allowed now; if so, it counts."""
        with self._lock:
            now = self._clock()
            if key not in self._buckets and len(self._buckets) >= MOST_BUCKETS:  # drop those that are full by now
                refill_s = self._burst / self._per_s
                self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket[1] < refill_s}
                if len(self._buckets) >= MOST_BUCKETS:  # or all of them: an attack must not fill the memory
                    self._buckets.clear()
            tokens, at = self._buckets.get(key, (self._burst, now))
            tokens = min(self._burst, tokens + (now - at) * self._per_s)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - allowed, now)
            return allowed


class AtOnce:
    """How many requests of each key may be in progress at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def one_more(self, key: str) -> Iterator[bool]:
        """Whether one more request is allowed; if so, it counts until the block ends."""
        with self._lock:
            allowed = self._counts[key] < self._most
            self._counts[key] += allowed
        try:
            yield allowed
        finally:
            with self._lock:
                self._counts[key] -= allowed
                if not self._counts[key]:
                    del self._counts[key]
