"""Turns end what takes too long, however it resists, and leave no trace of themselves."""

import contextlib
import signal
from collections.abc import Iterator

import pytest

from grader.evidence import LATE, Raised
from grader.probe.inside.time_budget import Turns, TurnTimeout, errors_left_alone, exception_record


def never() -> str:
    while True:
        pass


def catch_twice() -> str:
    """Go on after it was ended, and once more."""
    for _ in range(2):
        with contextlib.suppress(BaseException):
            never()
    return never()


def end_in_an_error() -> str:
    try:
        return never()
    except KeyboardInterrupt:
        raise SystemExit from None


@pytest.fixture
def turns() -> Iterator[Turns]:
    with Turns(2, 0.1) as made:
        yield made


@pytest.mark.parametrize("look", [never, catch_twice])
def test_what_never_ends_is_late(turns: Turns, look: object) -> None:
    """Also where it catches what ends it: that comes again."""
    assert turns.take(look, str) == "it took more than 0.1 s and was stopped"  # type: ignore[arg-type]


def test_a_look_that_turns_its_end_into_another_error_has_raised_that(turns: Turns) -> None:
    """It ended, and what it raised is what was found."""
    with pytest.raises(SystemExit):
        turns.take(end_in_an_error, str)


def test_a_look_in_time_is_what_it_comes_to(turns: Turns) -> None:
    """And no alarm is set any more, which would end what comes next."""
    assert turns.take(lambda: "seen", str) == "seen"
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_first_look_leaves_half_of_the_time() -> None:
    """However long one question may take: the others are to be looked at too."""
    with Turns(1.6, 30) as turns:
        assert turns.take(never, str) == "it took more than 0.8 s and was stopped"
        assert turns.left_s > 0


def test_many_that_never_end_are_all_late_within_the_time_for_all() -> None:
    """Each has less than the one before; the last have no time left and do not begin."""
    begun: list[int] = []

    def look(number: int) -> str:
        begun.append(number)
        return never()

    with Turns(1.5, 30) as turns:
        found = [turns.take(lambda one=number: look(one), str) for number in range(50)]  # type: ignore[misc]

    assert 1 < len(begun) < len(found)
    assert found[len(begun) :] == ["looking at what your code left took more than 1.5 s"] * (50 - len(begun))


def test_the_handler_of_a_learners_own_comes_back() -> None:
    """Whoever uses the alarm in a cell has it again afterwards."""
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        with Turns(1, 1) as turns:
            turns.take(lambda: "seen", str)
        assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGALRM, before)


def test_the_probes_own_work_is_never_ended(turns: Turns) -> None:
    """An alarm that comes after its turn does nothing."""
    turns.take(lambda: "seen", str)
    signal.raise_signal(signal.SIGALRM)


def test_an_exception_that_never_says_what_it_is_is_late(turns: Turns) -> None:
    """Its message is made within the turn of what raised it."""

    class SilentError(Exception):
        def __str__(self) -> str:
            return never()

    seen = turns.take(lambda: exception_record(SilentError()), exception_record)

    assert seen == Raised(error=LATE, message="it took more than 0.1 s and was stopped")


def test_an_error_of_the_same_name_keeps_its_own_words() -> None:
    """A learner's exception is recognised by its class, not by its name."""
    assert exception_record(TimeoutError("mine")) == Raised(error="TimeoutError", message="mine")
    assert exception_record(TurnTimeout("ours")) == Raised(error=LATE, message="ours")


def test_an_error_of_a_learners_ends_itself_alone_and_the_end_of_a_turn_goes_on() -> None:
    """Whatever the error is: even one that ends programs."""
    with errors_left_alone():
        raise SystemExit
    with pytest.raises(TurnTimeout), errors_left_alone():
        raise TurnTimeout
