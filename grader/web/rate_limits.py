"""How often somebody may ask: a bucket that fills steadily, a token of it for each request."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_BUCKETS = 10_000
"""Kept at once; those that are full again are forgotten first."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """A limit of its own for each key, such as a person or an address."""

    def __init__(self, *, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`burst` requests at once, and from then on `per_s` a second."""
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str) -> bool:
        """Whether one more is allowed now; it counts if so."""
        bucket = self._bucket(key)
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        return allowed

    def is_exhausted(self, key: str) -> bool:
        """Whether none is allowed now; nothing counts."""
        return self._bucket(key).tokens < 1

    def _bucket(self, key: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= MOST_BUCKETS:
                self._forget_idle(now)
            bucket = self._buckets[key] = _Bucket(tokens=self._burst, at=now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_s)
        bucket.at = now
        return bucket

    def _forget_idle(self, now: float) -> None:
        """Drop buckets that are full by now; where that is none, all: an attack must not fill the memory."""
        refill_s = self._burst / self._per_s
        self._buckets = {key: one for key, one in self._buckets.items() if now - one.at < refill_s}
        if len(self._buckets) >= MOST_BUCKETS:
            self._buckets.clear()
