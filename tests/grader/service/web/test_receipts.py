"""A receipt is genuine as its owner copied it, whatever characters stand in a name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.model import Submission
from grader.service.web.hand_in import is_genuine, read_receipt, receipt_text


@pytest.mark.parametrize("between", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["ada", "zoë\u2028b", "a\x85b", "a\u2029: b", "a\x1cb"])
def test_a_copied_receipt_is_genuine(name: str, between: str) -> None:
    """Lines end as the browser ends them, and nowhere within a name."""
    received = datetime(2026, 1, 1, tzinfo=UTC)
    path = Path("service", name, "01", "sum.py")
    made = Submission(learner=name, exercise="01/sum", attempt=1, path=path, sha256="0" * 64, received=received)
    facts = read_receipt(receipt_text(b"key", made).replace("\n", between))

    assert facts["learner"] == name
    assert is_genuine(b"key", facts)
