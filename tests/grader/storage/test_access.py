"""Who may read what lies in OUT."""

import grp
import os
import stat
from pathlib import Path

import pytest

from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.storage.layout import Access, access_of, set_access
from grader.util.files import write_changed, write_whole


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An OUT as the grader fills it, while the umask lets everybody read."""
    before = os.umask(0o022)
    out = tmp_path / "new" / "out"
    with Gradebook.open(out / "gradebook.sqlite"):
        write_whole(out / "results.jsonl", b"{}")
        for name in ("index.html", "marks.html", "exercises/a.html", "learners/ada/a.html"):
            write_changed(out / name, ["x"])
    os.umask(before)
    return out


def modes(out: Path) -> dict[str, str]:
    """Path to mode."""
    return {
        path.relative_to(out).as_posix(): f"{stat.S_IMODE(path.stat().st_mode):o}" for path in [out, *out.rglob("*")]
    }


def test_all_that_is_made_is_for_its_owner_alone(out: Path) -> None:
    """Folders and files, the gradebook's and those above OUT that were missing too, whatever the umask."""
    assert set(modes(out.parent).values()) == {"700", "600"}
    assert {mode for name, mode in modes(out).items() if name.endswith((".html", ".sqlite"))} == {"600"}


def test_a_group_may_read_everything(out: Path) -> None:
    """Its assistants, and nobody else."""
    own = os.getgid()

    set_access(out, access_of(grp.getgrgid(own).gr_name))

    assert set(modes(out).values()) == {"750", "640"}
    assert {path.stat().st_gid for path in out.rglob("*")} == {own}


def test_a_web_server_reads_learners_pages_alone(out: Path) -> None:
    """No page that shows all learners, and no listing of their folders; the next command closes it again."""
    set_access(out, Access(public=True))

    found = modes(out)
    assert [found[name] for name in (".", "learners", "learners/ada", "learners/ada/a.html")] == ["711"] * 3 + ["644"]
    assert {found[name] for name in ("index.html", "marks.html", "exercises/a.html", "gradebook.sqlite")} == {"600"}
    set_access(out, Access())
    assert modes(out)["learners/ada/a.html"] == "600"


def test_a_link_out_of_it_is_left_alone(out: Path, tmp_path: Path) -> None:
    """What it leads to keeps its mode."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x")
    elsewhere.chmod(0o604)
    (out / "learners" / "link").symlink_to(elsewhere)

    set_access(out, Access())

    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o604


def test_a_group_that_is_none_is_refused() -> None:
    """With how to see those that there are."""
    with pytest.raises(SpecError, match="no such group"):
        access_of("no-such-group-at-all")
