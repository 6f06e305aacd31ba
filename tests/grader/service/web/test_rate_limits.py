"""How often somebody may ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.service.web import rate_limits
from grader.service.web.rate_limits import AtOnce, RateLimit, address_key
from tests.grader.service.web.test_access import Clock


def test_a_burst_and_then_a_steady_rate() -> None:
    """Each has a bucket of their own, and it fills again."""
    clock = Clock()
    limit = RateLimit(per_s=2, burst=3, clock=clock)

    assert [limit.take("ada") for _ in range(4)] == [True, True, True, False]
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


def test_many_threads_together_get_no_more_than_one() -> None:
    """What a thread takes while another one looks counts for both."""
    limit = RateLimit(per_s=1, burst=500, clock=Clock())
    with ThreadPoolExecutor(16) as threads:
        taken = list(threads.map(lambda _: limit.take("ada"), range(2_000)))

    assert sum(taken) == 500


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "unknown", False),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, *, same: bool) -> None:
    """A whole network in IPv6, where each computer has more addresses than anybody can count."""
    assert (address_key(one) == address_key(other)) == same


def test_what_is_under_way_counts_until_it_ends() -> None:
    """What was refused takes nobody's place, and a key without anything under way is forgotten."""
    at_once = AtOnce(2)
    with at_once.one_more("ada") as first, at_once.one_more("ada") as second, at_once.one_more("bob") as bobs:
        with at_once.one_more("ada") as third:
            assert (first, second, third, bobs) == (True, True, False, True)
        with at_once.one_more("ada") as fourth:
            assert not fourth
    with at_once.one_more("ada") as again:
        assert again
    assert not at_once._counts
