"""What may be in a saved model's file, decided before anything of it goes on."""

import io
import zipfile

import pytest

from grader.probe.outside.keras_config import CONFIG, METADATA, WEIGHTS, ModelRefused, read_keras_file


def packed(**members: bytes) -> bytes:
    """A zip archive of members, by the first part of their names."""
    names = {"config": CONFIG, "model": WEIGHTS, "metadata": METADATA}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(names.get(name, name), data)
    return content.getvalue()


HONEST = packed(config=b"{}", model=b"weights", metadata=b"{}")


def test_an_honest_file() -> None:
    """Description and weights come out as they went in."""
    assert read_keras_file(HONEST) == ("{}", b"weights")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no `.keras` file"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "no `.keras` file"),
        (HONEST[:-30], "no `.keras` file"),
        (HONEST[:41] + bytes([HONEST[41] ^ 0xFF]) + HONEST[42:], "damaged one"),
        (packed(config=b"{}", model=b"w"), "does not hold what"),
        (packed(config=b"{}", model=b"w", metadata=b"{}", extra=b"x"), "does not hold what"),
        (packed(config=b"{}", model=bytes(10_000_000), metadata=b"{}"), "far too large"),
        (packed(config=b"\xff\xfe", model=b"w", metadata=b"{}"), "no text"),
    ],
    ids=["empty", "HDF5", "cut", "changed", "a part too few", "a part too many", "a bomb", "no text"],
)
def test_what_is_not_a_saved_model_is_refused(data: bytes, why: str) -> None:
    """Each is refused with a reason, and nothing else is raised."""
    with pytest.raises(ModelRefused, match=why):
        read_keras_file(data)
