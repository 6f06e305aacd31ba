"""Code of an exercise that is nobody's own: the stub, the reference, and the answers kept beside it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from grader.errors import SpecError
from grader.insight.winnowing import grams
from grader.model import Exercise
from grader.source.own_tokens import tokens_of
from grader.source.records import Source
from grader.source.source import fill, reference_source, stub_source


def shipped_digest(exercise: Exercise) -> str:
    """Digest of the files that `shipped_hashes` and `stub_source` follow from. Raises `SpecError`."""
    digest = sha256()
    for path in (exercise.stub, exercise.reference, *_answers(exercise)):
        try:
            digest.update(sha256(path.read_bytes()).digest())
        except OSError as error:
            raise SpecError(f"{path}: cannot be read ({error.strerror})") from error
    return digest.hexdigest()


def shipped_hashes(exercise: Exercise) -> frozenset[int]:
    """The hashes of all sequences of tokens in code that is nobody's own. Raises `SpecError`."""
    sources = [stub_source(exercise.stub), reference_source(exercise.reference), *_kept(exercise)]
    cut = cache(_forms)  # the same given cells stand in each of them
    return frozenset(one for source in sources for one in _hashes(source, cut))


def _kept(exercise: Exercise) -> Iterator[Source]:
    """The accepted and wrong answers; `grader verify` reports one that is malformed."""
    reference = exercise.reference.read_text(encoding="utf-8")
    for path in _answers(exercise):
        with suppress(SpecError, OSError, UnicodeDecodeError):
            yield fill(reference, path.read_text(encoding="utf-8"), name=path.name)


def _answers(exercise: Exercise) -> list[Path]:
    return sorted(exercise.reference.parent.glob("*/*.py"))


def _hashes(source: Source, cut: Callable[[str], tuple[str, ...]]) -> Iterator[int]:
    """Of all its code in a row, and of its answers in a row, as they would be handed in."""
    for cells in (source.cells, [cell for cell in source.cells if cell.answer]):
        yield from grams(form for cell in cells for form in cut(cell.text))


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form for form, _ in tokens_of(text))
