"""Submissions of one exercise whose own code is nearly the same.

Code of the stub, of the reference and of the answers kept beside it doesn't count, and neither does code that many
learners share. A short answer of which too little remains isn't compared at all. Nobody is accused: two learners may
have worked together, as they were asked to, or have read the same page.

Work and memory grow with the number of submissions, not with its square: submissions meet in an index of rare
fingerprints (see `winnowing`), and each is compared with the few that it shares most of them with.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from grader.gradebook.streams import HandIn
from grader.insight.records import SimilarityReport, SimilarPair
from grader.insight.shared_passages import passages
from grader.insight.winnowing import fingerprints, grams, token_coverage, tokens
from grader.reader.reader import Reader
from grader.reader.reading_cache import Readings
from grader.source.records import Handout, OwnPart, Reading
from grader.storage.submissions import SubmissionStore

LEAST_OWN: Final = 50
"""Tokens of its own that a submission needs to be compared, five or six lines: shorter answers are alike by chance."""
LEAST_SIMILARITY: Final = 0.8
"""From where on two submissions are listed."""
COMMON_SHARE: Final = 0.1
"""A fingerprint that more than this share of the learners have is everybody's."""
COMMON_LEAST: Final = 10
"""And more than so many, in small cohorts."""
RARE: Final = 40
"""Different submissions up to which a fingerprint brings submissions together."""
LEAST_SHARED: Final = 0.4
"""The share of the fewer fingerprints that two have to share to be compared token by token."""
NEAREST: Final = 20
"""Others that one submission is compared with."""
LISTED: Final = 50
"""Pairs and groups of an exercise that are listed."""
LEARNERS: Final = 200
"""Learners of a group that are listed."""


ACCUSES_NOBODY: Final = (
    "It says nothing about why: people who work together, or read the same page, write alike. Look before you ask."
)
"""What the terminal and the page say wherever similar submissions are listed."""


OwnPartsFinder = Callable[[HandIn], tuple[OwnPart, ...] | None]
"""The learner's own parts of a submission; None where there is no code to read, or too much of it."""


@dataclass(slots=True)
class _Text:
    """One sequence of tokens, and who handed it in."""

    hashes: tuple[int, ...]
    by: list[HandIn]
    marks: frozenset[int] = frozenset()
    """Its fingerprints."""
    own: int = 0
    """How many of its tokens are its own."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Two texts, or one that several learners handed in."""

    similarity: float
    tokens: int
    by: tuple[HandIn, ...]


def similarity_report(
    hand_ins: Iterable[HandIn], own: OwnPartsFinder, *, given: Collection[int], digest: str
) -> SimilarityReport:
    """What is alike among the submissions of one exercise, whose `given` code has these hashes."""
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
    """Each different text, and how many submissions have none."""
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
    """How many submissions were dropped because too little in them is their own."""
    kept = [text for text in texts if _own_tokens(text, ignored) >= LEAST_OWN]
    dropped = sum(len(text.by) for text in texts) - sum(len(text.by) for text in kept)
    texts[:] = kept
    return dropped


def _common(texts: Iterable[_Text], given: Collection[int], learners: int) -> Iterator[int]:
    """The hashes that many learners have."""
    counts: Counter[int] = Counter()
    for text in texts:
        for one in set(text.hashes):
            counts[one] += len(text.by)
    most = max(COMMON_LEAST, COMMON_SHARE * learners)
    return (one for one, count in counts.items() if count > most and one not in given)


def _alike(texts: Sequence[_Text], ignored: Collection[int]) -> Iterator[_Found]:
    for text in texts:
        if len(text.by) > 1:
            yield _Found(1.0, text.own, tuple(text.by))
    for left, right in _candidates(texts):
        similarity, shared = _similarity(left, right, ignored)
        if similarity >= LEAST_SIMILARITY and shared >= LEAST_OWN:
            yield _Found(similarity, shared, (left.by[0], right.by[0]))


def _candidates(texts: Sequence[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """Pairs that share many of their fingerprints, rare ones among them, each text with the few that share most."""
    index: defaultdict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for one in text.marks:
            index[one].append(number)
    for number, text in enumerate(texts):
        lists = (index[one] for one in text.marks if len(index[one]) <= RARE)
        meeting = Counter(other for numbers in lists for other in numbers if other < number)
        for other, _ in sorted(meeting.items(), key=lambda item: (-item[1], item[0]))[:NEAREST]:
            if len(text.marks & texts[other].marks) >= LEAST_SHARED * min(len(text.marks), len(texts[other].marks)):
                yield texts[other], text


def _similarity(left: _Text, right: _Text, ignored: Collection[int]) -> tuple[float, int]:
    """The share of both texts' own tokens in sequences of the other, and how many of the text that has fewer."""
    shared = [
        sum(token_coverage(one.hashes, set(other.hashes), ignored)) for one, other in ((left, right), (right, left))
    ]
    return sum(shared) / (left.own + right.own), min(shared)


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
    """What finds a learner's own parts; it raises `StorageError` for a file it can't read."""
    readings = Readings(files, reader)

    def own(one: HandIn) -> tuple[OwnPart, ...] | None:
        script = PurePath(one.path).suffix.lower() == ".py"
        found = readings.read(one.sha256, script=script, handout=handout, content=lambda: files.get(one.sha256))
        return found.parts if isinstance(found, Reading) else None

    return own
