"""The scheduler gives each run the right slot, in whatever order workers and runs come and go."""

from collections.abc import Iterable

import hypothesis.strategies as st
from hypothesis import given

from grader.engine.cluster.slots import SlotRequest, SlotScheduler


def seated(slots: SlotScheduler, *asks: SlotRequest | str) -> dict[str, str]:
    """Ticket to worker, for those asking and those who waited."""
    for ask in asks:
        slots.request(SlotRequest(ticket=ask) if isinstance(ask, str) else ask)
    return dict(slots.assign())


def workers(*sizes: int, host: str = "") -> SlotScheduler:
    """Workers w0, w1, … with that many slots, each on a host of its own unless one is named."""
    slots = SlotScheduler()
    for number, size in enumerate(sizes):
        slots.join(f"w{number}", host=host or f"h{number}", slots=size)
    return slots


def test_runs_are_spread_by_how_busy_workers_are() -> None:
    """The share of taken slots counts, not their number."""
    placed = seated(workers(4, 2), *"abcdef")

    assert sorted(placed.values()) == ["w0"] * 4 + ["w1"] * 2
    assert {placed["a"], placed["b"]} == {"w0", "w1"}


def test_who_finds_no_slot_waits_in_order() -> None:
    """The first who asked gets the slot that becomes free."""
    slots = workers(1)
    assert seated(slots, "a", "b", "c") == {"a": "w0"}
    slots.release("a")
    assert seated(slots) == {"b": "w0"}


def test_a_run_that_is_alone_gets_an_empty_worker_and_keeps_it() -> None:
    """Nobody is beside it, however many wait, until it is done."""
    slots = workers(2)
    assert seated(slots, SlotRequest(ticket="a", alone=True)) == {"a": "w0"}
    assert seated(slots, "b") == {}
    slots.release("a")
    assert seated(slots) == {"b": "w0"}


def test_a_worker_is_emptied_for_a_run_that_is_alone() -> None:
    """The one that is soonest empty takes nothing more; the others go on."""
    slots = workers(2, 2)
    assert len(seated(slots, "a", "b", "c")) == 3
    slots.release("c")
    assert seated(slots, SlotRequest(ticket="x", alone=True)) == {}
    placed = seated(slots, "d", "e")
    assert len(placed) == 1
    (busy,) = placed.values()
    for ticket in "ab":
        slots.release(ticket)
    assert {worker for ticket, worker in seated(slots).items() if ticket == "x"} == {"w0", "w1"} - {busy}


def test_a_run_that_failed_on_a_host_waits_for_another() -> None:
    """A run never gets a free slot on the worker where it failed, as long as there is another worker."""
    slots = workers(1, 1)
    (host,) = {"h0", "h1"} - {f"h{seated(slots, 'a')['a'][1]}"}
    assert seated(slots, SlotRequest(ticket="b", avoid=frozenset({host}))) == {}
    slots.release("a")
    assert len(seated(slots)) == 1
    assert seated(workers(1), SlotRequest(ticket="c", avoid=frozenset({"h0"}))) == {"c": "w0"}


def test_a_worker_kept_for_someone_who_gave_up_is_everyones_again() -> None:
    """Whoever is cancelled keeps no worker."""
    slots = workers(1)
    assert seated(slots, "a", SlotRequest(ticket="x", alone=True)) == {"a": "w0"}
    slots.release("x")
    slots.release("a")
    assert seated(slots, "b") == {"b": "w0"}


def test_a_worker_that_left_gets_no_run() -> None:
    """Its slots are gone; who waits gets the next worker's."""
    slots = workers(2)
    slots.leave("w0")
    assert (slots.total, seated(slots, "a")) == (0, {})
    slots.join("w9", host="h", slots=1)
    assert (slots.total, seated(slots)) == (1, {"a": "w9"})


STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "alone", "release", "join", "leave"]), st.integers(0, 9)), max_size=60
)


@given(STEPS)
def test_no_slot_is_given_twice_and_none_is_left_free(steps: Iterable[tuple[str, int]]) -> None:
    """Whatever happens: no worker has more than its slots or company for one that is alone, and nobody waits for
    nothing.
    """
    slots, on, alone, waiting, there = SlotScheduler(), dict[str, str](), set[str](), set[str](), set[str]()
    for number, (step, which) in enumerate(steps):
        match step:
            case "ask" | "alone":
                ticket = f"t{number}"
                waiting.add(ticket)
                alone |= {ticket} if step == "alone" else set()
                slots.request(SlotRequest(ticket=ticket, alone=step == "alone"))
            case "release" if on:
                ticket = sorted(on)[which % len(on)]
                del on[ticket]
                slots.release(ticket)
            case "join":
                slots.join(f"w{number}", host=f"h{which}", slots=1 + which % 3)
                there.add(f"w{number}")
            case "leave" if there:
                worker = sorted(there)[which % len(there)]
                there.discard(worker)
                slots.leave(worker)
                on = {ticket: where for ticket, where in on.items() if where != worker}
        placed = dict(slots.assign())
        on |= placed
        waiting -= placed.keys()
        held = [[ticket for ticket, where in on.items() if where == worker] for worker in there]
        assert set(on.values()) <= there
        assert sum(map(len, held)) <= slots.total
        assert all(len(one) == 1 for one in held if alone & set(one))
        if waiting and there:
            assert on
