"""Pages as files: whatever learners write stays text, and a page needs nothing but itself."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from grader.errors import StorageError
from grader.model import Diagnosis, Exercise, Result, Run
from grader.storage.layout import COHORT_PAGE, page_name
from grader.util.text import make_visible
from reports.cohort import DRAWN, CohortPage
from reports.exercise import ExercisePage
from reports.home import HomePage
from reports.marks import MarksPage
from reports.render import Page, write_page
from reports.submission import SubmissionPage, submission_page
from tests.cohort_pages import CohortPages, draw_cohort
from tests.rendered import page_html

from .conftest import REFERENCE, SAMPLES

VOID = frozenset(["meta", "link", "img", "br", "input", "path", "rect", "circle", "use", "polyline"])
ELEMENTS = frozenset([
    "html", "head", "meta", "title", "link", "style", "body", "svg", "symbol", "path", "circle", "rect", "use",
    "polyline", "text", "main", "header", "section", "article", "footer", "h1", "h2", "h3", "h4", "p", "span",
    "strong", "bdi", "time", "div", "a", "pre", "code", "details", "summary", "img", "figure", "figcaption", "ul",
    "li", "label", "input", "output", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br", "script",
    "nav", "ol", "abbr", "select", "option", "optgroup", "button", "b", "i", "em", "small", "progress",
])  # fmt: skip
"""Every element of our templates; another one is a learner's."""

REPORTS = Path(__file__).parents[2] / "reports"
SPELLED = r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [A-Z]+"
"""A time on a page."""
Tag = tuple[str, dict[str, str]]


@dataclass
class Read(HTMLParser):
    """A page as a browser takes it apart."""

    html: str
    tags: list[Tag] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    text: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "script":
            self.scripts.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of one tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """The innermost element ends."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text, by what it stands in."""
        match self._open[-1:]:
            case ["script"]:
                self.scripts[-1] += data
            case ["style"]:
                self.styles.append(data)
            case _:
                self.text += data

    def attributes(self, name: str) -> Iterator[str]:
        """Every value of the attribute on the page."""
        return (attributes[name] for _, attributes in self.tags if name in attributes)


@pytest.fixture(scope="module")
def read(pages: Mapping[str, SubmissionPage], homes: Mapping[str, HomePage], drawn: CohortPages) -> Mapping[str, Read]:
    """Every page of the fixtures, taken apart."""
    learners = {name: Read(html=page_html(page)) for name, page in pages.items()}
    own = {name: Read(html=page_html(page)) for name, page in homes.items()}
    together = {"cohort": page_html(drawn.cohort), "marks": page_html(drawn.marks)}
    together |= {"exercise": page_html(drawn.exercises[0])}
    return {**learners, **own, **{name: Read(html=html) for name, html in together.items()}}


def test_a_diagnosis_is_open_and_its_next_step_too(
    samples: Mapping[str, tuple[Result, Run, Exercise]], reference: Run
) -> None:
    """Nothing has to be unfolded to read the cause and the first hint; the other two are folded, one in the other."""
    result, run, exercise = samples["raised"]
    diagnosis = Diagnosis(rule="r", message="<b>It</b>", where="w", lesson="05_a", hints=("<i>", "second", "third"))
    made = replace(result, diagnoses=(diagnosis,))
    page = page_html(submission_page(made, run, exercise, reference, lessons={}))
    seen = re.sub(r"(?s)<details.*", "", page)

    assert "&lt;b&gt;It&lt;/b&gt;" in seen
    assert "<h3>Next step</h3>" in seen
    assert "&lt;i&gt;" in seen
    assert "second" not in seen
    assert "Read again: 05 a" in Read(html=page).text


def test_no_element_is_a_learners(read: Mapping[str, Read]) -> None:
    """All tags are of our templates and closed in order; scripts are the cohort's one and nobody else's."""
    for name, page in read.items():
        assert {tag for tag, _ in page.tags} <= ELEMENTS
        assert len(page.scripts) == 2 * (name in {"cohort", "marks"})


def test_no_attribute_is_a_learners(read: Mapping[str, Read]) -> None:
    """No event handler and no inline style anywhere, and images are our own encoding of a PNG."""
    for page in read.values():
        names = {name for _, attributes in page.tags for name in attributes}
        assert not [name for name in names if name.startswith("on") or name == "style"]
        for tag, attributes in page.tags:
            assert tag != "img" or re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=]+", attributes["src"])


def test_hostile_text_is_on_the_page_as_text(read: Mapping[str, Read]) -> None:
    """It is shown, letter by letter, to whoever reads the page: name, message, code, output and error."""
    hostile = "<script>document.title='owned'</script>\"'><img src=x onerror=\"document.title='owned'\">"
    assert read["hostile"].text.count(hostile) >= 12
    assert all(hostile in read[name].text for name in ("cohort", "marks", "exercise"))


def test_nothing_on_a_page_is_unseen(pages: Mapping[str, SubmissionPage], drawn: CohortPages) -> None:
    """No control character, no text direction override and no half character is left in the bytes of a page."""
    together = (page_html(drawn.cohort), page_html(drawn.marks), page_html(drawn.exercises[0]))
    for html in (page_html(pages["hostile"]), *together):
        html.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", html)


def test_rows_are_data_for_the_script(large: CohortPage) -> None:
    """Each learner is there once, whatever the name holds: it ends no script, and all of it can be seen."""
    page = Read(html=page_html(large))
    (data, _) = page.scripts
    document = json.loads(data)
    rows = document["learners"]
    assert [row[1] for row in rows] == [make_visible(row.learner) for row in large.grid.rows]
    assert sum(tag == "tr" for tag, _ in page.tags) == 2 + DRAWN + 3
    assert all(len(row[-1]) == len(document["key"]["columns"]) for row in rows)
    assert "\u202e" not in data


def test_marks_are_data_for_the_script(large_ones: CohortPages) -> None:
    """The learners after the first rows are there once each, compressed: letters of base64 and nothing else."""
    (packed, _) = Read(html=page_html(large_ones.marks)).scripts
    rows = json.loads(zlib.decompress(base64.b64decode(packed, validate=True)))
    assert [row[1] for row in rows] == [make_visible(one.learner) for one in large_ones.marks.learners[DRAWN:]]
    assert "\u202e" not in "".join(row[0] for row in rows)


def test_a_page_loads_nothing(read: Mapping[str, Read]) -> None:
    """Whatever a page refers to lies in it, or in the folder beside it."""
    for page in read.values():
        assert not [source for source in page.attributes("src") if not source.startswith("data:")]
        assert not [link for link in page.attributes("href") if re.match(r"(?:[a-z]+:)?//|[a-z]+:(?!image/)", link)]
        assert not re.search(r"url\(|@import|https?:", "".join([*page.styles, *page.scripts]))


def test_the_policy_allows_our_style_and_script_alone(read: Mapping[str, Read]) -> None:
    """Its hashes are those of the very text on the page, and nothing else is allowed."""
    for page in read.values():
        (policy,) = (attributes["content"] for _, attributes in page.tags if "http-equiv" in attributes)
        allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
        assert allowed["style-src"] == hash_of("".join(page.styles))
        assert allowed["script-src"] == (hash_of(page.scripts[-1]) if page.scripts else "'none'")


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_links_within_a_page_resolve(read: Mapping[str, Read]) -> None:
    """Each fragment, label and description names an element of that page, and no id is listed twice."""
    for page in read.values():
        ids = list(page.attributes("id"))
        named = [link[1:] for link in page.attributes("href") if link.startswith("#")]
        assert len(ids) == len(set(ids))
        assert {*named, *page.attributes("aria-labelledby")} <= set(ids)


def test_links_of_the_cohort_lead_to_the_learners_pages(
    samples: Mapping[str, tuple[Result, Run, Exercise]], reference: Run, tmp_path: Path
) -> None:
    """Every page that the table links to is where the page of the submission lies, hostile names too."""
    written = {
        write_page(submission_page(*sample, reference, lessons={}), tmp_path / page_of(sample))
        for sample in samples.values()
    }
    exercises = {exercise.id: exercise for _, _, exercise in samples.values()}
    results = [result for result, _, _ in samples.values()]
    cohort = draw_cohort(exercises=[*exercises.values()], results=results).cohort
    index = write_page(cohort, tmp_path / COHORT_PAGE)
    every = Read(html=index.read_text()).attributes("href")
    links = [link for link in every if link.startswith("learners/") and not link.endswith("/index.html")]
    assert {(tmp_path / unquote(link)).resolve() for link in links} == {path.resolve() for path in written}


def page_of(sample: tuple[Result, Run, Exercise]) -> str:
    return page_name(sample[0].submission.learner, sample[2].id)


def test_no_value_or_source_of_the_reference_is_on_a_page(read: Mapping[str, Read]) -> None:
    """Only its curves are, and of those only the metrics that the learner recorded."""
    for page in read.values():
        assert not re.search(r"0\.1067|THE ANSWER|0\.4242|sealed", page.html)
    assert "The reference's training: from 0.59 to 0.15" in read["trained"].text


def test_a_state_is_never_said_by_colour_alone(read: Mapping[str, Read], pages: Mapping[str, SubmissionPage]) -> None:
    """Each verdict and state stands in words beside its icon."""
    words = {"pass": "Passed", "fail": "Not yet right", "skip": "Not judged", "error": "grader error"}
    for name, page in pages.items():
        assert page.state in read[name].text
        for card in page.cards:
            assert words[card.verdict] in read[name].text


def test_headings_are_in_order(read: Mapping[str, Read]) -> None:
    """One first heading, and no level skipped on the way down."""
    for page in read.values():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_page_is_small(pages: Mapping[str, SubmissionPage], homes: Mapping[str, HomePage]) -> None:
    """A slow line, and 60,000 of them on a disk: without what the learner's code printed, at most 60 KiB."""
    for page in pages.values():
        cells = [tuple(replace(cell, shown=()) for cell in group) for group in (page.own, page.given)]
        assert len(page_html(replace(page, own=cells[0], given=cells[1])).encode()) <= 60 * 1024
    assert max(len(page_html(page).encode()) for page in homes.values()) <= 60 * 1024


def test_a_page_names_its_language_and_fits_a_telephone(read: Mapping[str, Read]) -> None:
    """What browsers and screen readers need to know first."""
    for page in read.values():
        assert ("html", {"lang": "en"}) in page.tags
        assert "width=device-width, initial-scale=1" in list(page.attributes("content"))


def test_code_in_messages_is_set_as_code(read: Mapping[str, Read]) -> None:
    """Names between backticks are code; a lone backtick stays what it is."""
    assert "<code>output</code> has shape (1, 1)." in read["wrong_value"].html


def test_a_lone_backtick_stays(pages: Mapping[str, SubmissionPage]) -> None:
    """A message of a learner's need not balance."""
    page = pages["wrong_value"]
    odd = replace(page.cards[0], message="a ` b")
    assert '<p class="message">a ` b</p>' in page_html(replace(page, failed=(odd,)))


def test_code_is_printed_line_by_line_unchanged(read: Mapping[str, Read]) -> None:
    """The text of a code block is the learner's source, indentation and blank lines included."""
    assert 'activation(x):\n    """The sigmoid of x."""\n    return 1 / (1 + tf.exp(-x))\n' in read["raised"].text
    assert "tf\n\ntf.random" in read["raised"].text


def test_a_page_is_written_once(pages: Mapping[str, SubmissionPage], tmp_path: Path) -> None:
    """The same page leaves the file alone, another replaces it, and no partial file remains."""
    path = tmp_path / "page.html"
    first = write_page(pages["decided"], path)
    before = first.stat()
    assert write_page(pages["decided"], path).stat().st_ino == before.st_ino
    result = pages["decided"].result
    later = replace(result, submission=replace(result.submission, attempt=3))
    write_page(replace(pages["decided"], result=later), path)
    assert "attempt 3" in first.read_text()
    assert list(first.parent.iterdir()) == [first]


def test_a_page_that_cannot_be_written_is_our_fault(pages: Mapping[str, SubmissionPage], tmp_path: Path) -> None:
    """The error names the file and the reason."""
    (tmp_path / "learners").write_text("in the way")
    with pytest.raises(StorageError, match=r"two_layers\.html: the page can't be written: Not a directory"):
        write_page(pages["raised"], tmp_path / "learners" / "two_layers.html")


def test_markup_is_trusted_in_one_template_alone() -> None:
    """`safe` stands twice, for our own style and script, and no template turns escaping off."""
    sources = {path.name: path.read_text() for path in (REPORTS / "templates").iterdir()}
    trusted = {name: re.findall(r"\w+ ?\| ?safe", source) for name, source in sources.items()}
    assert {name: uses for name, uses in trusted.items() if uses} == {"base.html": ["style | safe", "script | safe"]}
    assert not any("autoescape" in source for source in sources.values())


@pytest.mark.parametrize("page", [SubmissionPage, HomePage, CohortPage, ExercisePage, MarksPage])
def test_a_page_is_a_module_and_the_template_of_its_name(page: type[Page]) -> None:
    """So whoever changes a page looks at two files."""
    assert page.__module__ == f"reports.{page.template}"
    assert (REPORTS / "templates" / f"{page.template}.html").is_file()


def test_each_template_belongs_to_a_module() -> None:
    """Parts of pages too, apart from what all pages stand on; and no style or script is left over."""
    modules = {path.stem for path in REPORTS.glob("*.py")}

    assert {path.stem for path in (REPORTS / "templates").iterdir()} - modules == {"base", "icons", "macros"}
    assert {path.stem for path in (REPORTS / "static").iterdir()} - modules == {"base", "tokens"}


def test_an_empty_cohort_renders() -> None:
    """A course without learners has a page, and says so."""
    assert "0 submissions of 0 learners" in page_html(draw_cohort(exercises=[], results=[]).cohort)


def test_text_has_the_sizes_of_the_scale() -> None:
    """No rule has a size of its own, in tables, charts and flags neither; the root's is what the scale is in."""
    for sheet in sorted((Path(__file__).parents[2] / "reports" / "static").glob("*.css")):
        rules = re.sub(r"html \{[^}]*\}", "", sheet.read_text(encoding="utf-8"))
        sizes = re.findall(r"[ {]font(?:-size)?: (?:\d+ )?([^ /;}]+)", rules)
        assert [one for one in sizes if one != "inherit" and not one.startswith("var(--text-")] == [], sheet.name


def test_a_time_is_spelled_the_same_on_every_page(
    pages: Mapping[str, SubmissionPage], homes: Mapping[str, HomePage], drawn: CohortPages
) -> None:
    """As `grader marks` spells it: the date from the year on, the time, the zone."""
    html = [
        page_html(pages["standing"]),
        page_html(homes["home"]),
        page_html(drawn.cohort),
        page_html(drawn.marks),
    ]
    for one in html:
        times = re.findall(r"<time [^>]*>([^<]*)</time>", one)
        assert [time for time in times if not re.fullmatch(SPELLED, time)] == []
        assert re.findall(r"\d{1,2} (?:January|March|Mar|June|Jun)\b", one) == []
    assert re.search(SPELLED, html[0])


HANDING_IN = re.compile(r"(?i)attempt|hand(ed)? (it )?in|instructor|\blate\b|\bdue\b|judged again")
TRUE = re.compile(r"not handed in|not attempted|was not attempted|will also be judged when you hand in")


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_page_of_a_check_says_nothing_of_handing_in(name: str) -> None:
    """Whatever became of the file: it is no attempt, nobody got it, and nobody will judge it again by themselves."""
    result, run, exercise = SAMPLES[name]
    made = replace(result, submission=replace(result.submission, learner="you"))
    page = submission_page(made, replace(run, message=""), exercise, REFERENCE, lessons={})
    page = replace(page, own=(), given=(), failed=(), open=(), passed=(), charts=())  # what the learner wrote
    text = page_html(page).partition("<main")[2]
    said = (
        re.sub(r"<[^>]+>", " ", text).replace("not handed in", "").replace("will also be judged when you hand in", "")
    )

    assert "checked " in said
    assert not HANDING_IN.search(said.replace("was not attempted", "").replace("not attempted", "")), said


def test_the_page_of_a_hand_in_says_when(pages: Mapping[str, SubmissionPage]) -> None:
    """The same samples, once there is a gradebook around them."""
    text = page_html(pages["decided"])
    assert "handed in" in text
    assert "not handed in" not in text
    assert "checked " not in text.partition("<main")[2].partition("</header>")[0]


def test_a_page_says_one_time_of_its_attempt(pages: Mapping[str, SubmissionPage]) -> None:
    """Beside the attempt stands when it was handed in, as the steps to its mark have it."""
    page = pages["standing"]
    handed_in = f"{page.received:%Y-%m-%d %H:%M} UTC"
    mark = page.standing.mark
    assert mark
    assert any(f"Attempt {page.result.submission.attempt}, handed in {handed_in}" in step for step in mark.steps)
    assert f">{handed_in}</time>" in page_html(page)
