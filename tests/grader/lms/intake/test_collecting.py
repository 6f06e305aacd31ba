"""From each system's archive into a folder that `grader grade` takes, again and again."""

import json
import os
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SpecError, StorageError
from grader.lms.intake import collecting
from grader.lms.intake.collecting import SystemName, guess_system
from grader.lms.intake.source import HandInSource
from grader.source.reader.messages import ReadAnswer
from grader.source.reader.reader import UNSURE
from grader.source.records import Source
from grader.source.source import parse_source
from grader.storage import folder
from grader.storage.identities import Identity, read_identities
from grader.util import files
from tests.grader.lms.intake.archives import (
    EXERCISES,
    canvas_name,
    collect,
    gradescope_files,
    laid,
    lay,
    moodle_name,
    script,
    submitter,
    zip_of,
)
from tests.readers import READER

SOFTMAX, TRAIN = "10_softmax/softmax", "18_training/train"


def names(out: Path) -> dict[str, str]:
    """Pseudonym to name."""
    return {one.learner: one.name for one in read_identities(out / "identities.csv")}


def by_name(out: Path) -> dict[str, list[str]]:
    """What lies in the folder, by the learner's real name."""
    known = names(out)
    found: dict[str, list[str]] = {name: [] for name in known.values()}
    for path in laid(out):
        learner, _, rest = path.partition("/")
        found[known[learner]].append(rest)
    return found


@pytest.mark.parametrize("layout", ["folders", "old", "flat"])
def test_moodles_archive_is_taken_in(tmp_path: Path, layout: str) -> None:
    """In each of its three layouts; text that was typed in is reported."""
    source = zip_of(
        tmp_path / "DL101-Week 3-3456.zip",
        {
            moodle_name("Núñez, Amélie", 12345, "softmax.ipynb", layout): b"{}",
            moodle_name("Bo Li", 12346, "work.py", layout): script(TRAIN),
            moodle_name("Bo Li", 12346, "onlinetext.html", layout, kind="onlinetext"): b"<p>Hello</p>",
        },
    )

    summary = collect(source, tmp_path / "in")

    assert guess_system(HandInSource(source)) == SystemName.MOODLE
    assert by_name(tmp_path / "in") == {"Núñez, Amélie": [f"{SOFTMAX}.ipynb"], "Bo Li": [f"{TRAIN}.py"]}
    assert [one.moodle_id for one in read_identities(tmp_path / "in" / "identities.csv")] == ["12345", "12346"]
    (trouble,) = summary.troubles
    assert "a text in Moodle" in trouble.reason
    assert summary.untimed == 2


def test_a_file_name_cannot_claim_to_be_somebody_elses(tmp_path: Path) -> None:
    """What stands behind Moodle's own part of a flat name is the learner's choice, and counts for nothing."""
    forged = "Bo Li_12346_assignsubmission_file_softmax.ipynb"
    source = zip_of(
        tmp_path / "m.zip",
        {
            moodle_name("Eve", 666, forged, "flat"): script(SOFTMAX),
            moodle_name("Bo Li", 12346, "softmax.ipynb", "flat"): script(SOFTMAX, "y = 2\n"),
        },
    )

    collect(source, tmp_path / "in")

    assert {one.moodle_id for one in read_identities(tmp_path / "in" / "identities.csv")} == {"666", "12346"}


@pytest.mark.parametrize("layout", ["folders", "old", "flat"])
@pytest.mark.parametrize(
    "name",
    [
        "Ann_12346_assignsubmission_file_ Lee",
        "Ann_12346_assignsubmission_file_softmax.ipynb",
        "Bo Li_12346_assignsubmission_file_ Lee",
        "_12346_assignsubmission_file",
        "Ann_12346_assignsubmission_onlinetext_",
        "Ann_1_assignsubmission_file_2_assignsubmission_file_12346_assignsubmission_file",
    ],
)
def test_a_name_cannot_claim_to_be_somebody_elses(tmp_path: Path, name: str, layout: str) -> None:
    """On a site that keeps underscores in names, a name with Moodle's own part costs nobody else the hand-in."""
    hostile = moodle_name("@", 999, "softmax.ipynb", layout).replace("@", name, 1)
    source = zip_of(
        tmp_path / "m.zip",
        {
            hostile: script(SOFTMAX, "y = 1\n"),
            moodle_name("Bo Li", 12346, "softmax.ipynb", layout): script(SOFTMAX, "y = 2\n"),
        },
    )

    summary = collect(source, tmp_path / "in")

    known = {one.moodle_id: one for one in read_identities(tmp_path / "in" / "identities.csv")}
    files = laid(tmp_path / "in")
    assert files[f"{known['12346'].learner}/{SOFTMAX}.ipynb"] == script(SOFTMAX, "y = 2\n")
    assert known["12346"].name == "Bo Li"
    assert len(files) + len(summary.troubles) == 2
    assert set(known) <= {"12346", "999"}
    if layout != "flat":
        assert known["999"].name == name


def test_a_file_that_may_be_several_peoples_is_refused_alone(tmp_path: Path) -> None:
    """Where nothing says which of two numbers is the participant's; a number that is somebody else's says it."""
    doubtful = "Ann_12346_assignsubmission_file_ Lee_999_assignsubmission_file_softmax.ipynb"
    others = {moodle_name("Cy", 7, "softmax.ipynb", "flat"): script(SOFTMAX)}
    with_bo = others | {moodle_name("Bo Li", 12346, "softmax.ipynb", "flat"): script(SOFTMAX)}

    alone = collect(zip_of(tmp_path / "a.zip", {doubtful: script(SOFTMAX), **others}), tmp_path / "alone")
    beside = collect(zip_of(tmp_path / "b.zip", {doubtful: script(SOFTMAX), **with_bo}), tmp_path / "beside")

    assert set(names(tmp_path / "alone").values()) == {"Cy"}
    assert [(one.path, "several people" in one.reason) for one in alone.troubles] == [(doubtful, True)]
    assert set(names(tmp_path / "beside").values()) == {"Cy", "Bo Li", "Ann_12346_assignsubmission_file_ Lee"}
    assert not beside.troubles


@pytest.mark.parametrize("layout", ["folders", "old", "flat"])
def test_honest_underscores_and_digits_are_nobodys_claim(tmp_path: Path, layout: str) -> None:
    """In names, and in a file that Moodle named before and that is handed in again."""
    again = moodle_name("Bo Li", 12346, "softmax.ipynb", "flat")
    handed = {
        ("kiwi_42", 1): "soft_max_2.ipynb",
        ("R2_D2_3000", 2): "softmax.ipynb",
        ("_", 3): "1_2_softmax.ipynb",
        ("Bo Li", 12346): again,
    }
    source = zip_of(
        tmp_path / "m.zip",
        {
            moodle_name("@", number, file, layout).replace("@", name, 1): script(SOFTMAX)
            for (name, number), file in handed.items()
        },
    )

    summary = collect(source, tmp_path / "in", SOFTMAX)

    known = read_identities(tmp_path / "in" / "identities.csv")
    assert {(one.name, int(one.moodle_id)) for one in known} == set(handed)
    assert not summary.troubles


@settings(max_examples=40)
@given(
    st.lists(st.text("ab_79é ", max_size=5), min_size=1, max_size=5),
    st.lists(st.sampled_from(("", "_4700_assignsubmission_file_", "_4701_assignsubmission_file")), max_size=10),
)
def test_no_name_in_moodle_gives_anybody_anothers_file(
    tmp_path_factory: pytest.TempPathFactory, given: list[str], infixes: list[str]
) -> None:
    """Whatever stands in a person's or a file's name: a file is its own participant's, or refused."""
    tmp_path = tmp_path_factory.mktemp("moodle")
    names, files = ([*infixes[at:], *[""] * len(given)] for at in (0, 5))
    handed = {
        f"{name}{names[n]}{name}_{4700 + n}_assignsubmission_file_{files[n]}softmax.py": script(
            SOFTMAX, f"x = {4700 + n}\n"
        )
        for n, name in enumerate(given)
    }
    plain = {4700 + n for n in range(len(given)) if not names[n] and not files[n]}

    summary = collect(zip_of(tmp_path / "m.zip", handed), tmp_path / "in")

    path = tmp_path / "in" / "identities.csv"
    ids = {one.learner: one.moodle_id for one in read_identities(path)} if path.exists() else {}
    taken = {ids[path.partition("/")[0]]: content for path, content in laid(tmp_path / "in").items()}
    assert len(taken) + len(summary.troubles) == len(given)
    assert all(f"x = {number}\n".encode() in content for number, content in taken.items())
    assert plain <= {int(number) for number in taken}


def test_canvas_archive_is_taken_in(tmp_path: Path) -> None:
    """The last of several uploads of one name counts; late ones are reported, and so are text and links."""
    source = zip_of(
        tmp_path / "submissions.zip",
        {
            canvas_name("Núñez, Amélie", 4711, 90210, "softmax.ipynb"): b'{"old": 1}',
            canvas_name("Núñez, Amélie", 4711, 90333, "softmax-1.ipynb"): b'{"new": 1}',
            canvas_name("Li, Bo", 4712, 90211, "train.py", late=True): b"x = 1\n",
            "lisa_4713_text.html": b"<p>Hello</p>",
            "link_4714_link.html": b"<a>Hello</a>",
        },
    )

    summary = collect(source, tmp_path / "in")

    found = laid(tmp_path / "in")
    assert guess_system(HandInSource(source)) == SystemName.CANVAS
    assert by_name(tmp_path / "in")["núñezamélie"] == [f"{SOFTMAX}.ipynb"]
    assert b'{"new": 1}' in found.values()
    assert summary.late == [path for path in found if path.endswith("train.py")]
    assert [one.reason.split(",")[0] for one in summary.troubles] == ["a text or a link in Canvas"] * 2


@pytest.mark.parametrize(
    ("file", "user"),
    [
        (canvas_name("kiwi_42", 4711, 90210, "softmax.ipynb"), "4711"),
        (canvas_name("Eve_4712", 4711, 90210, "softmax.ipynb"), "4711"),
        (canvas_name("Li, Bo", 4711, 90210, "10_softmax.ipynb"), "4711"),
        (canvas_name("Li, Bo", 4711, 90210, "20261103_softmax.ipynb"), "4711"),
        (canvas_name("Li, Bo", 4711, 90210, "4712_99_softmax.ipynb"), "4711"),
        (canvas_name("Li, Bo", 4711, 90210, "4712_90300_softmax.ipynb"), None),
    ],
)
def test_numbers_in_names_are_distinguished_from_canvas_own(tmp_path: Path, file: str, user: str | None) -> None:
    """Whoever has digits in a name, or puts them there, gets neither another's work nor gives another theirs."""
    others = {canvas_name(f"Other{n}", 5000 + n, 90400 + n, "train.py"): script(TRAIN) for n in range(5)}
    source = zip_of(tmp_path / "submissions.zip", {file: b"{}", **others})

    summary = collect(source, tmp_path / "in", SOFTMAX)

    known = {one.canvas_id for one in read_identities(tmp_path / "in" / "identities.csv")}
    assert known - {str(5000 + n) for n in range(5)} == ({user} if user else set())
    assert bool(summary.troubles) == (user is None)


@settings(max_examples=20)
@given(st.lists(st.text("ab_79é ,", max_size=9), min_size=1, max_size=6), st.text("ab_79", max_size=9))
def test_no_name_in_canvas_gives_anybody_anothers_file(
    tmp_path_factory: pytest.TempPathFactory, given: list[str], file: str
) -> None:
    """Digits and underscores wherever they are: a file is its own user's, or refused."""
    tmp_path = tmp_path_factory.mktemp("canvas")
    handed = {
        canvas_name(name, 4700 + n, 890_200 + n, f"{file}softmax.py"): script(SOFTMAX, f"x = {4700 + n}\n")
        for n, name in enumerate(given)
    }

    summary = collect(zip_of(tmp_path / "c.zip", handed), tmp_path / "in")

    path = tmp_path / "in" / "identities.csv"
    ids = {one.learner: one.canvas_id for one in read_identities(path)} if path.exists() else {}
    taken = laid(tmp_path / "in")
    assert len(taken) + len(summary.troubles) == len(given)
    assert all(f"x = {ids[path.partition('/')[0]]}\n".encode() in content for path, content in taken.items())


def test_two_names_at_one_number_are_refused(tmp_path: Path) -> None:
    """Canvas gives a user one name: where there are two, one of them is forged."""
    source = zip_of(
        tmp_path / "submissions.zip",
        {
            canvas_name("Li, Bo", 4711, 90210, "softmax.ipynb"): b"{}",
            canvas_name("Eve", 4711, 90211, "softmax.ipynb"): b"{}",
            canvas_name("Ada", 4712, 90212, "softmax.ipynb"): b"{}",
        },
    )

    summary = collect(source, tmp_path / "in")

    assert by_name(tmp_path / "in") == {"ada": [f"{SOFTMAX}.ipynb"]}
    assert ["two names" in one.reason for one in summary.troubles] == [True, True]


def test_a_file_that_is_not_anybodys_for_sure_costs_nobody_else(tmp_path: Path) -> None:
    """Whoever writes another's number into a file's name is refused alone."""
    source = zip_of(
        tmp_path / "submissions.zip",
        {
            canvas_name("Eve", 4711, 90210, "4712_90300_softmax.ipynb"): b"{}",
            canvas_name("Ada", 4712, 90212, "softmax.ipynb"): b"{}",
        },
    )

    summary = collect(source, tmp_path / "in")

    assert by_name(tmp_path / "in") == {"ada": [f"{SOFTMAX}.ipynb"]}
    assert ["several users" in one.reason for one in summary.troubles] == [True]


def test_anonymous_marking_in_canvas_is_taken_in(tmp_path: Path) -> None:
    """Each anonymous id is a learner, of whom nothing is known."""
    source = zip_of(
        tmp_path / "a.zip", {"anon_Ab1Cd_90210_softmax.ipynb": b"{}", "LATE_anon_Zz9Yy_90211_softmax.py": b""}
    )

    summary = collect(source, tmp_path / "in")
    again = collect(source, tmp_path / "in")

    identities = read_identities(tmp_path / "in" / "identities.csv")
    assert identities == tuple(Identity(learner=one.learner) for one in identities)
    assert len(identities) == len(summary.added) == len(again.unchanged) == 2


def test_gradescopes_export_is_taken_in(tmp_path: Path) -> None:
    """With times, for every member of a group; people without an id are reported."""
    time = datetime(2026, 11, 2, 9, 30, 0, 250_000, UTC)
    source = zip_of(
        tmp_path / "assignment_42_export.zip",
        gradescope_files(
            {
                "submission_1": {"submitters": [submitter("Amélie Núñez", "007", "a@x.org")], "created_at": time},
                "submission_2": {
                    "submitters": [submitter("Bo Li", "", "bo@x.org"), submitter("Cy", "9")],
                    "created_at": "2026-11-03 10:00:00 +01:00",
                    "results": {":tests": [{":name": "x" * 100}]},
                },
                "submission_3": {"submitters": [submitter("Nobody")]},
            },
            {
                "submission_1/softmax.ipynb": b"{}",
                "submission_2/a/softmax.py": b"x = 2\n",
                "submission_3/softmax.py": b"x = 3\n",
            },
        ),
    )

    summary = collect(source, tmp_path / "in")

    found = folder.scan_folder(tmp_path / "in", EXERCISES).files
    known = names(tmp_path / "in")
    assert guess_system(HandInSource(source)) == SystemName.GRADESCOPE
    assert {(known[one.learner], one.submitted) for one in found} == {
        ("Amélie Núñez", time),
        ("Bo Li", datetime(2026, 11, 3, 9, tzinfo=UTC)),
        ("Cy", datetime(2026, 11, 3, 9, tzinfo=UTC)),
    }
    assert {one.sis_id for one in read_identities(tmp_path / "in" / "identities.csv")} == {"007", "", "9"}
    assert ["lists no person" in one.reason for one in summary.troubles] == [True]


RUBY = """\
--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess
submission_1: !ruby/object:Submission
  :submitters: &1
  - :name: Bo
    :sid: &2 '12'
    :email: bo@x.org
  :created_at: 2026-11-02 09:30:00.250000000 Z
submission_2: {':submitters': *1, ':created_at': {}}
"""


def test_what_ruby_writes_into_gradescopes_metadata_is_plain_data(tmp_path: Path) -> None:
    """Classes are not made, aliases are followed, and a broken time is not a time."""
    files = {"e/submission_metadata.yml": RUBY.encode(), "e/submission_1/softmax.py": b"x"}

    collect(zip_of(tmp_path / "g.zip", files), tmp_path / "in")

    assert by_name(tmp_path / "in") == {"Bo": [f"{SOFTMAX}.py"]}
    assert "2026-11-02T09:30:00.250000+00:00" in (tmp_path / "in" / "submitted.csv").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: &a [x,x]\n"
        + "\n".join(f"{one}: &{one} [*{other},*{other}]" for one, other in zip("bcdefghij", "abcdefghi", strict=True)),
        "!!python/object/apply:os.system ['touch /tmp/never']",
        "- just\n- a list",
        "x: 2026-99-99",
        "submission_1: {':submitters': 7, ':created_at': [1]}",
        "? {a: b}\n: c",
        "\0",
        "",
    ],
    ids=range(9),
)
def test_hostile_metadata_is_refused_or_names_nobody(tmp_path: Path, text: str) -> None:
    """Nothing is executed, and whatever is wrong is one sentence."""
    source = zip_of(tmp_path / "g.zip", {"e/submission_metadata.yml": text.encode(), "e/submission_1/softmax.py": b"x"})

    said = ""
    try:
        said = collect(source, tmp_path / "in").troubles[0].reason
    except SpecError as error:
        said = str(error)

    assert "submission_metadata.yml" in said
    assert not Path("/tmp/never").exists()  # noqa: S108 - the file that the attack would make


FORGED = b"submission_1: {':submitters': [{':sid': '666'}]}\nsubmission_2: {':submitters': [{':sid': '666'}]}\n"


@pytest.mark.parametrize("root", ["assignment_42_export/", ""])
def test_metadata_that_a_learner_hands_in_is_ignored(tmp_path: Path, root: str) -> None:
    """Whoever hands in a file of that name, first in the archive too, takes nobody's place."""
    facts = {
        "submission_1": {"submitters": [submitter("Eve", "1")]},
        "submission_2": {"submitters": [submitter("Bo", "2")]},
    }
    files = {
        "submission_1/submission_metadata.yml": FORGED,
        "submission_1/submission_2/softmax.py": b"e",
        "submission_2/softmax.py": b"b",
    }
    export = gradescope_files(facts, files)
    ordered = dict(sorted(export.items(), key=lambda item: "submission_1/" not in item[0]))
    moved = {name.replace("assignment_42_export/", root): content for name, content in ordered.items()}

    collect(zip_of(tmp_path / "g.zip", moved), tmp_path / "in")

    known = {one.learner: one.sis_id for one in read_identities(tmp_path / "in" / "identities.csv")}
    assert {known[path.partition("/")[0]]: content for path, content in laid(tmp_path / "in").items()} == {
        "1": b"e",
        "2": b"b",
    }


def test_a_learners_own_folders_hide_nobody(tmp_path: Path) -> None:
    """A folder called `submitted`, or Gradescope's metadata, of one learner change nothing for others."""
    tree = lay(
        tmp_path / "submitted",
        {
            "eve/week3/submitted/a/b/softmax.py": b"e",
            "eve/week3/submission_metadata.yml": FORGED,
            "bo/week3/softmax.py": b"b",
            "bo/week3/timestamp.txt": b"2026-11-02 09:30:00 UTC",
        },
    )
    source = zip_of(
        tmp_path / "m.zip",
        {
            moodle_name("Eve", 1, "submission_metadata.yml"): FORGED,
            moodle_name("Bo", 2, "softmax.py"): b"b",
            moodle_name("Cy", 3, "softmax.py"): b"c",
        },
    )

    collect(tree, tmp_path / "n")
    collect(source, tmp_path / "m")

    assert sorted(laid(tmp_path / "n").values()) == [b"b", b"e"]
    assert sorted(laid(tmp_path / "m").values()) == [b"b", b"c"]


@pytest.mark.parametrize("root", ["", "submitted/", "course101/submitted/"])
def test_nbgraders_tree_is_taken_in(tmp_path: Path, root: str) -> None:
    """The course's folder or `submitted` itself, with times in each of the spellings that nbgrader writes."""
    tree = lay(
        tmp_path / "exchange",
        {
            f"{root}amélie/week3/softmax.ipynb": b"{}",
            f"{root}amélie/week3/timestamp.txt": b"2026-11-02 09:30:00.500000 Europe/Berlin\n",
            f"{root}bo_li/softmax/problem1.ipynb": b"{}",
            f"{root}bo_li/softmax/timestamp.txt": b"2026-11-02 09:30:00 UTC",
            f"{root}cy/week3/train.py": b"",
            f"{root}cy/week3/timestamp.txt": b"2026-11-02 09:30:00 +0530",
            f"{root}di/week3/train.py": b"",
            f"{root}di/week3/timestamp.txt": b"yesterday",
            f"{root}ed/week3/train.py": b"",
        },
    )

    summary = collect(tree, tmp_path / "in")

    logins = {one.learner: one.login for one in read_identities(tmp_path / "in" / "identities.csv")}
    found = {logins[one.learner]: one for one in folder.scan_folder(tmp_path / "in", EXERCISES).files}
    assert {login: one.exercise for login, one in found.items()} == {
        "amélie": SOFTMAX,
        "bo_li": SOFTMAX,
        "cy": TRAIN,
        "di": TRAIN,
        "ed": TRAIN,
    }
    assert {login: one.submitted and one.submitted.astimezone(UTC).hour for login, one in found.items()} == {
        "amélie": 8,
        "bo_li": 9,
        "cy": 4,
        "di": None,
        "ed": None,
    }
    assert [one.path.endswith("di/week3/timestamp.txt") for one in summary.troubles] == [True]


def test_two_learners_of_one_name_stay_two(tmp_path: Path) -> None:
    """The id distinguishes them, and the command says how many there are."""
    source = zip_of(
        tmp_path / "m.zip",
        {
            moodle_name("Li Wei", 1, "softmax.ipynb"): b'{"a": 1}',
            moodle_name(unicodedata.normalize("NFD", "Li Wei"), 2, "softmax.ipynb"): b'{"b": 1}',
        },
    )

    summary = collect(source, tmp_path / "in")

    assert len(laid(tmp_path / "in")) == len(names(tmp_path / "in")) == summary.namesakes == 2


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
HARD = [
    "..",
    ".",
    "CON",
    "aux.txt",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "a\nb\x1b[31m",
    "سارة محمود",
    "x" * 300,
    "_1_",
]


@settings(max_examples=20)
@given(st.lists(NAMES | st.sampled_from(HARD), min_size=1, max_size=5))
def test_whatever_a_name_is_it_stands_in_one_file_alone(
    tmp_path_factory: pytest.TempPathFactory, given: list[str]
) -> None:
    """Each learner has a folder of their own, whose name and contents do not reveal theirs."""
    tmp_path = tmp_path_factory.mktemp("names")
    handed = {moodle_name(name, 100 + n, "softmax.py"): script(SOFTMAX, f"x = {n}\n") for n, name in enumerate(given)}
    handed |= {moodle_name(name, 100 + n, f"{name[:9]}.docx", "flat"): b"" for n, name in enumerate(given)}

    summary = collect(zip_of(tmp_path / "m.zip", handed), tmp_path / "in")

    taken = laid(tmp_path / "in")
    assert len(taken) + sum(one.path.endswith("softmax.py") for one in summary.troubles) == len(given)
    assert all(len(path.partition("/")[0]) == 10 and path.endswith(f"{SOFTMAX}.py") for path in taken)
    known = names(tmp_path / "in")
    rest = b"".join(
        path.read_bytes() for path in (tmp_path / "in").iterdir() if path.is_file() and path.suffix != ".csv"
    )
    for name in known.values():
        assert len(name) < 4 or name.encode() not in rest or name in f"{SOFTMAX}.py neither a notebook"


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    """Collecting is repeatable to the byte, also into a new folder: pseudonyms follow from ids."""
    source = zip_of(tmp_path / "m.zip", {moodle_name(f"N{n}", n, "softmax.ipynb"): b"%d" % n for n in range(1, 20)})

    first = collect(source, tmp_path / "in")
    before = {path: path.read_bytes() for path in (tmp_path / "in").rglob("*") if path.is_file()}
    again = collect(source, tmp_path / "in")
    collect(source, tmp_path / "new")

    assert (len(first.added), len(again.added), len(again.unchanged)) == (19, 0, 19)
    assert {path: path.read_bytes() for path in (tmp_path / "in").rglob("*") if path.is_file()} == before
    assert laid(tmp_path / "new") == laid(tmp_path / "in")


def test_newer_files_replace_and_missing_ones_stay(tmp_path: Path) -> None:
    """All of it is reported; a script takes the place of a notebook."""
    source = tmp_path / "m.zip"
    zip_of(
        source,
        {
            moodle_name("Ada", 1, "softmax.ipynb"): b"{}",
            moodle_name("Bo", 2, "softmax.ipynb"): b"{}",
            moodle_name("Cy", 3, "softmax.ipynb"): b"{}",
        },
    )
    collect(source, tmp_path / "in")
    zip_of(
        source,
        {
            moodle_name("Ada", 1, "softmax.py"): b"x = 2\n",
            moodle_name("Bo", 2, "softmax.ipynb"): b"{}",
            moodle_name("Di", 4, "softmax.ipynb"): b"{}",
        },
    )

    summary = collect(source, tmp_path / "in")

    counts = [len(getattr(summary, name)) for name in ("added", "replaced", "unchanged", "gone", "older")]
    assert counts == [1, 1, 1, 1, 0]
    assert by_name(tmp_path / "in") == {
        "Ada": [f"{SOFTMAX}.py"],
        "Bo": [f"{SOFTMAX}.ipynb"],
        "Cy": [f"{SOFTMAX}.ipynb"],
        "Di": [f"{SOFTMAX}.ipynb"],
    }
    assert folder.scan_folder(tmp_path / "in", EXERCISES).problems == ()


def export(path: Path, content: bytes, time: str) -> Path:
    facts = {"submission_1": {"submitters": [submitter("Bo", "12")], "created_at": time}}
    return zip_of(path, gradescope_files(facts, {"submission_1/softmax.py": content}))


def test_an_older_export_changes_nothing(tmp_path: Path) -> None:
    """What was handed in later stays; the same bytes keep the first time at which they were handed in."""
    collect(export(tmp_path / "b.zip", b"x = 2\n", "2026-11-02 10:00:00 Z"), tmp_path / "in")

    older = collect(export(tmp_path / "a.zip", b"x = 1\n", "2026-11-01 10:00:00 Z"), tmp_path / "in")
    same = collect(export(tmp_path / "c.zip", b"x = 2\n", "2026-11-03 10:00:00 Z"), tmp_path / "in")

    (found,) = folder.scan_folder(tmp_path / "in", EXERCISES).files
    assert (len(older.older), len(same.unchanged)) == (1, 1)
    assert found.path.read_bytes() == b"x = 2\n"
    assert found.submitted == datetime(2026, 11, 2, 10, tzinfo=UTC)


def test_one_person_in_two_systems_is_one_where_ids_say_so(tmp_path: Path) -> None:
    """An address from Gradescope is found among the instructor's entries, and empty cells are filled."""
    out = tmp_path / "in"
    collect(zip_of(tmp_path / "m.zip", {moodle_name("Bo Li", 7, "softmax.ipynb"): b"{}"}), out)
    path = out / "identities.csv"
    path.write_text(path.read_text("utf-8-sig").replace("Bo Li,,", "Bo Li,BO@x.org,"), "utf-8")
    facts = {"submission_1": {"submitters": [submitter("B. Li", "12", "bo@x.org")]}}

    summary = collect(zip_of(tmp_path / "g.zip", gradescope_files(facts, {"submission_1/train.py": b""})), out)

    (one,) = read_identities(path)
    assert (one.name, one.email, one.sis_id, one.moodle_id) == ("Bo Li", "BO@x.org", "12", "7")
    assert summary.newcomers == 0
    assert by_name(out) == {"Bo Li": [f"{SOFTMAX}.ipynb", f"{TRAIN}.py"]}


def test_a_shared_address_makes_nobody_another(tmp_path: Path) -> None:
    """Two ids at one address are two people."""
    facts = {
        "submission_1": {"submitters": [submitter("Bo", "12", "us@x.org")]},
        "submission_2": {"submitters": [submitter("Di", "13", "us@x.org")]},
    }
    files = gradescope_files(facts, {"submission_1/softmax.py": b"1", "submission_2/softmax.py": b"2"})

    collect(zip_of(tmp_path / "g.zip", files), tmp_path / "in")

    assert by_name(tmp_path / "in") == {"Bo": [f"{SOFTMAX}.py"], "Di": [f"{SOFTMAX}.py"]}


@pytest.mark.parametrize(
    ("file", "content", "exercise"),
    [
        ("anything.py", script(SOFTMAX), SOFTMAX),
        ("train.py", script(SOFTMAX), SOFTMAX),
        ("nb.ipynb", json.dumps({"cells": [], "metadata": {"grader": {"exercise": SOFTMAX}}}).encode(), SOFTMAX),
        ("Two Layers.ipynb", b"{}", "06_multi_layer/two_layers"),
        ("06_multi_layer-two_layers.ipynb", b"{}", "06_multi_layer/two_layers"),
        ("softmax-Copy1.ipynb", b"{}", SOFTMAX),
        ("softmax (2).ipynb", b"{}", SOFTMAX),
        ("Copy of softmax.ipynb", b"{}", SOFTMAX),
        ("SOFTMAX.IPYNB", b"{}", SOFTMAX),
        ("10_softmax/answer.ipynb", b"{}", None),
        ("softmax/answer.ipynb", b"{}", SOFTMAX),
        ("answer.ipynb", b"{}", None),
        ("answer.py", script("10_softmax/sofmax"), None),
    ],
)
def test_a_file_says_what_it_is_for(tmp_path: Path, file: str, content: bytes, exercise: str | None) -> None:
    """By what `grader sync` wrote into it, else by its name and folders, else by the instructor's word."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, file): content})

    summary = collect(source, tmp_path / "in")
    collected = collect(source, tmp_path / "told", TRAIN)

    assert [path.split("/", 1)[1].rsplit(".", 1)[0] for path in summary.added] == ([exercise] if exercise else [])
    assert collected.added[0].split("/", 1)[1].rsplit(".", 1)[0] == (exercise or TRAIN)


def test_a_file_for_no_exercise_is_shown_with_the_nearest(tmp_path: Path) -> None:
    """On the screen with its name; in the folder without, so that the page shows it under the pseudonym."""
    source = zip_of(
        tmp_path / "m.zip",
        {moodle_name("Bo Li", 1, "sofmax_Bo_Li.ipynb"): b"{}", moodle_name("Bo Li", 1, "sofmax.ipynb"): b"{}"},
    )

    summary = collect(source, tmp_path / "in")

    (learner,) = names(tmp_path / "in")
    assert [one.path.partition("/")[2] for one in summary.troubles] == ["sofmax_Bo_Li.ipynb", "sofmax.ipynb"]
    problems = folder.scan_folder(tmp_path / "in", EXERCISES).problems
    assert [one.path.relative_to(tmp_path / "in").as_posix() for one in problems] == [
        f"{learner}/file 1 (.ipynb)",
        f"{learner}/file 2 (.ipynb)",
    ]
    assert problems[1].nearest == SOFTMAX
    assert "Bo" not in "".join(map(str, problems)).replace(str(tmp_path), "")


def test_what_was_not_taken_is_forgotten_once_it_is(tmp_path: Path) -> None:
    """A later archive from the same place has the last word on what was wrong with it, and no other."""
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    for source in (first, second):
        zip_of(source, {moodle_name("Bo", 1, "x.docx"): b""})
        collect(source, tmp_path / "in")
    zip_of(first, {moodle_name("Bo", 1, "softmax.py"): b"x"})

    collect(first, tmp_path / "in")

    assert len(folder.scan_folder(tmp_path / "in", EXERCISES).problems) == 1


def test_of_two_different_files_for_one_exercise_none_is_taken(tmp_path: Path) -> None:
    """And what was there stays; two files of the same bytes are one."""
    source = zip_of(
        tmp_path / "m.zip", {moodle_name("Bo", 1, "softmax.ipynb"): b"{}", moodle_name("Cy", 2, "softmax.py"): b"y"}
    )
    collect(source, tmp_path / "in")
    zip_of(
        source,
        {
            moodle_name("Bo", 1, "softmax.ipynb"): b'{"a": 1}',
            moodle_name("Bo", 1, "softmax.py"): b"x",
            moodle_name("Cy", 2, "softmax.py"): b"z",
            moodle_name("Cy", 2, "old/softmax.py"): b"z",
        },
    )

    summary = collect(source, tmp_path / "in")

    assert ["keep only the right one" in one.reason for one in summary.troubles] == [True, True]
    assert sorted(laid(tmp_path / "in").values()) == [b"z", b"{}"]
    assert summary.gone == []


def test_a_name_that_is_a_suffix_alone_keeps_it(tmp_path: Path) -> None:
    """Some learners hand in a file with no name at all."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, ".IPYNB", "flat"): b"{}"})

    summary = collect(source, tmp_path / "in", SOFTMAX)

    assert [path.partition("/")[2] for path in summary.added] == [f"{SOFTMAX}.ipynb"]


def test_a_helper_beside_the_answer_is_not_taken_for_it(tmp_path: Path) -> None:
    """What says itself that it is for an exercise comes before what merely lies beside it."""
    files = {moodle_name("Bo", 1, "softmax/nb.py"): script(SOFTMAX), moodle_name("Bo", 1, "softmax/utils.py"): b"u"}

    summary = collect(zip_of(tmp_path / "m.zip", files), tmp_path / "in", SOFTMAX)

    assert list(laid(tmp_path / "in").values()) == [script(SOFTMAX)]
    assert [one.path.endswith("utils.py") for one in summary.troubles] == [True]


@pytest.mark.parametrize("after", range(1, 9))
def test_stopped_anywhere_it_leaves_a_folder_that_the_same_command_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Ctrl-C at any write: whatever is there is whole and graded as it should be, and the rest comes the next time."""
    source = tmp_path / "m.zip"
    facts = {
        f"submission_{n}": {"submitters": [submitter("x", str(n))], "created_at": "2026-11-02 09:00:00 Z"}
        for n in range(5)
    }
    zip_of(source, gradescope_files(facts, {f"submission_{n}/softmax.py": b"%d" % n for n in range(5)}))
    whole = files.write_whole
    left = [after]

    def interrupted(path: Path, data: bytes) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        whole(path, data)

    for module in (
        "grader.lms.intake.collecting",
        "grader.storage.identities",
        "grader.storage.folder",
    ):
        monkeypatch.setattr(f"{module}.write_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        collect(source, tmp_path / "in")
    left[0] = -1
    assert all(one.submitted for one in folder.scan_folder(tmp_path / "in", EXERCISES).files)

    collect(source, tmp_path / "in")

    intake = folder.scan_folder(tmp_path / "in", EXERCISES)
    assert ([one.submitted for one in intake.files], intake.problems) == (
        [datetime(2026, 11, 2, 9, tzinfo=UTC)] * 5,
        (),
    )
    assert not list((tmp_path / "in").glob(".incoming-*"))


def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to do; the folder holds what it held."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, "softmax.py"): b"x"})
    collect(source, tmp_path / "in")
    zip_of(source, {moodle_name("Bo", 1, "softmax.py"): b"y"})

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(collecting._Contents, "put", full)
    with pytest.raises(StorageError, match="is the disk full or read-only"):
        collect(source, tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [b"x"]


def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    """A file that was half written, once that file is written again."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, "softmax.py"): b"x"})
    (path,) = collect(source, tmp_path / "in").added
    left = lay(
        tmp_path / "in",
        {f"{path.replace('softmax.py', '.softmax.py.a1b2c3d4')}": b"half", path: b"older"},
    )

    collect(source, left)

    assert laid(left) == {path: b"x"}


def odd_files() -> dict[str, bytes]:
    """Files of several learners: what names its exercise in many spellings, and what names none, or another's."""
    stub = {"metadata": {"grader": {"exercise": TRAIN}}, "nbformat": 4, "cells": []}
    contents = {
        "a.ipynb": json.dumps(stub).encode(),
        "b.ipynb": json.dumps(stub).replace("/", "\\/").encode(),
        "c.ipynb": json.dumps(stub).encode("utf-16"),
        "softmax.ipynb": b"{",
        "d.py": script(TRAIN),
        "e.PY": script(TRAIN).decode().encode("utf-16"),
        "softmax.py": script(None, "# see exercise: 18_training/train\n"),
        "f.py": script(None),
        "train.py": b"",
        "g.py": script("99/none"),
    }
    return {
        moodle_name(f"Bo {number}", number, name): content + b" " * number
        for number in range(12)
        for name, content in contents.items()
    }


def test_files_are_read_together_as_each_is_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred files take a few processes, and come to what a process for each says; so does a liar among them."""
    source = zip_of(tmp_path / "m.zip", odd_files())
    asked = READER._asked
    answers: list[ReadAnswer | None] = []

    def counted(*call: Any) -> ReadAnswer | None:
        answers.append(asked(*call))
        return answers[-1]

    def lying(*call: Any) -> ReadAnswer | None:
        found = asked(*call)
        if found is None or found.names is None:
            return found
        return msgspec.structs.replace(found, names=tuple("05_single_layer/elementwise" for _ in found.names))

    monkeypatch.setattr(READER, "_asked", counted)
    together = collect(source, tmp_path / "together")
    count = len(answers)
    monkeypatch.setattr(READER, "_asked", lying)
    collect(source, tmp_path / "lied")
    monkeypatch.setattr(READER, "_asked", lambda *_: None)
    monkeypatch.setattr(READER, "exercise_of", lambda content, *, script: here(content, script=script))
    alone = collect(source, tmp_path / "alone")

    assert laid(tmp_path / "together") == laid(tmp_path / "alone") == laid(tmp_path / "lied")
    assert together.troubles == alone.troubles
    assert count < len(odd_files())


def here(content: bytes, *, script: bool) -> str | None:
    """The exercise that a file names, read in this process."""
    found = parse_source(content, script=script)
    return found.exercise if isinstance(found, Source) else None


def test_files_that_keep_readers_busy_cost_their_learner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute of reading, no more of this learner's are read, which is said; everybody else's are."""
    files = {moodle_name("Bo", 1, f"{number}/softmax.py"): b"x = %d" % number for number in range(3)}
    source = zip_of(tmp_path / "m.zip", files | {moodle_name("Cy", 2, "softmax.py"): b"x"})
    monkeypatch.setattr(READER, "exercises_of", lambda files: (UNSURE,) * len(files))

    def slow(_: bytes, *, script: bool) -> str | None:
        READER.cpu_s += 40 if script else 0
        return SOFTMAX

    monkeypatch.setattr(READER, "exercise_of", slow)
    summary = collect(source, tmp_path / "in")

    assert [one.reason.partition(",")[0] for one in summary.troubles].count("was not read") == 1
    assert [path.rpartition("/")[2] for path in laid(tmp_path / "in")] == ["softmax.py"]


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    """The second gets a message to wait."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, "softmax.py"): b"x"})
    with collecting.lock_folder(tmp_path / "in"), pytest.raises(StorageError, match="another `grader collect`"):
        collect(source, tmp_path / "in")


def test_a_layout_that_nobody_has_is_said(tmp_path: Path) -> None:
    """With what was seen, what is allowed, and that plain folders need none of this."""
    source = lay(tmp_path / "plain", {"ada/10_softmax/softmax.ipynb": b"{}"})

    with pytest.raises(SpecError, match=r"unknown layout \(its first file is 'ada/.*nbgrader, moodle.*grader grade"):
        collect(source, tmp_path / "in")


def test_names_that_are_not_text_are_taken(tmp_path: Path) -> None:
    """A folder unpacked by a tool that wrote Latin-1 has a learner all the same."""
    place = tmp_path / "unpacked"
    place.mkdir()
    folder_name = os.fsdecode("Amélie_77_assignsubmission_file".encode("latin-1"))
    lay(place, {f"{folder_name}/softmax.py": b"x"})

    collect(place, tmp_path / "in")

    assert names(tmp_path / "in").popitem()[1] == "Am\N{REPLACEMENT CHARACTER}lie"


def test_a_memory_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """By collecting and by grading alike, with what to do."""
    source = zip_of(tmp_path / "m.zip", {moodle_name("Bo", 1, "softmax.py"): b"x"})
    collect(source, tmp_path / "in")
    (tmp_path / "in" / ".collected.json").write_bytes(b"\xff{")

    with pytest.raises(StorageError, match=r"\.collected\.json: cannot be read .* remove it and collect again"):
        collect(source, tmp_path / "in")
    with pytest.raises(StorageError, match="remove it and collect again"):
        folder.scan_folder(tmp_path / "in", EXERCISES)
