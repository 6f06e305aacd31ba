"""How often somebody may ask."""

from grader.web import rate_limits
from grader.web.rate_limits import RateLimit
from tests.grader.web.test_access import Clock


def test_a_burst_and_then_a_steady_rate() -> None:
    """Each has a bucket of their own, and it fills again."""
    clock = Clock()
    limit = RateLimit(per_s=2, burst=3, clock=clock)

    assert [limit.take("ada") for _ in range(4)] == [True, True, True, False]
    assert limit.is_exhausted("ada")
    assert limit.take("bob")
    clock.now += 0.5
    assert [limit.take("ada") for _ in range(2)] == [True, False]
    clock.now += 100
    assert [limit.take("ada") for _ in range(4)] == [True, True, True, False]


def test_an_attack_by_many_does_not_fill_the_memory() -> None:
    """Buckets that are full again are forgotten, and in the worst case all."""
    clock = Clock()
    limit = RateLimit(per_s=1, burst=2, clock=clock)
    for number in range(rate_limits.MOST_BUCKETS + 5):
        limit.take(str(number))

    assert len(limit._buckets) <= rate_limits.MOST_BUCKETS
