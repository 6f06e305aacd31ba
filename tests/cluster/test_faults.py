"""Real workers, a real scheduler and a real coordinator, each on a network of its own; kernels alone are simulated."""

import signal
from collections import Counter
from collections.abc import Callable

import pytest

from tests.cluster.conftest import Place, Process

pytestmark = pytest.mark.cluster

TCP_TIMEOUT = "12s"
"""Until a silent peer counts as dead; dask accepts no less. 30 s unless said."""


def judged(batch: Process) -> dict[str, str]:
    """Outcome by source, each judged once."""
    lines = [line for line in batch.lines if "judged" in line]
    counts = Counter(line["judged"] for line in lines)
    assert set(counts.values()) <= {1}, counts
    return {line["judged"]: line["outcome"] for line in lines}


def message(batch: Process, word: str) -> str:
    return next(str(line["message"]) for line in batch.lines if line.get("judged") == word)


def ending(batch: Process) -> tuple[str, str]:
    """How a batch ended, once it did."""
    batch.wait()
    line = batch.lines[-1]
    assert "ending" in line, batch.log.read_text()
    return line["ending"], line["message"]


def names(count: int) -> list[str]:
    return [f"ok:n{number}" for number in range(count)]


def test_every_source_runs_once(place: Place) -> None:
    """Two workers share a batch: each source is run once and judged once, with the coordinator's salt."""
    place.scheduler()
    workers = [place.connected("--slots", "2"), place.connected("--slots", "2")]
    batch = place.batch("hold:h1", "hold:h2", "hold:h3", "hold:h4", *names(20), "--salt", "its own")

    for name in ("h1", "h2", "h3", "h4"):  # all at once: four slots
        place.started(name)
    for name in ("h1", "h2", "h3", "h4"):
        place.go(name)

    assert ending(batch) == ("finished", "")
    assert set(judged(batch).values()) == {"ok"}
    assert len(judged(batch)) == 24
    runs = [place.noted("started", name) for name in ("h1", "h2", "h3", "h4", *(f"n{one}" for one in range(20)))]
    assert {len(run) for run in runs} == {1}
    assert {pid for run in runs for pid in run} == {worker.pid for worker in workers}
    assert {path.read_text() for path in place.folder.glob("salt.*")} == {"its own"}


def test_what_a_killed_worker_had_runs_elsewhere(place: Place) -> None:
    """Kill -9 in the middle of a run: it runs once more, on the other worker, and nothing else runs twice."""
    place.scheduler()
    place.connected()
    place.connected()
    batch = place.batch("hold:h", *names(10))

    (first,) = place.started("h")
    place.by(first).kill()
    again = place.started("h", times=2)
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"hold:h": "ok"} | dict.fromkeys(names(10), "ok")
    assert again[1] != first
    assert len(again) == 2
    assert {len(place.noted("started", f"n{one}")) for one in range(10)} == {1}


def test_a_submission_that_ends_its_workers_is_unscored(place: Place) -> None:
    """After three workers, the last two of them its own, it is judged as our fault; its neighbour loses nothing."""
    place.scheduler()
    place.connected("--slots", "2")
    batch = place.batch("kill:k", "hold:h")
    place.started("k")
    place.started("h")
    for _ in range(4):
        place.connected("--slots", "2")

    place.go("k")
    place.started("h", times=2)
    place.started("k", times=3)
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"kill:k": "internal", "hold:h": "ok"}
    assert "lost with 3 workers" in message(batch, "kill:k")
    assert len(set(place.noted("started", "k"))) == 3


def test_a_suspect_has_its_worker_to_itself(place: Place) -> None:
    """What was beside a run that ends workers runs again; after that nothing is beside that run."""
    place.scheduler()
    place.connected("--slots", "2")
    batch = place.batch("kill:k", "hold:h", *names(6))
    (first,) = place.started("k")
    assert place.started("h") == [first]
    place.go("k")
    others = [place.connected("--slots", "2") for _ in range(3)]
    place.started("h", times=2)
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"kill:k": "internal", "hold:h": "ok"} | dict.fromkeys(names(6), "ok")
    assert len(place.noted("started", "h")) == 2  # not a third time: it was not beside it again
    assert {*place.noted("started", "k")} < {first, *(one.pid for one in others)}


def test_a_zygote_that_goes_again_and_again_is_the_submissions_own(place: Place) -> None:
    """The workers live on, and all other sources are judged."""
    place.scheduler()
    place.connected()
    place.connected()
    batch = place.batch("zygote:z", *names(5))

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"zygote:z": "internal"} | dict.fromkeys(names(5), "ok")
    assert len(place.noted("started", "z")) == 3


def test_a_fault_is_tried_again_on_another_host(place: Place) -> None:
    """What one machine can't do another one can: a bad disk makes nothing unscored."""
    place.scheduler()
    bad = place.connected()
    place.connected()
    (place.folder / f"bad.{bad.pid}").touch()
    batch = place.batch(*(f"flaky:f{one}" for one in range(4)))

    assert ending(batch) == ("finished", "")
    assert set(judged(batch).values()) == {"ok"}


def test_a_machine_that_can_jail_no_kernel_leaves(place: Place) -> None:
    """It says why and ends by itself; what was beside goes on elsewhere; what spoils three machines is unscored."""
    place.scheduler()
    place.connected("--slots", "2")
    batch = place.batch("hold:h", "jail:j")
    (first,) = place.started("h")
    others = [place.connected() for _ in range(3)]
    place.started("h", times=2)
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"hold:h": "ok", "jail:j": "internal"}
    assert len(set(place.noted("started", "j"))) == 3
    assert place.by(first).wait() != 0
    assert "no jail" in place.by(first).log.read_text()
    place.until(lambda: [one.process.poll() for one in others].count(None) == 1, "two of the others end, and one stays")


def test_a_restarted_scheduler_is_found_again(place: Place) -> None:
    """Coordinator and workers connect to the new one; what was in flight runs again; everything is judged once."""
    scheduler = place.scheduler()
    place.connected()
    place.connected()
    batch = place.batch("hold:h", *names(5), "hold:i")
    place.started("h")

    scheduler.kill()
    place.until(lambda: batch.said("notice", "can't be reached"), "the coordinator misses the scheduler")
    place.until(lambda: bool(place.noted("ended", "h")), "the worker ends what nobody waits for")
    place.scheduler()
    place.started("h", times=2)
    place.go("h")
    place.go("i")

    assert ending(batch) == ("finished", "")
    assert set(judged(batch).values()) == {"ok"}
    assert len(judged(batch)) == 7


def test_a_scheduler_that_stays_away_ends_the_batch(place: Place) -> None:
    """The coordinator says so in a sentence, once its patience is over; what was judged is judged."""
    scheduler = place.scheduler()
    place.connected()
    batch = place.batch("ok:n0", "hold:h", "--patience", "1")
    place.started("h")
    place.until(lambda: batch.said("judged"), "one is judged")
    scheduler.kill()

    assert ending(batch)[0] == "system"
    assert "no scheduler answers" in ending(batch)[1]
    assert judged(batch) == {"ok:n0": "ok"}


def test_no_scheduler_is_a_sentence(place: Place) -> None:
    """A wrong address is reported as such."""
    batch = place.batch("ok:n0")

    batch.wait()
    assert batch.said("error", "no scheduler responds at this address")


def test_a_link_that_is_down_for_a_while_costs_nothing(place: Place) -> None:
    """What ends meanwhile is reported once the link is up again, and nothing runs twice."""
    place.scheduler()
    worker = place.connected()
    batch = place.batch("hold:h", "hold:i")
    place.started("h")
    place.disconnect(worker.machine)
    place.go("h")
    place.reconnect(worker.machine)
    place.started("i")
    place.go("i")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"hold:h": "ok", "hold:i": "ok"}
    assert [len(place.noted("started", name)) for name in ("h", "i")] == [1, 1]


def test_what_a_worker_without_a_link_had_runs_elsewhere(place: Place) -> None:
    """The worker is given up, ends its kernel, and is taken back, under another name, once it is within reach."""
    place.environment["DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP"] = TCP_TIMEOUT
    place.scheduler()
    place.connected()
    place.connected()
    batch = place.batch("hold:h", "hold:i")
    (first,) = place.started("h")
    place.started("i")
    worker = place.by(first)

    place.disconnect(worker.machine)
    place.go("i")
    again = place.started("h", times=2)
    place.until(lambda: bool(place.noted("ended", "h")), "the worker ends what nobody waits for")
    place.reconnect(worker.machine)
    place.until(lambda: sum("Connected" in line.get("said", "") for line in worker.lines) == 2, "it is back")
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"hold:h": "ok", "hold:i": "ok"}
    assert again[1] != first


def test_a_coordinator_without_a_link_stops(place: Place) -> None:
    """It says so in a sentence; the workers end what they ran for it, and the same command goes on later."""
    place.environment["DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP"] = TCP_TIMEOUT
    place.scheduler()
    place.connected()
    batch = place.batch("hold:h", "--patience", "1")
    place.started("h")
    place.disconnect(batch.machine)

    assert ending(batch)[0] == "system"
    place.until(lambda: bool(place.noted("ended", "h")), "the worker ends what nobody waits for")
    place.go("h")
    again = place.batch("hold:h")
    assert ending(again) == ("finished", "")
    assert judged(again) == {"hold:h": "ok"}


def test_a_worker_that_joins_late_takes_its_share(place: Place) -> None:
    """A batch waits for the first worker, and more are used as they come."""
    place.scheduler()
    batch = place.batch("hold:h", "hold:i")
    place.until(lambda: batch.said("notice", "There is no worker at"), "the coordinator says what it waits for")
    first = place.connected()
    assert place.started("h") == [first.pid]
    second = place.connected()
    assert place.started("i") == [second.pid]
    place.go("h")
    place.go("i")

    assert ending(batch) == ("finished", "")


def test_a_batch_outlives_its_last_worker(place: Place) -> None:
    """Without any worker it says so and waits for the next."""
    place.scheduler()
    first = place.connected()
    batch = place.batch("hold:h")
    place.started("h")
    first.kill()
    place.until(lambda: batch.said("notice", "There is no worker left"), "the coordinator says what it waits for")
    place.go("h")
    place.connected()

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"hold:h": "ok"}


def test_a_worker_of_another_version_is_not_used(place: Place) -> None:
    """It refuses in a sentence, which both sides show, and the others do the work."""
    place.scheduler()
    other = place.connected("--code", "other")
    place.connected()
    batch = place.batch("hold:h", *names(5))
    place.until(lambda: batch.said("notice", "different versions of the grader's code"), "the coordinator says why")
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert set(judged(batch).values()) == {"ok"}
    assert other.said("said", "Refused to work for a batch")
    assert other.pid not in {pid for name in range(5) for pid in place.noted("started", f"n{name}")}


def test_where_all_workers_refuse_nothing_starts(place: Place) -> None:
    """The command ends with every worker's reason."""
    place.scheduler()
    place.connected("--code", "other")
    batch = place.batch("ok:n0")

    batch.wait()
    assert batch.said("error", "No worker can be used: tcp://10.77.1.2:")
    assert judged(batch) == {}


def test_a_worker_of_someone_elses_is_not_used(place: Place) -> None:
    """A plain worker of dask's at the same scheduler is distinguished, and left alone."""
    place.scheduler()
    machine = place.machine()
    plain = place.start(machine, "-m", "dask", "worker", place.address(machine), "--no-nanny", "--no-dashboard")
    place.until(lambda: "Registered to" in plain.log.read_text(), "dask's worker is connected")
    place.connected()
    batch = place.batch("hold:h")
    place.until(lambda: batch.said("notice", "is not a worker of this grader"), "the coordinator says so")
    place.go("h")

    assert ending(batch) == ("finished", "")


def interrupted(place: Place, batch: Process) -> None:
    """Ctrl-C, once it has come."""
    before = sum("running" in line for line in batch.lines)
    batch.signal(signal.SIGINT)
    place.until(
        lambda: batch.process.poll() is not None or sum("running" in line for line in batch.lines) > before,
        "the signal has come",
    )


def twice_interrupted(place: Place, batch: Process) -> None:
    """Ctrl-C by someone who can't wait."""
    interrupted(place, batch)
    interrupted(place, batch)


@pytest.mark.parametrize("stop", [twice_interrupted, lambda _, batch: batch.kill()], ids=["ctrl-c twice", "kill -9"])
def test_kernels_end_with_the_coordinator(place: Place, stop: Callable[[Place, Process], None]) -> None:
    """Whichever way it ends, the workers end what they ran for it and are free for the next."""
    place.scheduler()
    place.connected()
    batch = place.batch("hold:h", "ok:n0")
    place.started("h")
    stop(place, batch)

    batch.wait()
    place.until(lambda: bool(place.noted("ended", "h")), "the worker ends what nobody waits for")
    again = place.batch("ok:n1")
    assert ending(again) == ("finished", "")


def test_one_ctrl_c_lets_runs_end(place: Place) -> None:
    """What runs is judged, and nothing else starts."""
    place.scheduler()
    place.connected()
    batch = place.batch("hold:h", "ok:n0")
    place.started("h")
    interrupted(place, batch)
    place.go("h")

    assert ending(batch) == ("stopped", "")
    assert judged(batch) == {"hold:h": "ok"}


def test_a_worker_that_is_asked_to_stop_blames_nobody(place: Place) -> None:
    """SIGTERM, as from a queue that wants its machine back: its runs go elsewhere, however often."""
    place.scheduler()
    place.connected()
    batch = place.batch("hold:h")
    for times in range(1, 5):
        pid = place.started("h", times=times)[-1]
        place.connected()
        place.by(pid).signal(signal.SIGTERM)
        assert place.by(pid).wait() == 0
    place.started("h", times=5)
    place.go("h")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"hold:h": "ok"}


def test_a_worker_works_for_one_salt_at_a_time(place: Place) -> None:
    """A second coordinator with hidden inputs of its own is put off while there is work, and served after that."""
    place.scheduler()
    place.connected()
    batch = place.batch("hold:h")
    place.started("h")
    other = place.batch("hold:i", "--salt", "another")
    place.until(lambda: other.said("notice", "it is working for another batch"), "the second says what it waits for")
    assert not place.noted("started", "i")
    place.go("h")
    place.started("i")
    place.go("i")

    assert ending(batch) == ("finished", "")
    assert ending(other) == ("finished", "")


def test_a_run_of_another_key_is_not_a_run(place: Place) -> None:
    """What a worker sends is decoded as strictly as a file of the store, and a wrong answer costs no points."""
    place.scheduler()
    place.connected()
    batch = place.batch("junk:j", "ok:n0")

    assert ending(batch) == ("finished", "")
    assert judged(batch) == {"junk:j": "internal", "ok:n0": "ok"}
    assert "sent something that is not a run" in message(batch, "junk:j")
