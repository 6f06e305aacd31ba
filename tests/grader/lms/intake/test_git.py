"""Repositories of learners: read by their objects alone, before a due time, and obeyed in nothing."""

import hashlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.lms.intake import git_objects
from grader.lms.intake.collecting import Collector, Summary, SystemName, Target, guess_system, lock_folder
from grader.lms.intake.exercise_of_file import ExerciseResolver
from grader.lms.intake.git import git as read
from grader.lms.intake.members import Caps
from grader.lms.intake.source import HandInSource
from grader.storage import folder
from grader.storage.identities import read_identities
from tests.grader.lms.intake.archives import EXERCISES, STUB, commit, git, laid
from tests.readers import READER

SOFTMAX = "10_softmax/softmax"
STUBS = frozenset([hashlib.sha256(STUB).hexdigest()])


def collect(source: Path, out: Path, before: datetime | None = None) -> Summary:
    target = Target(label="repositories", resolver=ExerciseResolver(EXERCISES, READER), stubs=STUBS)
    with lock_folder(out):
        return Collector(out, target).collect(read(HandInSource(source), before), lambda: None)


def test_clones_and_bare_repositories_are_taken_in(tmp_path: Path) -> None:
    """What is for an exercise is taken, when its bytes were last changed; helpers and untouched stubs are not."""
    repos = tmp_path / "repos"
    anna = commit(
        repos / "anna",
        {f"lessons/{SOFTMAX}.py": b"x = 1\n", "utils.py": b"u", "train.py": STUB, "é\n/two_layers.py": b"y"},
    )
    commit(anna, {"utils.py": b"v"}, date="2026-11-20T10:00:00+01:00")
    git(tmp_path, "clone", "--quiet", "--bare", str(anna), str(repos / "bo.git"))
    (repos / "notes").mkdir()
    (repos / "readme.txt").write_text("hello", "utf-8")

    summary = collect(repos, tmp_path / "in")

    found = folder.scan_folder(tmp_path / "in", EXERCISES).files
    assert guess_system(HandInSource(repos)) == SystemName.GIT
    assert [one.login for one in read_identities(tmp_path / "in" / "identities.csv")] == ["anna", "bo"]
    assert sorted(laid(tmp_path / "in").values()) == [b"x = 1\n", b"x = 1\n", b"y", b"y"]
    assert {one.submitted for one in found} == {datetime(2026, 11, 1, 9, tzinfo=UTC)}
    assert (summary.passed_over, [one.reason for one in summary.troubles]) == (4, ["no git repository"])


def test_the_newest_commit_before_the_due_time_counts(tmp_path: Path) -> None:
    """On the default branch; other branches and what comes later are not looked at."""
    anna = commit(tmp_path / "repos" / "anna", {"softmax.py": b"1"})
    git(anna, "checkout", "--quiet", "-b", "side")
    commit(anna, {"softmax.py": b"side"}, date="2026-11-02T10:00:00+01:00")
    git(anna, "checkout", "--quiet", "main")
    commit(anna, {"softmax.py": b"2"}, date="2026-11-03T10:00:00+01:00")
    commit(anna, {"softmax.py": b"3"}, date="2026-11-05T10:00:00+01:00")

    collect(anna.parent, tmp_path / "due", datetime(2026, 11, 3, 9, tzinfo=UTC))
    collect(anna.parent, tmp_path / "all")
    early = collect(anna.parent, tmp_path / "early", datetime(2026, 10, 1, tzinfo=UTC))

    assert list(laid(tmp_path / "due").values()) == [b"2"]
    assert list(laid(tmp_path / "all").values()) == [b"3"]
    assert [one.reason for one in early.troubles] == [
        "it has no commit on its default branch before 2026-10-01T00:00:00+00:00"
    ]


def test_a_merge_after_the_due_time_brings_nothing_in(tmp_path: Path) -> None:
    """What was committed elsewhere in time, and came to the default branch too late, was not handed in in time."""
    anna = commit(tmp_path / "repos" / "anna", {"softmax.py": b"1"})
    git(anna, "checkout", "--quiet", "-b", "side")
    commit(anna, {"train.py": b"early, elsewhere"}, date="2026-11-02T10:00:00+01:00")
    git(anna, "checkout", "--quiet", "main")
    git(anna, "merge", "--quiet", "--no-ff", "--message=late", "side", date="2026-11-09T10:00:00+01:00")

    collect(anna.parent, tmp_path / "in", datetime(2026, 11, 3, tzinfo=UTC))
    collect(anna.parent, tmp_path / "all")

    assert list(laid(tmp_path / "in").values()) == [b"1"]
    times = {one.exercise: one.submitted for one in folder.scan_folder(tmp_path / "all", EXERCISES).files}
    assert times["18_training/train"] == datetime(2026, 11, 9, 9, tzinfo=UTC)


def test_what_was_fetched_and_not_merged_counts(tmp_path: Path) -> None:
    """`git fetch` in all clones is enough before collecting again."""
    origin = commit(tmp_path / "origin", {"softmax.py": b"1"})
    git(tmp_path, "clone", "--quiet", str(origin), str(tmp_path / "repos" / "anna"))
    commit(origin, {"softmax.py": b"2"}, date="2026-11-05T10:00:00+01:00")
    git(tmp_path / "repos" / "anna", "fetch", "--quiet")
    git(tmp_path / "repos" / "anna", "pack-refs", "--all")

    collect(tmp_path / "repos", tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [b"2"]


HOSTILE = """\
[core]
\tfsmonitor = "touch {marker}"
\thooksPath = {hooks}
\tsshCommand = "touch {marker}"
\tpager = "touch {marker}"
\talternateRefsCommand = "touch {marker}"
[log]
\tshowSignature = true
[gpg]
\tprogram = {hooks}/post-checkout
[diff]
\texternal = "touch {marker}"
[diff "evil"]
\ttextconv = "touch {marker}; cat"
[filter "evil"]
\tsmudge = "touch {marker}; cat"
\tclean = "touch {marker}; cat"
\tprocess = "touch {marker}"
\trequired = true
[extensions]
\tpartialClone = origin
[remote "origin"]
\turl = "ext::sh -c 'touch {marker}'"
\tpromisor = true
[include]
\tpath = /etc/passwd
"""


def test_nothing_in_a_repository_is_obeyed(tmp_path: Path) -> None:
    """No program of its configuration, hook, filter, attribute, submodule or remote is started."""
    marker, hooks = tmp_path / "pwned", tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {marker}\n", "utf-8")
        (hooks / name).chmod(0o755)
    anna = commit(
        tmp_path / "repos" / "anna", {"softmax.py": b"x = 1\n", ".gitattributes": b"* filter=evil diff=evil\n"}
    )
    (anna / "link.py").symlink_to("/etc/passwd")
    git(anna, "update-index", "--add", "--cacheinfo", f"160000,{git(anna, 'rev-parse', 'HEAD')},train.py")
    git(anna, "add", "link.py")
    git(anna, "commit", "--quiet", "--message=x")
    gone = git(anna, "rev-parse", "HEAD:.gitattributes")
    (anna / ".git" / "objects" / gone[:2] / gone[2:]).unlink()
    (anna / ".git" / "config").write_text(HOSTILE.format(marker=marker, hooks=hooks), "utf-8")
    git_file = tmp_path / "repos" / "pointer" / ".git"
    git_file.parent.mkdir()
    git_file.write_text(f"gitdir: {anna}/.git\n", "utf-8")

    summary = collect(tmp_path / "repos", tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [b"x = 1\n"]
    assert sorted(one.reason.split(",")[0] for one in summary.troubles) == [
        "a symbolic link or a submodule",
        "a symbolic link or a submodule",
        "no git repository",
    ]
    assert not marker.exists()


def test_a_repository_that_borrows_objects_is_refused(tmp_path: Path) -> None:
    """It could show other learners' work, or the solutions, as its own."""
    other = commit(tmp_path / "other", {"softmax.py": b"1"})
    git(tmp_path, "clone", "--quiet", "--shared", str(other), str(tmp_path / "repos" / "eve"))
    mallory = commit(tmp_path / "repos" / "mallory", {"softmax.py": b"2"})
    (mallory / ".git" / "objects" / "aa").rename(mallory / "aa") if (
        mallory / ".git" / "objects" / "aa"
    ).exists() else None
    (mallory / ".git" / "objects" / "aa").symlink_to(other / ".git" / "objects")

    summary = collect(tmp_path / "repos", tmp_path / "in")

    assert [one.reason.split(" ")[0] for one in summary.troubles] == ["it", "it"]
    assert laid(tmp_path / "in") == {}


def test_a_tree_of_a_billion_files_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred bytes can list one file a billion times; the others' repositories are read."""
    monkeypatch.setattr(git_objects, "MAX_FILES", 2_000)
    eve = commit(tmp_path / "repos" / "eve", {"softmax.py": b"1"})
    tree = git(eve, "rev-parse", "HEAD^{tree}")
    for _ in range(9):
        rows = "".join(f"040000 tree {tree}\t{n}\n" for n in range(10))
        made = subprocess.run(["git", "-C", str(eve), "mktree"], input=rows, text=True, capture_output=True, check=True)  # noqa: S607
        tree = made.stdout.strip()
    git(eve, "update-ref", "refs/heads/main", git(eve, "commit-tree", tree, "-m", "bomb"))
    commit(tmp_path / "repos" / "good", {"softmax.py": b"2"})

    summary = collect(tmp_path / "repos", tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [b"2"]
    assert ["more than 2,000 files" in one.reason for one in summary.troubles] == [True]


@pytest.mark.parametrize("broken", ["HEAD", "objects", "refs"])
def test_a_broken_repository_costs_itself_alone(tmp_path: Path, broken: str) -> None:
    """In words."""
    eve = commit(tmp_path / "repos" / "eve", {"softmax.py": b"1"})
    if broken == "HEAD":
        (eve / ".git" / "HEAD").write_text("ref: ../../../../etc/passwd\n", "utf-8")
    elif broken == "refs":
        (eve / ".git" / "refs" / "heads" / "main").write_text("f" * 40, "utf-8")
    else:
        for path in (eve / ".git" / "objects").rglob("*"):
            if path.is_file():
                path.chmod(0o644)
                path.write_bytes(b"junk")
    commit(tmp_path / "repos" / "good", {"softmax.py": b"2"})

    summary = collect(tmp_path / "repos", tmp_path / "in")

    assert list(laid(tmp_path / "in").values()) == [b"2"]
    assert len(summary.troubles) == 1


def test_a_list_of_paths_names_the_repositories(tmp_path: Path) -> None:
    """Relative to the list; two of one name are refused, as the name identifies the learner."""
    for name in ("a/anna", "b/bo", "c/bo"):
        commit(tmp_path / name, {"softmax.py": name.encode()})
    (tmp_path / "list.txt").write_bytes("\ufeff# ours\r\na/anna\r\n\r\nb/bo\r\nc/bo\r\n".encode())

    summary = collect(tmp_path / "list.txt", tmp_path / "in")

    assert guess_system(HandInSource(tmp_path / "list.txt")) == SystemName.GIT
    assert list(laid(tmp_path / "in").values()) == [b"a/anna"]
    assert ["same name" in one.reason for one in summary.troubles] == [True, True]


@pytest.mark.parametrize("name", ["a\x85b", "a\u2028b", "a\x0cb"])
def test_a_folders_name_in_a_list_is_whole(tmp_path: Path, name: str) -> None:
    """Paths end at line feeds, also those of Windows, and at no other character that a name may hold."""
    commit(tmp_path / name, {f"{SOFTMAX}.py": b"x = 1\n"})
    (tmp_path / "repos.txt").write_bytes(f"{name}\r\n".encode())

    collect(tmp_path / "repos.txt", tmp_path / "in")
    assert [*laid(tmp_path / "in").values()] == [b"x = 1\n"]


def test_a_path_that_does_not_exist_is_reported_with_its_line(tmp_path: Path) -> None:
    """The instructor's own list is not guessed at."""
    (tmp_path / "list.txt").write_text("\nnowhere\n", "utf-8")

    with pytest.raises(SpecError, match=r"list\.txt, line 2: there is no such folder"):
        collect(tmp_path / "list.txt", tmp_path / "in")


def test_a_pointer_of_lfs_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook itself is on another server, which the grader does not ask; too large files likewise."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    commit(tmp_path / "repos" / "anna", {"softmax.py": pointer, "train.ipynb": os.urandom(3 * 2**20)})
    monkeypatch.setattr("grader.lms.intake.git.INNER", Caps(file_mib=2))

    summary = collect(tmp_path / "repos", tmp_path / "in")

    assert laid(tmp_path / "in") == {}
    assert summary.passed_over == 0
    assert sorted(one.reason.split(" ")[0] for one in summary.troubles) == ["larger", "the"]
