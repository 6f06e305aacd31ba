"""What was proven as JUnit XML, which every CI server shows: a suite an exercise, a case a submission.

The format is that of Jenkins' own plug-in, as far as it is the same everywhere: `testsuites`, `testsuite`, `testcase`,
`failure`, `error`. The mutants of an exercise are one case, and so are its criteria and its files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # noqa: S405 - only written with it, nothing is parsed

from grader.proofs import Proved
from grader.verify import Kind, Proof

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to spell."""
