"""Messages between machines are plain data: they decode to what was sent, or are refused."""

import pickle

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from grader.engine.cluster.messages import (
    Hello,
    Reply,
    RunReply,
    RunRequest,
    WorkerFault,
    WorkerFingerprint,
    decode_record,
    encode_record,
    fingerprint_differences,
    reply_of,
)
from grader.errors import SystemFault
from grader.source.records import Reading, Source, SourceCell, recovered
from grader.source.source import parse_source
from tests.cluster.simulated import card

HOSTILE = "print('\u202e')\n\x00🎓\r\n__import__('os').system('true')"


def order(source: Source) -> RunRequest:
    return RunRequest(batch="b", exercise="05/a", key="k", reading=Reading(source=source))


@pytest.mark.parametrize("text", ["x = 1", HOSTILE, "é" * 100_000, ""])
def test_a_source_crosses_as_it_is(text: str) -> None:
    """Every cell, with whatever was said of it, and whatever stands in it."""
    source = Source(
        cells=(SourceCell(text=text, answer=True, shown="shown", changes=(recovered("r"),)), SourceCell(text="y")),
        changes=(recovered("mended"),),
        exercise="05/a",
        broken="broken",
        cut=True,
    )
    assert decode_record(encode_record(order(source)), RunRequest) == order(source)


def test_a_notebooks_prose_crosses_too() -> None:
    """What a file's reader makes of it is what a worker gets."""
    source = parse_source(b"# %% [markdown]\n# prose\n# %%\nx = 1\n", script=True)
    assert isinstance(source, Source)
    assert source.prose
    assert decode_record(encode_record(order(source)), RunRequest) == order(source)


@given(st.binary(max_size=200))
def test_noise_is_not_a_reply(noise: bytes) -> None:
    """Bytes are a reply or a fault of the grader, and nothing else ever leaves the decoder."""
    try:
        reply = reply_of(noise)
    except SystemFault:
        return
    assert isinstance(reply, Reply)


@pytest.mark.parametrize(
    "message",
    [
        pickle.dumps({"type": "ran", "run": b""}),
        msgspec.msgpack.encode({"type": "ran", "run": b"", "more": 1}),
        msgspec.msgpack.encode({"type": "ran"}),
        msgspec.msgpack.encode({"type": "nothing known"}),
        msgspec.msgpack.encode({"type": "fault", "message": 1}),
        b"\x91" * 100_000,
    ],
)
def test_what_is_not_allowed_is_refused(message: bytes) -> None:
    """A pickle, a field too many or too few, another type, a nest without end."""
    with pytest.raises(SystemFault, match="uses a different protocol"):
        reply_of(message)


def test_replies_are_distinguished() -> None:
    """By what they are, not by what is in them."""
    assert reply_of(encode_record(RunReply(run=b"1"))) == RunReply(run=b"1")
    assert reply_of(encode_record(WorkerFault(message="1"))) == WorkerFault(message="1")


def test_a_salt_is_bytes_of_its_own() -> None:
    """Any 32 bytes cross."""
    salt = bytes(range(224, 256))
    assert decode_record(encode_record(Hello(fingerprint=card(), salt=salt)), Hello).salt == salt


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"grader": "2", "code": "x"}, ["grader 2 here, 1 there"]),
        ({"code": "0123456789"}, ["different versions of the grader's code (01234567 here, same there)"]),
        ({"packages": {"tensorflow": "3"}}, ["tensorflow 3 here, 2 there"]),
        ({"packages": {}}, ["tensorflow missing here, 2 there"]),
        ({"data": {}}, []),
        ({"data": {"small tfds": "e"}}, ["a different version of data set small tfds"]),
        ({"data": {"small tfds": "d", "pretrained": "p"}}, []),
        ({"exercises": {"05/a": "f"}}, ["a different version of exercise 05/a"]),
        ({"causes": "d"}, ["a different version of causes.toml"]),
        ({"processor": "another"}, []),
    ],
)
def test_a_refusal_names_what_differs(changes: dict[str, object], said: list[str]) -> None:
    """Each difference that can change a result, once; extra data and another processor are not differences."""
    ours = msgspec.structs.replace(card(), **changes)
    assert list(fingerprint_differences(ours, card())) == said


def test_a_long_list_is_cut() -> None:
    """A whole course of another year is reported in one line."""
    theirs: WorkerFingerprint = card(exercises={f"05/{one}": "e" for one in "abcdef"})
    assert list(fingerprint_differences(card(exercises={}), theirs)) == [
        "exercise 05/a, 05/b, 05/c and 3 more missing here"
    ]
