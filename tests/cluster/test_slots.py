"""Who sits where is decided rightly, in whatever order workers and runs come and go."""

from collections.abc import Iterable

import hypothesis.strategies as st
from hypothesis import given

from grader.cluster.slots import Ask, Seats


def seated(seats: Seats, *asks: Ask | str) -> dict[str, str]:
    """Ticket to worker, for those asking and those who waited."""
    for ask in asks:
        seats.ask(Ask(ticket=ask) if isinstance(ask, str) else ask)
    return dict(seats.place())


def workers(*sizes: int, host: str = "") -> Seats:
    """Workers w0, w1, … with that many seats, each on a host of its own unless one is named."""
    seats = Seats()
    for number, size in enumerate(sizes):
        seats.join(f"w{number}", host=host or f"h{number}", seats=size)
    return seats


def test_runs_are_spread_by_how_busy_workers_are() -> None:
    """The share of taken seats counts, not their number."""
    placed = seated(workers(4, 2), *"abcdef")

    assert sorted(placed.values()) == ["w0"] * 4 + ["w1"] * 2
    assert {placed["a"], placed["b"]} == {"w0", "w1"}


def test_who_finds_no_seat_waits_in_order() -> None:
    """The first who asked gets the seat that becomes free."""
    seats = workers(1)
    assert seated(seats, "a", "b", "c") == {"a": "w0"}
    seats.release("a")
    assert seated(seats) == {"b": "w0"}


def test_a_run_that_is_alone_gets_an_empty_worker_and_keeps_it() -> None:
    """Nobody is beside it, however many wait, until it is done."""
    seats = workers(2)
    assert seated(seats, Ask(ticket="a", alone=True)) == {"a": "w0"}
    assert seated(seats, "b") == {}
    seats.release("a")
    assert seated(seats) == {"b": "w0"}


def test_a_worker_is_emptied_for_a_run_that_is_alone() -> None:
    """The one that is soonest empty takes nothing more; the others go on."""
    seats = workers(2, 2)
    assert len(seated(seats, "a", "b", "c")) == 3
    seats.release("c")
    assert seated(seats, Ask(ticket="x", alone=True)) == {}
    placed = seated(seats, "d", "e")
    assert len(placed) == 1
    (busy,) = placed.values()
    for ticket in "ab":
        seats.release(ticket)
    assert {worker for ticket, worker in seated(seats).items() if ticket == "x"} == {"w0", "w1"} - {busy}


def test_a_run_that_failed_on_a_host_waits_for_another() -> None:
    """A free seat where it failed is none, as long as there is a worker anywhere else."""
    seats = workers(1, 1)
    (host,) = {"h0", "h1"} - {f"h{seated(seats, 'a')['a'][1]}"}
    assert seated(seats, Ask(ticket="b", avoid=frozenset({host}))) == {}
    seats.release("a")
    assert len(seated(seats)) == 1
    assert seated(workers(1), Ask(ticket="c", avoid=frozenset({"h0"}))) == {"c": "w0"}


def test_a_worker_kept_for_someone_who_gave_up_is_everyones_again() -> None:
    """Whoever is cancelled keeps no worker."""
    seats = workers(1)
    assert seated(seats, "a", Ask(ticket="x", alone=True)) == {"a": "w0"}
    seats.release("x")
    seats.release("a")
    assert seated(seats, "b") == {"b": "w0"}


def test_a_worker_that_left_seats_nobody() -> None:
    """Its seats are gone; who waits gets the next worker's."""
    seats = workers(2)
    seats.leave("w0")
    assert (seats.total, seated(seats, "a")) == (0, {})
    seats.join("w9", host="h", seats=1)
    assert (seats.total, seated(seats)) == (1, {"a": "w9"})


STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "alone", "release", "join", "leave"]), st.integers(0, 9)), max_size=60
)


@given(STEPS)
def test_no_seat_is_given_twice_and_none_is_left_free(steps: Iterable[tuple[str, int]]) -> None:
    """Whatever happens: no worker has more than its seats or company for one that is alone, and nobody waits for
    nothing.
    """
    seats, on, alone, waiting, there = Seats(), dict[str, str](), set[str](), set[str](), set[str]()
    for number, (step, which) in enumerate(steps):
        match step:
            case "ask" | "alone":
                ticket = f"t{number}"
                waiting.add(ticket)
                alone |= {ticket} if step == "alone" else set()
                seats.ask(Ask(ticket=ticket, alone=step == "alone"))
            case "release" if on:
                ticket = sorted(on)[which % len(on)]
                del on[ticket]
                seats.release(ticket)
            case "join":
                seats.join(f"w{number}", host=f"h{which}", seats=1 + which % 3)
                there.add(f"w{number}")
            case "leave" if there:
                worker = sorted(there)[which % len(there)]
                there.discard(worker)
                seats.leave(worker)
                on = {ticket: where for ticket, where in on.items() if where != worker}
        placed = dict(seats.place())
        on |= placed
        waiting -= placed.keys()
        held = [[ticket for ticket, where in on.items() if where == worker] for worker in there]
        assert set(on.values()) <= there
        assert sum(map(len, held)) <= seats.total
        assert all(len(one) == 1 for one in held if alone & set(one))
        if waiting and there:
            assert on
