"""Attacks that are graded: what of a learner's text is live where people read it, and what lies earn.

A graded attack is handed in for an exercise, and takes the path that every submission takes. Then its page, the
cohort's page, its line of results.jsonl and what a terminal shows are looked at.
"""

import asyncio
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import msgspec

from grader.commands import check_files as command
from grader.commands import console
from grader.engine.engine import Engine
from grader.judging.judge import PreparedExercise, result_of
from grader.model import Outcome, Result, Run, Submission
from grader.source.reader.reading import reading_of
from grader.source.records import Source
from grader.storage.result_json import to_json
from grader.util.text import make_visible
from reports.submission import submission_page
from tests.cohort_pages import draw_cohort
from tests.containment.attacks import BREACH, Attack, load, printed
from tests.rendered import page_html

EXERCISE = "06_multi_layer/two_layers"
"""What an attack is handed in for that names no exercise."""

MARKS_OF_DIRECTION = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
STEERING_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
STEERING_OTHERS = frozenset("\u200b\u200e\u200f\u061c\u2060\ufeff")
LAYOUT = frozenset("\n\t")

JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]*={0,2}")
ANCHOR = re.compile(r"#[a-z0-9-]*")
PAGE_OF_OURS = re.compile(
    r"(?:\.\./)*(?:(?:learners/)?[a-z0-9_]+-[0-9a-f]{10}/|exercises/)?[a-z0-9_-]+\.html(?:#[a-z0-9_-]*)?"
)
"""A learner's, an exercise's, the cohort's or that of marks, from any of them."""
ICON = "data:image/svg+xml,"
TEMPLATES = files("reports") / "templates"
STATIC = files("reports") / "static"


class Elements(HTMLParser):
    """Reads a document into its elements, and the texts of those whose text is code."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.code: list[tuple[str, str]] = []
        self.asides: list[str] = []
        self.open_code = ""
        self.feed(document)
        self.close()
        if self.open_code:
            self.asides.append(f"<{self.open_code}> without an end")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element. Code that never ends would reach `handle_data` never."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.open_code = tag if tag in self.CDATA_CONTENT_ELEMENTS else ""

    def handle_endtag(self, tag: str) -> None:
        """Note that code has ended."""
        self.open_code = "" if tag == self.open_code else self.open_code

    def handle_data(self, data: str) -> None:
        """Keep a style's or a script's text, which the parser gives in one piece."""
        if self.cdata_elem is not None:
            self.code.append((self.cdata_elem, data))

    def handle_comment(self, data: str) -> None:
        """A comment; we write none."""
        self.asides.append(f"<!--{data}")

    def handle_pi(self, data: str) -> None:
        """A processing instruction; we write none."""
        self.asides.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        """A declaration of another kind than the document's; we write none."""
        self.asides.append(f"<![{data}")


@cache
def _vocabulary() -> frozenset[tuple[str, str]]:
    """Every element that our templates write, as ("p", ""), and every attribute, as ("p", "class")."""
    words: set[tuple[str, str]] = set()
    for template in TEMPLATES.iterdir():
        for tag, attributes in Elements(JINJA.sub("", template.read_text(encoding="utf-8"))).elements:
            words |= {(tag, ""), *((tag, name) for name in attributes)}
    return frozenset(words)


def _is_own_code(text: str) -> bool:
    """Whether it is a script of ours, our style (some of its files, one after the other), or data without markup."""
    rest = text
    for name in ("tokens.css", "base.css"):
        rest = rest.removeprefix(_static()[name])
    return rest in _static().values() or _is_data(text)


@cache
def _static() -> Mapping[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in STATIC.iterdir()}


def _is_data(text: str) -> bool:
    """Whether it is JSON, which no browser runs, and which nothing in it can end."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return "<" not in text


def live_markup(html: str) -> list[str]:
    """Whatever of a page our templates did not write: elements, attributes, code, addresses, steering characters."""
    document = Elements(html)
    found = [f"<{tag} {name}>" for tag, name in _words(document) if (tag, name) not in _vocabulary()]
    found += [f"<{tag}> {text[:200]!r}" for tag, text in document.code if not _is_own_code(text)]
    found += [aside[:200] for aside in document.asides]
    for tag, attributes in document.elements:
        found += [f"<{tag} {name}={value[:200]!r}>" for name, value in attributes.items() if _leads_away(name, value)]
    return [*found, *steering(html)]


def _words(document: Elements) -> Iterator[tuple[str, str]]:
    for tag, attributes in document.elements:
        yield tag, ""
        yield from ((tag, name) for name in attributes)


def _leads_away(name: str, value: str) -> bool:
    """Whether an attribute runs something, or names something outside of the page and the pages beside it."""
    if name.startswith("on") or name in {"style", "srcdoc"}:
        return True
    if name in {"src", "srcset"}:
        return not PICTURE.fullmatch(value)
    if name in {"href", "action", "formaction", "data", "poster", "xlink:href"}:
        return not (ANCHOR.fullmatch(value) or PAGE_OF_OURS.fullmatch(value) or value.startswith(ICON))
    return name == "http-equiv" and value != "Content-Security-Policy"


def steering(text: str) -> list[str]:
    """The characters in a text that steer a terminal, reorder what stands beside them, or can't be seen at all."""
    return [f"U+{ord(one):04X}" for one in sorted(set(text)) if _steers(one)]


def _steers(one: str) -> bool:
    unseen = unicodedata.category(one) in STEERING_CATEGORIES and one not in LAYOUT
    return unseen or one in STEERING_OTHERS or unicodedata.bidirectional(one) in MARKS_OF_DIRECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A submission, judged."""

    prepared: PreparedExercise
    run: Run
    result: Result


def check(attack_folder: Path, engine: Engine, loop: asyncio.Runner) -> None:
    """Grade an attack and its twin. Raises AssertionError where anything of the attack's is live, or it earns too much.

    Where an attack is after points, its twin is an honest answer, which earns all of them.
    """
    attack = load(attack_folder)
    prepared = _limited(loop.run(engine.references.prepare(attack.expected.exercise or EXERCISE)), attack)
    hostile = _graded(attack.source({}), prepared, engine, loop)
    honest = _graded(attack.twin_source({}), prepared, engine, loop)
    wrong = [*_troubles(hostile), *_gains(attack, hostile), *(f"the twin: {one}" for one in _troubles(honest))]
    if attack.expected.earned is not None and honest.result.score.earned < prepared.exercise.points:
        wrong.append(f"the twin earns only {honest.result.score.earned}: {_findings_in_short(honest)}")
    assert not wrong, "\n".join(wrong)


def _limited(prepared: PreparedExercise, attack: Attack) -> PreparedExercise:
    """The exercise under the attack's own limits."""
    limits = replace(
        prepared.exercise.limits,
        **{key: type(getattr(attack.limits, key))(value) for key, value in attack.expected.limits.items()},
    )
    return replace(prepared, exercise=replace(prepared.exercise, limits=limits))


def _graded(source: Source, prepared: PreparedExercise, engine: Engine, loop: asyncio.Runner) -> Graded:
    reading = reading_of(source, prepared.stub)
    run = loop.run(engine.run(prepared, reading))
    text = "\n".join(cell.text for cell in source.cells)
    submission = Submission(
        learner="a learner",
        exercise=prepared.exercise.id,
        attempt=1,
        path=Path("handed-in.ipynb"),
        sha256=sha256(text.encode(errors="replace")).hexdigest(),
        received=datetime.now(UTC),
    )
    return Graded(prepared=prepared, run=run, result=result_of(submission, run, engine.judge(prepared, reading, run)))


def _gains(attack: Attack, graded: Graded) -> Iterator[str]:
    """What an attack won."""
    most, score = attack.expected.earned, graded.result.score
    if most is not None and score.earned > most:
        yield f"earned {score.earned} where it may earn {most}: {_findings_in_short(graded)}"
    yield from (line[:300] for line in BREACH.findall(printed(graded.run)))


def _troubles(graded: Graded) -> Iterator[str]:
    """Each place where a submission is live, and each point of its that was made out to be our fault."""
    if graded.run.outcome is Outcome.INTERNAL or graded.result.score.unscored:
        yield f"it was made to look like a fault of ours: {graded.run.message} {_findings_in_short(graded)}"
    exercise, reference = graded.prepared.exercise, graded.prepared.reference
    page = page_html(submission_page(graded.result, graded.run, exercise, reference, lessons={}))
    cohort = page_html(draw_cohort(title="Cohort", exercises=[exercise], results=[graded.result]).cohort)
    yield from _labelled("on its page", live_markup(page))
    yield from _labelled("on the cohort's page", live_markup(cohort))
    yield from _labelled("in results.jsonl", _loose_in_json(graded))
    yield from _labelled("in the terminal", _loose_in_terminal(graded))


def _labelled(where: str, found: Iterable[str]) -> Iterator[str]:
    yield from (f"live {where}: {one}" for one in dict.fromkeys(found))


def _loose_in_json(graded: Graded) -> list[str]:
    """What steers whoever looks at the line of results.jsonl, or reads it as something else than one line of JSON."""
    document = to_json(graded.result, graded.run, cached=False)
    line = msgspec.json.encode(document).decode()
    if json.loads(line) != json.loads(json.dumps(document)) or "\n" in line:
        return ["it is not one line of the same JSON"]
    texts = [
        graded.run.message,
        *(part for one in document["findings"] for part in (one["message"], one["expected"], one["actual"])),
    ]
    return [
        *steering(json.dumps({**document, "learner": ""}, ensure_ascii=False)),
        *(one for text in texts for one in steering(text)),
    ]


def _loose_in_terminal(graded: Graded) -> list[str]:
    """What steers a terminal in the text of `check`, or is taken there for colours and links of the grader."""
    with console.out.capture() as caught:
        command._show(graded.result, graded.run, graded.prepared, hints={})
    text = caught.get()
    messages = [graded.run.message, *(one.message for one in graded.result.findings if not one.earned)]
    lost = [one for one in messages if make_visible(one) == one and one not in text]
    return [*steering(text), *(f"it lacks {one[:200]!r}" for one in lost)]


def _findings_in_short(graded: Graded) -> str:
    """The findings, short."""
    return "; ".join(f"{one.criterion}: {one.verdict}: {one.message[:200]}" for one in graded.result.findings)
