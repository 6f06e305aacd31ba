"""Two processes on one gradebook, in a file and on a server: one writes, the other reads or copies whole results."""

from pathlib import Path

import pytest

from grader.errors import StorageError
from grader.gradebook import Gradebook
from grader.gradebook.opening import GradebookLocation
from tests.grader.gradebook.processes import heard, process

WRITES = """
    with Gradebook.open(place) as book:
        print("open")
        for number in range(100_000):
            record(book, f"{number:06}")
            print(number)
"""
LOOKS = 8
"""Each takes longer than the one before, as the other process goes on writing."""


def whole(book: Gradebook) -> int:
    """How many results there are: without a gap, and each with its three findings."""
    results = [entry.result for entry in book.entries()]
    assert [int(result.submission.learner) for result in results] == list(range(len(results)))
    assert {len(result.findings) for result in results} <= {3}
    return len(results)


def test_a_reader_sees_whole_results(place: GradebookLocation) -> None:
    """Whoever reads while another process writes sees more each time, all of it whole, and everything announced."""
    with process(WRITES, place) as other:
        assert heard(other) == "open"
        counts = []
        for _ in range(LOOKS):
            announced = int(heard(other)) + 1
            with Gradebook.view(place) as book:
                counts.append(whole(book))
            assert counts[-1] >= announced
        assert counts == sorted(counts)
        assert other.poll() is None, "the writer was not disturbed"
    assert counts[-1] > counts[0]


def test_a_copy_made_meanwhile_is_whole(place: GradebookLocation, tmp_path: Path) -> None:
    """A copy made while another process writes is whole, and the writer goes on."""
    with process(WRITES, place) as other:
        assert heard(other) == "open"
        for number in range(3):
            announced = int(heard(other)) + 1
            to = tmp_path / f"copy{number}.sqlite"
            with Gradebook.view(place) as book:
                book.backup(to)
            with Gradebook.view(to) as copy:
                assert whole(copy) >= announced
        assert other.poll() is None
        assert int(heard(other)) >= announced
    with Gradebook.open(tmp_path / "copy0.sqlite") as copy:
        assert whole(copy)


def test_only_one_writes(place: GradebookLocation) -> None:
    """The second that wants to write hears who does, and takes nothing from the first."""
    with process(WRITES, place) as other:
        assert heard(other) == "open"
        with pytest.raises(StorageError, match=rf"another `grader` command is writing to it \(process {other.pid}\b"):
            Gradebook.open(place)
        assert heard(other).isdigit()
        assert other.poll() is None
