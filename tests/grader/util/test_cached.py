"""A property that is computed once keeps no thread waiting for another."""

from collections.abc import Callable
from threading import Barrier, Thread

from grader.util.lazy_mapping import cached_property

WITHIN_S = 10.0
"""What two threads need that don't wait for each other, many times over."""


class Crossing:
    """Two properties that need each other's: each is computed while the other one is."""

    def __init__(self) -> None:
        self.both_at_work = Barrier(2)
        self.is_plain = False

    @cached_property
    def first(self) -> int:
        """1, in the end."""
        return 1 if self.is_plain else self.met(lambda other: other.second)

    @cached_property
    def second(self) -> int:
        """2, in the end."""
        return 2 if self.is_plain else self.met(lambda other: other.first)

    def met(self, ask: Callable[["Crossing"], int]) -> int:
        """What another object says of the other property, once both threads are inside of one."""
        self.both_at_work.wait(WITHIN_S)
        other = Crossing()
        other.is_plain = True
        return ask(other)


def test_two_threads_that_need_each_others_properties_both_end() -> None:
    """Under one lock for all instances, as Python 3.11 has it, both would wait forever."""
    shared, said = Crossing(), []
    threads = [
        Thread(target=lambda: said.append(shared.first), daemon=True),
        Thread(target=lambda: said.append(shared.second), daemon=True),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN_S)

    assert sorted(said) == [1, 2]


def test_a_value_is_computed_once() -> None:
    """Whoever asks again gets what the first one got."""

    class Counting:
        asked = 0

        @cached_property
        def value(self) -> int:
            self.asked += 1
            return self.asked

    one = Counting()

    assert (one.value, one.value) == (1, 1)
    assert Counting().value == 1
