"""A submitted file as code: the cells of a notebook or script. Reading never raises, even if a file is nonsense."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from grader.errors import SpecError
from grader.source import solution_blocks
from grader.source.notebook_reader import DamagedError, extract_code
from grader.source.ownership import mark_answers
from grader.source.records import MAX_FILE_MIB, Damage, Source


def read_source(path: Path) -> Source | Damage:
    """The code of a notebook or script. Never raises, even if the file is nonsense; links are followed."""
    try:
        if not path.is_file():
            return Damage(message="This is not a file. Please hand in the notebook itself.")
        with path.open("rb") as file:
            data = file.read(MAX_FILE_MIB * 2**20 + 1)
    except OSError as error:
        return Damage(message=f"The file can't be opened ({error.strerror}). Please try again.")
    return parse_source(data, script=path.suffix.lower() == ".py")


def exercise_of(path: Path) -> str | None:
    """The exercise that the file itself names: in the metadata or first lines that `sync` wrote."""
    source = read_source(path)
    return source.exercise if isinstance(source, Source) else None


def parse_source(data: bytes, *, script: bool) -> Source | Damage:
    """The code in the bytes of a script or a notebook. Never raises."""
    try:
        return extract_code(data, script=script)
    except DamagedError as damage:
        return Damage(message=str(damage))


def source_digest(source: Source) -> str:
    """The sha256 of the code without comment lines and empty lines."""
    lines = (line.rstrip() for cell in source.cells for line in cell.text.split("\n"))
    kept = "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))
    return sha256(kept.encode()).hexdigest()


def fill(reference_text: str, fragment: str, *, name: str = "the fragment") -> Source:
    """The reference with an accepted or wrong fragment in its blanks, answers marked. Raises `SpecError`."""
    return _marked(reference_text, solution_blocks.fill_blanks(reference_text, fragment, name=name), name)


def reference_source(path: Path) -> Source:
    """The reference's code with its answer cells marked. Raises `SpecError`."""
    text = solution_blocks.reference_text(path)
    return _marked(text, solution_blocks.solved_script(text, name=str(path)), str(path))


def stub_source(path: Path) -> Source:
    """The code that a stub gives to learners. Raises `SpecError` if the file is damaged."""
    stub = read_source(path)
    if not isinstance(stub, Source):
        raise SpecError(f"{path}: {stub.message}")
    return stub


def _marked(reference_text: str, script: str, name: str) -> Source:
    """The script's code, with its answers marked by the stub of the same reference."""
    return mark_answers(_script(script, name), _stub_code(reference_text))


@lru_cache(maxsize=64)
def _stub_code(reference_text: str) -> Source:
    return _script(solution_blocks.stub(reference_text, name="the reference"), "the reference")


def _script(text: str, name: str) -> Source:
    source = parse_source(text.encode(), script=True)
    if isinstance(source, Damage):
        raise SpecError(f"{name}: {source.message}")
    return source
