"""The one file that says who the learners are: what is written is read again, Excel's habits included."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SpecError
from grader.storage.identities import COLUMNS, Identity, read_identities, write_identities

HEADER = ",".join(COLUMNS)
AMELIE = Identity(learner="k3f9x2m7qp", name="Núñez, Amélie", email="amelie@example.org", canvas_id="4711")
EVIL = Identity(learner="b2c4d6f8gh", name='=HYPERLINK("http://evil", "me"); -2+3', login="'@bo", sis_id="00123")


def written(folder: Path, text: str, codec: str = "utf-8") -> Path:
    path = folder / "identities.csv"
    path.write_bytes(text.encode(codec))
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Names with commas, quotes and accents, and ids with zeros in front, come back as they were."""
    path = tmp_path / "new" / "identities.csv"

    write_identities(path, [AMELIE, EVIL])

    assert read_identities(path) == (AMELIE, EVIL)


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=300)


@settings(max_examples=50)
@given(name=NAMES, login=NAMES)
def test_any_name_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str, login: str) -> None:
    """Whatever a name holds, the file gives it back, its spelling composed and blanks around it aside."""
    path = tmp_path_factory.mktemp("any") / "identities.csv"
    tidy = [unicodedata.normalize("NFC", one.strip()) for one in (name, login)]
    if any(unicodedata.category(one) == "Cc" for text in tidy for one in text):
        return
    identity = Identity(learner="one", name=tidy[0], login=tidy[1])

    write_identities(path, [identity])

    assert read_identities(path) == (identity,)


@settings(max_examples=50)
@given(name=st.text("=+-@'\",; \uff1dx1", min_size=1, max_size=12))
def test_no_spreadsheet_executes_a_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """However a spreadsheet divides the line, no cell begins with what it would execute."""
    path = tmp_path_factory.mktemp("formula") / "identities.csv"

    write_identities(path, [Identity(learner="one", name=name)])

    line = path.read_text("utf-8-sig").splitlines()[1]
    cells = line.replace('"', "").replace(";", ",").split(",")
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "\uff1d"))]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (f'{HEADER}\r\nk3f9x2m7qp,"Núñez, Amélie",amelie@example.org,,,4711,,\r\n', "utf-8"),
        (f'{HEADER}\nk3f9x2m7qp,"Nu\u0301n\u0303ez, Ame\u0301lie",amelie@example.org,,,4711,,\n', "utf-8-sig"),
        ("learner;name;email;canvas_id;\r\nk3f9x2m7qp;Núñez, Amélie;amelie@example.org;4711;\r\n;;;;\r\n", "utf-8-sig"),
        ("sep=;\r\nlearner;name;email;canvas_id\r\nk3f9x2m7qp;Núñez, Amélie;amelie@example.org;4711", "utf-8"),
        ("Name\tLearner\tcanvas_id\temail\r\nNúñez, Amélie\tk3f9x2m7qp\t4711\tamelie@example.org\r\n", "utf-16"),
    ],
)
def test_what_excel_makes_of_it_is_read(tmp_path: Path, text: str, codec: str) -> None:
    """CRLF, a byte order mark, semicolons, `sep=`, tabs, other order, empty rows and columns change nothing."""
    assert read_identities(written(tmp_path, text, codec)) == (AMELIE,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("learner,nmae\n", r"line 1: no column 'nmae'; did you mean 'name'\?"),
        ("learner,name,name\n", "column 'name' is listed twice"),
        ("name,email\n", "column 'learner' is missing"),
        ("learner,name\n,Bo\n", "line 2: column 'learner' is empty"),
        ("learner\n../etc\n", "cannot be a folder's name"),
        ("learner\na/b\n", "cannot be a folder's name"),
        (f"learner\n{'x' * 256}\n", "cannot be a folder's name"),
        ("learner,name\na,Bo\n\na,Al\n", r"line 4: learner 'a' also belongs to another learner \(.*line 2\)"),
        ("learner,canvas_id\na,7\nb,7\n", "canvas_id '7' also belongs to another"),
        ("learner,moodle_id\na,7 8\nb,9 8\n", "moodle_id '8' also belongs to another"),
        ("learner,sis_id\na,1.23E+12\n", "so its last digits are lost"),
        ('learner,name\na,"Bo\nb\n', "is not CSV"),
        ('learner,name\na,"Bo\nBa"\n', "contains control characters"),
        ("learner,name\na,Bo,7\n", "3 cells, but the first line has 2"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A mistake is refused with its line, what was found and what is allowed."""
    with pytest.raises(SpecError, match=said):
        read_identities(written(tmp_path, text))


def test_a_file_in_excels_old_encoding_says_what_to_do(tmp_path: Path) -> None:
    """An accent that is not UTF-8 is refused rather than garbled."""
    with pytest.raises(SpecError, match=r"line 2: is not UTF-8 \(byte 0xe9\); in Excel, save it as 'CSV UTF-8"):
        read_identities(written(tmp_path, "learner,name\na,Amélie\n", "cp1252"))


def test_no_file_is_said(tmp_path: Path) -> None:
    """Where the file is missing, the message says which command writes it."""
    with pytest.raises(SpecError, match="no such file; `grader collect` writes one"):
        read_identities(tmp_path / "identities.csv")


def test_nobody_is_written_twice(tmp_path: Path) -> None:
    """A mapping that could not be read again is not written, and the old one stays."""
    path = tmp_path / "identities.csv"
    write_identities(path, [AMELIE])

    with pytest.raises(SpecError, match="belongs to another learner"):
        write_identities(path, [AMELIE, Identity(learner="other", canvas_id="4711")])

    assert read_identities(path) == (AMELIE,)
