"""README and manual: every command that they show is run or has a reason, and everything that exists is documented."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest
import typer

import grader
from grader.commands import cli
from grader.commands.cli import app
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import keys
from grader.lms.export.formats import FORMATS
from grader.lms.release import autograder
from grader.model import Basis, Outcome
from grader.sandbox.limits import Limits
from tests import make_reference, scenarios, shown
from tests.shown import MANUAL, PAGES, ROOT, Block, agrees, typed
from tests.test_layers import LAYERS

BLOCKS = list(shown.blocks())
TEXT = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
WRITTEN = {name: text for name, text in TEXT.items() if not name.startswith("grader/manual/reference/")}
"""What people have written, README included."""
ALL = "\n".join(WRITTEN.values())
REFERENCE = {path.stem: path.read_text(encoding="utf-8") for path in (MANUAL / "reference").glob("*.md")}
COMMANDS = {name: cli.load_command(name) for name in cli.NAMES}
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(#[^)]+)?\)")
OURS = re.compile(r"`((?:grader|tests|reports|exercises|solutions|\.ci)/[\w./-]+)`")
MOST_LINES, MOST_BYTES = 150, 150_000


def run(block: Block, prepared: scenarios.Prepare, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type a block's commands where they are prepared for, and compare each with the page."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    prepared(folder, monkeypatch)
    for command in block.commands:
        printed = typed(command)
        assert not command.printed or agrees(printed, command.printed, block.today), (
            f"{command.words} prints:\n{printed}"
        )


@pytest.mark.parametrize("block", [one for one in BLOCKS if one.what in scenarios.PREPARED], ids=str)
def test_a_command_prints_what_the_page_shows(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types what a page shows sees what the page shows."""
    run(block, scenarios.PREPARED[block.what], tmp_path, monkeypatch)


@pytest.mark.kernel
@pytest.mark.parametrize("block", [one for one in BLOCKS if one.what in scenarios.IN_KERNELS], ids=str)
def test_a_command_that_starts_kernels_prints_what_the_page_shows(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, for commands that take a sandbox."""
    run(block, scenarios.IN_KERNELS[block.what], tmp_path, monkeypatch)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_is_run_or_says_why_not(block: Block) -> None:
    """No command is shown that nobody prepared anything for."""
    known = block.what in {**scenarios.PREPARED, **scenarios.IN_KERNELS}

    assert known if block.kind == "run" else len(block.what) > len("it can't")


@pytest.mark.parametrize("name", [*scenarios.PREPARED, *scenarios.IN_KERNELS])
def test_whatever_is_prepared_is_needed_by_a_page(name: str) -> None:
    """A page that was taken away takes its folder along."""
    assert name in {block.what for block in BLOCKS}


LINES = [(block, command) for block in BLOCKS for command in block.commands if command.words[0] == "grader"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]} {' '.join(line[1].words)}")
def test_a_line_that_is_shown_is_one_that_the_command_line_takes(line: tuple[Block, shown.Command]) -> None:
    """Commands that can't be run here have the name and the options of today."""
    words = [word for word in line[1].words[1:] if word != "…"]
    group = typer.main.get_group(app)
    above = group.context_class(group)
    command = group.get_command(above, words[0])

    assert command is not None
    command.make_context(words[0], words[1:], parent=above).close()


@pytest.mark.parametrize("page", make_reference.PAGES)
def test_a_reference_page_is_as_the_code_says(page: str) -> None:
    """What people look up is so."""
    assert REFERENCE[page] == make_reference.PAGES[page](), "make it again: make manual"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_shown_in_a_page_about_a_task(command: str) -> None:
    """Nobody has to read a reference to learn what a command is for."""
    assert f"grader {command}" in ALL


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_reference_with_all_options(command: str) -> None:
    """Every argument and option stands there with what it is."""
    section = REFERENCE["commands"].partition(f"### grader {command}\n")[2].partition("\n#")[0]

    for parameter in make_reference.parameters_of(COMMANDS[command]):
        spelled, _ = make_reference.option(COMMANDS[command], parameter)
        assert spelled.strip("`").partition(" ")[0] in section


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_its_row_and_a_place_where_it_is_chosen(check: str) -> None:
    """An author finds each check by what a learner makes, and then what it does."""
    assert f"| [`{check}`](#{check}) |" in REFERENCE["checks"]
    assert f"`{check}`" in WRITTEN["grader/manual/authors/checks.md"]


@pytest.mark.parametrize("check", CHECKS)
def test_every_key_of_a_check_is_documented_and_no_other(check: str) -> None:
    """What a check's docstring lists are the keys that a rubric may set."""
    assert set(make_reference.key_lines(CHECKS[check])) == set(keys(CHECKS[check])) - {"of"}


@pytest.mark.parametrize("limit", dataclasses.fields(Limits), ids=lambda field: field.name)
def test_every_limit_is_shown_with_its_value(limit: "dataclasses.Field[object]") -> None:
    """The defaults in the manual are those of the code."""
    assert f"| `{limit.name} = {limit.default:g}` |" in REFERENCE["limits"]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_row(outcome: Outcome) -> None:
    """An instructor finds each outcome that a run can have today in the table."""
    assert f"| `{outcome}` |" in REFERENCE["outcomes"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_row_and_a_page_that_uses_it(name: str) -> None:
    """An instructor finds each format that marks can be exported in, and a template where it needs one."""
    (row,) = (line for line in REFERENCE["exports"].splitlines() if line.startswith(f"| `{name}` |"))

    assert bool(FORMATS[name].template) == ("--template" in row)
    assert f"`{name}`" in ALL or f"--format {name}" in ALL


@pytest.mark.parametrize("page", TEXT)
def test_every_link_leads_somewhere(page: str) -> None:
    """A page that moved takes its links along."""
    folder = (ROOT / page).parent

    assert [target for target, _ in LINK.findall(TEXT[page]) if not (folder / target).exists()] == []


@pytest.mark.parametrize("page", WRITTEN)
def test_every_path_that_is_named_is_there(page: str) -> None:
    """A reader finds the files and folders of this repository where the manual says they are."""
    assert [path for path in OURS.findall(WRITTEN[page]) if not (ROOT / path).exists() and "<" not in path] == []


@pytest.mark.parametrize(
    "page", [path for path in PAGES if path.name not in {"index.md", "README.md"}], ids=lambda path: path.stem
)
def test_every_page_is_in_a_table_of_contents(page: Path) -> None:
    """No page is written that nobody can find."""
    assert re.search(rf"^{page.stem}$", (page.parent / "index.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("basis", [one for one in Basis if one is not Basis.SOURCE], ids=lambda basis: basis.name)
def test_every_kind_of_evidence_is_shown_with_its_trust(basis: Basis) -> None:
    """An instructor finds what a finding rests on in the words of the pages."""
    assert f"| {basis.value[0]} | {basis.trust} |" in WRITTEN["grader/manual/instructors/how-it-judges.md"]


def test_every_package_has_its_row_in_where_things_are() -> None:
    """A newcomer finds each package of the tree with what it holds."""
    packages = {f"grader/{path.parent.name}/" for path in ROOT.glob("grader/*/__init__.py")}
    rows = re.findall(r"^\| `(.+?)` \|", WRITTEN["grader/manual/developers/where-things-are.md"], re.MULTILINE)

    assert set(rows) == packages | {"grader/manual/", "reports/"}


def test_the_road_of_a_file_is_the_same_in_the_package_and_in_the_manual() -> None:
    """The ten steps stand in the docstring of `grader` and in "Where things are"."""
    road = re.findall(r"^ *(\d+\. .+)$", grader.__doc__ or "", re.MULTILINE)

    assert len(road) == 10
    assert [step for step in road if step not in WRITTEN["grader/manual/developers/where-things-are.md"]] == []


def test_the_layers_drawn_in_the_manual_are_those_that_a_test_holds() -> None:
    """The drawing of who may import whom is the table of `tests/test_layers.py`, the highest layer first."""
    drawn = [" · ".join(sorted(name.removeprefix("grader.") for name in layer)) for layer in reversed(LAYERS)]

    assert "\n ".join(drawn) in WRITTEN["grader/manual/developers/architecture.md"]


def test_the_pictures_are_small() -> None:
    """The first screen loads quickly on a slow connection, too."""
    pictures = [ROOT / target for target, _ in LINK.findall(TEXT["README.md"]) if target.endswith(".png")]

    assert len(pictures) == 2
    assert [path.name for path in pictures if path.stat().st_size > MOST_BYTES] == []


def test_the_manual_is_in_no_archive_for_gradescope() -> None:
    """Nobody reads it there, and whether its site was built here must not show."""
    packed = {name for name, _ in autograder._product()}

    assert "product/grader/commands/progress.py" in packed
    assert not {name for name in packed if name.startswith("product/grader/manual/")}


def test_the_readme_is_short() -> None:
    """It says what this is, and opens doors; the rest stands in the manual."""
    assert len(TEXT["README.md"].splitlines()) <= MOST_LINES


def test_the_versions_of_python_are_those_of_the_package() -> None:
    """What README and manual promise is what pip enforces."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["requires-python"] == ">=3.11,<3.14"
    for page in ("README.md", "grader/manual/learners/set-up.md", "grader/manual/operators/set-up.md"):
        assert "3.11 to 3.13" in TEXT[page]
