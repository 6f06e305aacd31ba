"""Finds submissions of one exercise whose own code is nearly the same, and the lines that two of them share.

Code of the stub, of the reference and of the answers kept next to it doesn't count, because it belongs to no single
learner. Code that many learners share doesn't count either. A short answer of which too little remains isn't compared.
Nobody is accused: two learners may have worked together, as they were asked to, or may have read the same page.

Fingerprints are made of a learner's own code as a sequence of tokens, without chosen names, comments and layout, by
winnowing: S. Schleimer, D. S. Wilkerson and A. Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD
2003. Among all sequences of `GRAM` tokens, the one with the least hash in each window of `WINDOW` is kept. Two texts
that share `GRAM + WINDOW - 1` = 15 tokens in a row share a fingerprint; two texts that do not share 10 in a row share
none.

Work and memory grow with the number of submissions, not with its square: an index of rare fingerprints finds
candidates, and each submission is compared with the few that share most of its fingerprints.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path, PurePath
from typing import Final
from zlib import crc32

from grader.errors import SpecError
from grader.gradebook.streams import HandIn
from grader.insight.records import LineRange, Passage, SimilarityReport, SimilarPair
from grader.model import Exercise
from grader.source.ownership import tokens_of
from grader.source.reader.reader import Reader
from grader.source.records import Handout, OwnPart, Reading, Source
from grader.source.source import fill, reference_source, stub_source
from grader.storage.submissions import SubmissionStore
from grader.util.text import make_visible

# Fingerprints.


@dataclass(frozen=True, slots=True)
class Token:
    """One token and its position."""

    form: str
    cell: int
    line: int
    """The line in the cell, from 1; for a string of several lines the first one."""


def tokens(parts: Iterable[OwnPart]) -> tuple[Token, ...]:
    """The tokens of these parts, in the order in which they are read."""
    return tuple(Token(form, part.cell, line) for part in parts for form, line in part.tokens)


GRAM: Final = 10
"""The number of tokens in a fingerprint: everyone writes the same shorter sequences."""
WINDOW: Final = 6
"""The number of neighbouring sequences of which one is kept."""


def grams(forms: Iterable[str]) -> tuple[int, ...]:
    """The hash of each sequence of `GRAM` tokens, by its position; the same in every process."""
    ids = [crc32(form.encode(errors="surrogatepass")) for form in forms]
    # A hash of integers only, which unlike strings hash the same in every process.
    return tuple(hash(tuple(ids[begin : begin + GRAM])) for begin in range(len(ids) - GRAM + 1))


def fingerprints(hashes: Sequence[int], ignored: Collection[int]) -> frozenset[int]:
    """The hashes that winnowing keeps among those that are not ignored."""
    own = [digest for digest in hashes if digest not in ignored]
    windows = range(max(1, len(own) - WINDOW + 1)) if own else ()
    return frozenset(min(own[begin : begin + WINDOW]) for begin in windows)


def token_coverage(hashes: Sequence[int], chosen: Collection[int], ignored: Collection[int] = ()) -> bytearray:
    """For each token, 1 if it is in a sequence that is chosen and not ignored, or else 0."""
    marks = bytearray(len(hashes) + GRAM - 1 if hashes else 0)
    for begin, digest in enumerate(hashes):
        if digest in chosen and digest not in ignored:
            marks[begin : begin + GRAM] = b"\1" * GRAM
    return marks


# Passages that two submissions share.

PASSAGES_LISTED: Final = 5
"""The number of passages of a pair that are listed."""
LINES: Final = 12
"""The number of lines of a passage that are quoted."""
CHARACTERS: Final = 160
"""The number of characters of a line that are quoted."""

Side = Sequence[Token]
Lines = Mapping[tuple[int, int], str]
"""Maps cell and line to the text there."""


def passages(left: Sequence[OwnPart], right: Sequence[OwnPart], ignored: Collection[int]) -> tuple[Passage, ...]:
    """The longest passages that are in both, in the order of the first. A passage doesn't begin with an `ignored`
    hash.
    """
    sides = tokens(left), tokens(right)
    runs = sorted(_in_cells(*sides, ignored), key=lambda run: -len(run))[:PASSAGES_LISTED]
    lines = _lines(left), _lines(right)
    return tuple(
        Passage(left=_place([one for one, _ in run], lines[0]), right=_place([one for _, one in run], lines[1]))
        for run in sorted(runs, key=lambda run: (run[0][0].cell, run[0][0].line))
    )


def _in_cells(left: Side, right: Side, ignored: Collection[int]) -> Iterator[list[tuple[Token, Token]]]:
    """Runs of tokens that both have, cut where either of them continues in a new cell."""
    for begin, other, length in _runs(_hashes(left), _hashes(right), ignored):
        pairs = zip(left[begin : begin + length], right[other : other + length], strict=True)
        for _, run in groupby(pairs, key=lambda pair: (pair[0].cell, pair[1].cell)):
            yield list(run)


def _runs(left: Sequence[int], right: Sequence[int], ignored: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Where equal tokens begin in each, and how many there are; found in one pass, with each token of the left used
    once.
    """
    places: dict[int, int] = {}
    for place, one in enumerate(right):
        places.setdefault(one, place)
    begin = 0
    while begin < len(left):
        other = None if left[begin] in ignored else places.get(left[begin])
        if other is None:
            begin += 1
            continue
        length = 1
        while left[begin + length : begin + length + 1] == right[other + length : other + length + 1] != ():
            length += 1
        yield begin, other, length + GRAM - 1
        begin += length + GRAM - 1


def _hashes(side: Side) -> tuple[int, ...]:
    return grams(token.form for token in side)


def _lines(parts: Sequence[OwnPart]) -> Lines:
    return {
        (part.cell, number): line
        for part in parts
        for number, line in enumerate(part.text.split("\n"), start=part.first)
    }


def _place(run: Sequence[Token], lines: Lines) -> LineRange:
    first, last = run[0].line, max(token.line for token in run)
    quoted = (lines.get((run[0].cell, number), "") for number in range(first, min(last + 1, first + LINES)))
    return LineRange(
        cell=run[0].cell, first=first, last=last, text="\n".join(make_visible(line[:CHARACTERS]) for line in quoted)
    )


# Code that belongs to no single learner.


def shipped_digest(exercise: Exercise) -> str:
    """Digest of the files that `shipped_hashes` and `stub_source` use. Raises `SpecError`."""
    digest = sha256()
    for path in (exercise.stub, exercise.reference, *_answers(exercise)):
        try:
            digest.update(sha256(path.read_bytes()).digest())
        except OSError as error:
            raise SpecError(f"{path}: cannot be read ({error.strerror})") from error
    return digest.hexdigest()


def shipped_hashes(exercise: Exercise) -> frozenset[int]:
    """The hashes of all token sequences in code that belongs to no single learner. Raises `SpecError`."""
    sources = [stub_source(exercise.stub), reference_source(exercise.reference), *_kept(exercise)]
    forms = cache(lambda text: tuple(form for form, _ in tokens_of(text)))  # each of them has the same given cells
    # All cells of each file in a row, and its answers in a row, as they would be handed in.
    rows = (row for source in sources for row in (source.cells, [cell for cell in source.cells if cell.answer]))
    return frozenset(gram for cells in rows for gram in grams(form for cell in cells for form in forms(cell.text)))


def _kept(exercise: Exercise) -> Iterator[Source]:
    """The accepted and wrong answers; `grader verify` reports malformed ones."""
    reference = exercise.reference.read_text(encoding="utf-8")
    for path in _answers(exercise):
        with suppress(SpecError, OSError, UnicodeDecodeError):
            yield fill(reference, path.read_text(encoding="utf-8"), name=path.name)


def _answers(exercise: Exercise) -> list[Path]:
    return sorted(exercise.reference.parent.glob("*/*.py"))


# Similar pairs.

LEAST_OWN: Final = 50
"""How many own tokens a submission needs to be compared, five or six lines: shorter answers are similar by chance."""
LEAST_SIMILARITY: Final = 0.8
"""The similarity from which two submissions are listed."""
COMMON_SHARE: Final = 0.1
"""A fingerprint that more than this share of the learners have counts as everybody's."""
COMMON_LEAST: Final = 10
"""More than this many learners must have it, too, which matters in small cohorts."""
RARE: Final = 40
"""A fingerprint brings submissions together if at most this many different ones have it."""
LEAST_SHARED: Final = 0.4
"""The share of the smaller set of fingerprints that two must have in common to be compared token by token."""
NEAREST: Final = 20
"""The number of others with which one submission is compared."""
LISTED: Final = 50
"""The number of pairs and groups of an exercise that are listed."""
LEARNERS: Final = 200
"""The number of learners of a group that are listed."""


ACCUSES_NOBODY: Final = (
    "This does not show the reason: people who work together or read the same page write similar code. Look before "
    "you ask."
)
"""The sentence that the terminal and the page show with every list of similar submissions."""


OwnPartsFinder = Callable[[HandIn], tuple[OwnPart, ...] | None]
"""Finds the learner's own parts of a submission; None if there is no code to read, or too much of it."""


@dataclass(slots=True)
class _Text:
    """One sequence of tokens, and the learners who handed it in."""

    hashes: tuple[int, ...]
    by: list[HandIn]
    marks: frozenset[int] = frozenset()
    """Its fingerprints."""
    own: int = 0
    """How many of its tokens are its own."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Two similar texts, or one text that several learners handed in."""

    similarity: float
    tokens: int
    by: tuple[HandIn, ...]


def similarity_report(
    hand_ins: Iterable[HandIn], own: OwnPartsFinder, *, given: Collection[int], digest: str
) -> SimilarityReport:
    """The report on similar submissions of one exercise, whose `given` code has these hashes."""
    texts, unreadable = _texts(hand_ins, own)
    short = _drop_short(texts, given)
    learners = sum(len(text.by) for text in texts)
    ignored = {*given, *_common(texts, given, learners)}
    short += _drop_short(texts, ignored)
    for text in texts:
        text.marks = fingerprints(text.hashes, ignored)
        text.own = _own_tokens(text, ignored)
    found = sorted(_alike(texts, ignored), key=lambda one: (-one.similarity, -one.tokens, one.by[0].learner))
    return SimilarityReport(
        submissions=sum(len(text.by) for text in texts),
        short=short,
        unreadable=unreadable,
        alike=tuple(_similar_pair(one, own, ignored) for one in found[:LISTED]),
        more=len(found[LISTED:]),
        digest=digest,
    )


def _texts(hand_ins: Iterable[HandIn], own: OwnPartsFinder) -> tuple[list[_Text], int]:
    """Each different text, and how many submissions have no text."""
    texts: dict[tuple[int, ...], _Text] = {}
    unreadable = 0
    for one in hand_ins:
        parts = own(one)
        found = tokens(parts) if parts else ()
        if not found:
            unreadable += 1
            continue
        hashes = grams(token.form for token in found)
        texts.setdefault(hashes, _Text(hashes, [])).by.append(one)
    return list(texts.values()), unreadable


def _drop_short(texts: list[_Text], ignored: Collection[int]) -> int:
    """Drop submissions with too little code of their own, and return how many there were."""
    kept = [text for text in texts if _own_tokens(text, ignored) >= LEAST_OWN]
    dropped = sum(len(text.by) for text in texts) - sum(len(text.by) for text in kept)
    texts[:] = kept
    return dropped


def _common(texts: Iterable[_Text], given: Collection[int], learners: int) -> Iterator[int]:
    """The hashes that many learners have."""
    counts: Counter[int] = Counter()
    for text in texts:
        for digest in set(text.hashes):
            counts[digest] += len(text.by)
    most = max(COMMON_LEAST, COMMON_SHARE * learners)
    return (one for one, count in counts.items() if count > most and one not in given)


def _alike(texts: Sequence[_Text], ignored: Collection[int]) -> Iterator[_Found]:
    for text in texts:
        if len(text.by) > 1:
            yield _Found(1.0, text.own, tuple(text.by))
    for left, right in _candidates(texts):
        shared = [
            sum(token_coverage(one.hashes, set(other.hashes), ignored)) for one, other in ((left, right), (right, left))
        ]
        similarity = sum(shared) / (left.own + right.own)
        if similarity >= LEAST_SIMILARITY and min(shared) >= LEAST_OWN:
            yield _Found(similarity, min(shared), (left.by[0], right.by[0]))


def _candidates(texts: Sequence[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """Pairs that share many of their fingerprints, rare ones among them; each text is paired with the few that share
    most.
    """
    index: defaultdict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for mark in text.marks:
            index[mark].append(number)
    for number, text in enumerate(texts):
        lists = (index[mark] for mark in text.marks if len(index[mark]) <= RARE)
        meeting = Counter(other for numbers in lists for other in numbers if other < number)
        for other, _ in sorted(meeting.items(), key=lambda item: (-item[1], item[0]))[:NEAREST]:
            if len(text.marks & texts[other].marks) >= LEAST_SHARED * min(len(text.marks), len(texts[other].marks)):
                yield texts[other], text


def _own_tokens(text: _Text, ignored: Collection[int]) -> int:
    return sum(token_coverage(text.hashes, set(text.hashes), ignored))


def _similar_pair(found: _Found, own: OwnPartsFinder, ignored: Collection[int]) -> SimilarPair:
    left, right = found.by[:2]
    return SimilarPair(
        learners=tuple(one.learner for one in found.by[:LEARNERS]),
        size=len(found.by),
        similarity=round(found.similarity, 3),
        tokens=found.tokens,
        passages=passages(own(left) or (), own(right) or (), ignored),
    )


def own_parts_finder(files: SubmissionStore, reader: Reader, handout: Handout) -> OwnPartsFinder:
    """A function that finds a learner's own parts; it raises `StorageError` for a file it can't read."""

    def own(one: HandIn) -> tuple[OwnPart, ...] | None:
        script = PurePath(one.path).suffix.lower() == ".py"
        found = files.reading(one.sha256, reader, script=script, handout=handout)
        return found.parts if isinstance(found, Reading) else None

    return own
