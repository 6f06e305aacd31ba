"""What the Check button's server sends to the browser."""

import json
from pathlib import Path

import msgspec

from grader.notebook.checking import Verdict, for_browser, visible

HIDING = "a\u202eb\u200bc"


def test_no_character_of_a_learners_hides_or_reorders_what_stands_beside_it() -> None:
    """Wherever it stands in a result: messages quote what a learner wrote."""
    result = {
        "title": HIDING,
        "findings": [{"verdict": "pass", "message": HIDING, "hints": [HIDING]}],
        "score": {"earned": 1, "possible": None},
    }
    verdict = Verdict(result=result, final=True, page=Path("a.checked.html"), hand_in=None)

    sent = json.loads(msgspec.json.encode(visible(for_browser(verdict))))

    assert {"\u202e", "\u200b"} & {*json.dumps(sent, ensure_ascii=False)} == set()
    assert sent["result"]["score"] == {"earned": 1, "possible": None}
    assert (sent["right"], sent["page"]) == (True, "a.checked.html")
