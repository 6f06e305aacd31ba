"""A learners' edition: what is in it, what is not, and how one gives way to the next."""

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grader.course import HandIn
from grader.course.editions import editions_bytes, read_editions, with_current_edition
from grader.course.loader import is_packed, load_course
from grader.engine import bundle
from grader.errors import SpecError
from grader.judging.judge import Judge
from grader.lms.release.learners_edition import edition_files, require_place, write_edition
from grader.model import Verdict
from grader.source.records import Reading, Source, SourceCell
from tests.grader.packed import prepared, run
from tests.grader.tiny import ANSWERS, BESIDE, EXERCISE, RUBRIC, write
from tests.walk import contents, unpacked

OWN = RUBRIC.replace('replay = ["a"]', 'own = ["a"]')
WHEEL = ("grader-1-py3-none-any.whl", b"PK\x05\x06" + bytes(18))
STUB = f"{BESIDE}.ipynb"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The course that is released."""
    return write(tmp_path / "home", **{f"{BESIDE}.toml": OWN})


def made(home: Path) -> dict[str, bytes]:
    """The files of the next edition, which the course keeps in mind."""
    course = load_course(home)
    editions = with_current_edition(course, read_editions(home))
    files = edition_files(course, [prepared(home)], {}, editions, WHEEL)
    (home / "editions.json").write_bytes(editions_bytes(editions))
    return files


def changed(home: Path) -> None:
    """The course, with another text in its task."""
    write(home, **{f"{BESIDE}.toml": OWN, f"{ANSWERS}/reference.py": REFERENCE_NOW})


REFERENCE_NOW = """# exercise: 01/sum

# %% [markdown]
# Add up all of them.

# %%
import numpy as np

a = np.array([3.0, 4.0, 5.0])

# %%
# BEGIN SOLUTION
# BLANK: total = ...
total = np.sum(a) - 1
# END SOLUTION
"""


def png(data: bytes) -> bytes:
    """A picture whose pixels are these bytes."""
    file = io.BytesIO()
    Image.fromarray(np.frombuffer(data, np.uint8)[np.newaxis]).save(file, "png")
    return b"before" + file.getvalue() + b"after"


def npz(data: bytes) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, images=np.frombuffer(data, np.uint8))
    return file.getvalue()


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/member", data)
    return file.getvalue()


def in_json(data: bytes) -> bytes:
    return json.dumps({"data": b64encode(data).decode()}).encode()


PACKINGS: list[Callable[[bytes], bytes]] = [bytes, png, npz, zipped, in_json, gzip.compress, zlib.compress]


@pytest.mark.parametrize("outer", PACKINGS)
@pytest.mark.parametrize("inner", PACKINGS)
def test_the_walk_finds_what_is_hidden(
    tmp_path: Path, inner: Callable[[bytes], bytes], outer: Callable[[bytes], bytes]
) -> None:
    """In an archive, a compressed stream, a picture or text for bytes, and in one of these within another."""
    secret = b"the answer that nobody may find, however it is packed: 42"
    (tmp_path / "file").write_bytes(outer(inner(secret)))

    assert any(secret in content for _, content in contents(tmp_path))


def test_an_edition_holds_what_a_learner_needs_and_nothing_else(home: Path) -> None:
    """The course without its solutions, the grader, what to install, and words."""
    assert made(home).keys() == {
        "README.md", "SHA256SUMS", "editions.json", "requirements.txt", WHEEL[0],
        "exercises/course.toml", STUB, f"{BESIDE}.toml", f"evidence/{EXERCISE}.json.z",
    }  # fmt: skip


def test_an_edition_in_a_folder_can_be_read_by_others(home: Path, tmp_path: Path) -> None:
    """Learners work with one that their instructor released, and root's kernels run as another user."""
    to = tmp_path / "edition"
    write_edition(to, made(home))

    closed = [one for one in (to, *to.rglob("*")) if one.stat().st_mode & 0o004 == 0]
    assert closed == []


def test_an_edition_says_where_hand_ins_go(home: Path, tmp_path: Path) -> None:
    """As the course at home does, whatever characters stand in it."""
    with (home / "exercises" / "course.toml").open("a", encoding="utf-8") as file:
        file.write('\n[hand_in]\nlms = "Lade die Datei in Moodle hoch: \\"Übung 1\\"."\n')
    files = made(home)
    write_edition(tmp_path / "edition", files)

    assert 'Moodle hoch: "Übung 1". Your file: mine/01/sum.ipynb' in files["README.md"].decode()
    assert load_course(tmp_path / "edition").hand_in == HandIn(
        way="lms", to='Lade die Datei in Moodle hoch: "Übung 1".'
    )


def test_an_edition_names_causes_in_the_courses_words(home: Path, tmp_path: Path) -> None:
    """Also causes of the course's own, which its packed wrong answers name."""
    text = 'typed_in.lessons = ["01"]\ntyped_in.fix = "Compute it: \\"+\\"."\n'
    own = '[own]\nmessage = "m"\nask = "a?"\ntip = "t"\nfix = "f"\n'
    (home / "exercises" / "causes.toml").write_text(text + own, encoding="utf-8")
    write_edition(tmp_path / "edition", made(home))

    assert load_course(tmp_path / "edition").causes == load_course(home).causes


def test_no_line_of_an_answer_is_in_an_edition(home: Path) -> None:
    """Neither the reference's nor those of right and wrong answers; one that is planted is found."""
    answers = [path.read_text(encoding="utf-8") for path in (home / "solutions").rglob("*.py")]
    given = (home / STUB).read_text(encoding="utf-8")
    lines = {line.strip() for text in answers for line in text.splitlines() if line.strip() not in given}
    own = {line.encode() for line in lines if line and not line.startswith("#")}
    files = made(home)

    def found(files: dict[str, bytes]) -> set[bytes]:
        whole = [content for name, data in files.items() for _, content in unpacked(name, data)]
        return {line for line in own for content in whole if line in content}

    assert b"total = np.sum(a) - 1" in own
    assert found(files) == set()
    planted = zlib.compress(zlib.decompress(files[f"evidence/{EXERCISE}.json.z"]) + b"total = np.sum(a) - 1")
    assert b"total = np.sum(a) - 1" in found(files | {f"evidence/{EXERCISE}.json.z": planted})


def test_an_edition_judges(home: Path, tmp_path: Path) -> None:
    """A right and a wrong answer, with nothing but the edition."""
    write_edition(tmp_path / "edition", made(home))
    course = load_course(tmp_path / "edition")
    found = bundle.open_bundles(course)
    reading = Reading(source=Source(cells=(SourceCell(text="total = 1.5"),)), attempted=True)

    def verdicts(total: float) -> list[Verdict]:
        findings = Judge(found.sealed)(found.exercises[EXERCISE], reading, run(total, 3, 4, 5)).findings
        return [one.verdict for one in findings]

    assert is_packed(course.root)
    assert verdicts(11) == [Verdict.PASS, Verdict.PASS]
    assert verdicts(12) == [Verdict.PASS, Verdict.FAIL]


def test_requirements_name_versions_and_hashes_and_no_place(home: Path) -> None:
    """Nothing of another content is installed, and from whichever registry the learner's machine asks."""
    text = made(home)["requirements.txt"].decode()

    assert text.startswith(f"./{WHEEL[0]} \\\n    --hash=sha256:{hashlib.sha256(WHEEL[1]).hexdigest()}\n")
    assert {"tensorflow", "jupyterlab"} <= set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    assert not re.search(r"://|index|find-links|\.org|\.com|\.io\b", text)
    assert not re.search(r"==[^\\\n]*\n", text), "each pin goes on with its hashes"


def test_the_readme_is_complete(home: Path) -> None:
    """Its exercise, its commands, and what can be read and forged."""
    text = made(home)["README.md"].decode()

    for word in ("01/sum", "Edition 1", "grader lab", "grader check mine/01/sum.ipynb", "read here", "forge here"):
        assert word in text
    assert "{" not in text


def test_stubs_say_their_edition(home: Path) -> None:
    """In the metadata, beside the exercise; all else is as it is at home."""
    at_home = json.loads((home / STUB).read_bytes())
    released = json.loads(made(home)[STUB])

    assert released["metadata"]["grader"] == {"exercise": EXERCISE, "edition": 1}
    assert released["cells"] == at_home["cells"]
    assert "edition" not in at_home["metadata"]["grader"]


def test_a_new_edition_replaces_stubs_and_leaves_answers_alone(home: Path, tmp_path: Path) -> None:
    """Whatever lies in the folder besides stays; what the new edition has no more goes."""
    to, mine = tmp_path / "edition", tmp_path / "edition" / "mine" / f"{EXERCISE}.ipynb"
    first = made(home)
    write_edition(to, first | {"gone.whl": b"old"} | {"SHA256SUMS": first["SHA256SUMS"] + sums(b"old", "gone.whl")})
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"an answer")
    changed(home)

    write_edition(to, made(home))

    assert b"Add up all of them." in (to / STUB).read_bytes()
    assert json.loads((to / STUB).read_bytes())["metadata"]["grader"]["edition"] == 2
    assert mine.read_bytes() == b"an answer"
    assert not (to / "gone.whl").exists()


def sums(content: bytes, name: str) -> bytes:
    return f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()


def test_a_stub_that_somebody_wrote_into_stops_a_release(home: Path, tmp_path: Path) -> None:
    """Nothing at all is replaced, and the message says what to do."""
    to = tmp_path / "edition"
    write_edition(to, made(home))
    (to / STUB).write_bytes(b"an answer")
    before = {path: path.read_bytes() for path in to.rglob("*") if path.is_file()}
    changed(home)

    with pytest.raises(SpecError, match=r"sum\.ipynb: contains somebody's answers; move it to .*mine"):
        write_edition(to, made(home))
    assert {path: path.read_bytes() for path in to.rglob("*") if path.is_file()} == before


def test_a_release_that_was_cut_off_can_be_done_again(home: Path, tmp_path: Path) -> None:
    """A stub that is the next edition's already is nobody's answer."""
    to = tmp_path / "edition"
    write_edition(to, made(home))
    changed(home)
    (to / STUB).write_bytes(made(home)[STUB])

    write_edition(to, made(home))
    assert json.loads((to / STUB).read_bytes())["metadata"]["grader"]["edition"] == 2


def test_a_list_of_files_leads_nowhere_else(home: Path, tmp_path: Path) -> None:
    """A learner who writes into the list of files has nothing removed outside of the edition."""
    to, other = tmp_path / "edition", tmp_path / "other"
    other.write_bytes(b"somebody's")
    write_edition(to, made(home))
    with (to / "SHA256SUMS").open("ab") as file:
        file.write(sums(b"somebody's", "../other") + sums(b"somebody's", str(other)))

    write_edition(to, made(home))
    assert other.exists()


@pytest.mark.parametrize("name", ["filled", "file", "folder.zip"])
def test_a_place_that_is_taken_is_refused(tmp_path: Path, name: str) -> None:
    """Before any work is done for it."""
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled" / "thesis.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "folder.zip").mkdir()

    with pytest.raises(SpecError, match="choose"):
        require_place(tmp_path / name)


def test_the_same_course_makes_the_same_archive(home: Path, tmp_path: Path) -> None:
    """To the byte, so that a new number means a change."""
    one, other = tmp_path / "one" / "course.zip", tmp_path / "other" / "course.zip"
    write_edition(one, made(home))
    write_edition(other, made(home))

    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"course"}
