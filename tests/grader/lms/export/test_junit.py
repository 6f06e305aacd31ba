"""JUnit XML, read by the rules of its readers and by a real one."""

from pathlib import Path
from xml.etree import ElementTree as ET

import junitparser
import pytest

from grader.lms.export import ExportOptions
from grader.lms.export.junit import export_junit

from .conftest import ENTRIES, Opened

INSIDE = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase"],
    "testcase": ["properties", "failure", "error", "skipped", "system-out", "system-err"],
    "properties": ["property"],
}
"""Element to what may be in it, of what all readers know."""
NEEDED = {
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
    "property": {"name", "value"},
}


@pytest.fixture
def document(opened: Opened, tmp_path: Path) -> Path:
    export_junit(opened(), ExportOptions(to=tmp_path / "junit.xml"))
    return tmp_path / "junit.xml"


def test_the_document_is_of_the_common_subset(document: Path) -> None:
    """Elements, attributes and counts are those that readers expect, and a case ends in at most one way."""
    root = ET.parse(document).getroot()  # noqa: S314 - our own
    for element in root.iter():
        assert NEEDED.get(element.tag, set()) <= set(element.attrib)
        assert {child.tag for child in element} <= set(INSIDE.get(element.tag, []))
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{tag}"))
        assert all(len({"failure", "error", "skipped"} & {one.tag for one in case}) <= 1 for case in cases)


def test_a_submission_is_a_suite_and_a_criterion_a_case(document: Path) -> None:
    """A failed criterion is a failure, what ended the learner's code an error by its name, and ours one by ours."""
    root = ET.parse(document).getroot()  # noqa: S314 - our own
    ended = {
        (suite.attrib["name"], case.attrib["name"]): (child.tag, child.attrib["type"])
        for suite in root
        for case in suite.iter("testcase")
        for child in case
        if child.tag in {"failure", "error", "skipped"}
    }

    assert len(root) == len(ENTRIES)
    assert ended["01/sum p02", "The value is right"] == ("failure", "value")
    assert ended["01/sum p03", "The shape is right"] == ("error", "timed_out")
    assert ended["01/sum p03", "The value is right"] == ("skipped", "earlier_criterion")
    assert ended["01/sum p04", "The value is right"] == ("error", "grader")


def test_learners_text_is_text(document: Path) -> None:
    """No colour, no control character and no markup is left of what a message holds."""
    root = ET.parse(document).getroot()  # noqa: S314 - our own
    failure = root.find("testsuite[@name='01/sum p02']//failure")

    assert failure is not None
    assert failure.attrib["message"] == 'differs <b>&amp;</b> "x", ␀red ]]> =1+1\n@second; line'
    assert b"\x1b" not in document.read_bytes()


def test_a_real_reader_reads_it(document: Path) -> None:
    """Junitparser finds the same suites, cases, classes and points."""
    suites = list(junitparser.JUnitXml.fromfile(str(document)))

    first = next(suite for suite in suites if suite.name == "01/sum p01")
    case = next(iter(first))
    assert len(suites) == len(ENTRIES)
    assert sum(suite.failures for suite in suites) == 2
    assert sum(suite.errors for suite in suites) == 2
    assert case.classname == "a_course.01.sum"
    assert {one.name: one.value for one in first.properties()}["points"] == "2"
