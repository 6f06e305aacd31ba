"""results.json by Gradescope's rules."""

import json
from pathlib import Path

from grader.lms.export import ExportOptions
from grader.lms.export.gradescope import export_gradescope
from grader.storage.layout import folder_name

from .conftest import Opened
from .gradescope_rules import read


def test_each_learner_has_results_that_gradescope_reads(opened: Opened, tmp_path: Path) -> None:
    """Scores add up, and whoever has something unscored has none: it would be shown as zero."""
    report = export_gradescope(opened(), ExportOptions(to=tmp_path / "gs"))

    found = {path.parent.name: json.loads(path.read_bytes()) for path in (tmp_path / "gs").glob("*/results.json")}
    assert {name: read(document) for name, document in found.items()} == {
        folder_name(learner): score
        for learner, score in {"p01": 4, "p02": 1, "p03": 0, "p05": 2, "p06": 1, "p07": 2}.items()
    }
    assert report.notes == ("left out, with 1 point unscored because of a grader error: p04 (سارة محمود)",)


def test_a_test_is_a_criterion_with_its_hint(opened: Opened, tmp_path: Path) -> None:
    """Status is set explicitly, also where no points are lost."""
    export_gradescope(opened(), ExportOptions(to=tmp_path / "gs"))

    document = json.loads((tmp_path / "gs" / folder_name("p02") / "results.json").read_bytes())
    right, wrong = document["tests"]
    assert (right["name"], right["status"], right["score"]) == ("A sum: The shape is right", "passed", 1)
    assert (wrong["number"], wrong["status"], wrong["score"]) == ("1.2", "failed", 0)
    assert wrong["output"].endswith("Hint: Look again.")
