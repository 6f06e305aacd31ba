"""Accepts learners' files for a web process: refuses each with a sentence, or keeps it and gives a receipt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from grader.course import Course
from grader.course.editions import edition_notices
from grader.course.exercise_file import handout_of, load_exercise
from grader.errors import KernelFault
from grader.gradebook import Gradebook
from grader.gradebook.hand_ins import EarlierHandIns
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.lms.intake.exercise_of_file import ExerciseNames
from grader.lms.intake.members import RefusedError
from grader.model import Submission
from grader.service.room import Room, RoomLimits
from grader.source.reader.reader import UNREAD, Reader
from grader.source.records import MAX_FILE_MIB, Damage, Handout, Source
from grader.storage.folder import suffix_of
from grader.storage.layout import FILES
from grader.storage.submissions import SubmissionStore, content_digest

READERS = 2
"""How many files are read at once: while a hostile file keeps one reader busy for seconds, others are still
accepted."""
READABLE = b"x = 1\n"
"""A file that any reader can read: if a reader can't, the learner's file is not to blame."""
_UNREAD = Damage(message=UNREAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An attempt that is on the disk and in the gradebook."""

    submission: Submission
    again: bool
    """Whether the learner's last attempt already had the same bytes; then this is that attempt."""
    notice: str = ""
    """What has changed in the exercise since the file's edition; empty if nothing has."""


class RefusedHandIn(Exception):  # noqa: N818 - it is an answer to the learner, not a fault
    """A file that is refused; nothing of it is kept."""

    def __init__(self, sentence: str) -> None:
        """`sentence` tells the learner what is wrong and what to do."""
        super().__init__(sentence)
        self.sentence = sentence


class HandInDesk:
    """Accepts files for one web process, in any number of threads. Close it at the end."""

    def __init__(
        self, out: Path, course: Course, gradebook: Gradebook, rules: HandInRules, limits: RoomLimits | None = None
    ) -> None:
        """`gradebook` must be open already, and the caller closes it; `limits` are the default ones unless given."""
        self.room = Room(out, limits or RoomLimits())
        self._course = course
        self._gradebook = gradebook
        self._rules = rules
        self._files = SubmissionStore(out / FILES)
        self._turns: dict[str, Lock] = {}
        """Maps each learner to the lock under which their files are accepted, one after the other."""
        self._readers: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(READERS):
            self._readers.put(Reader())

    def hand_in(self, learner: str, name: str, content: bytes) -> Receipt:
        """Keep a file as the learner's next attempt at the exercise that it is for.

        It waits for the disk, so call it in a thread.

        Args:
            learner: the pseudonym of the person who hands it in.
            name: the learner's name for the file; it may contain folders, and is never used as a path.
            content: its bytes.

        Raises:
            RefusedHandIn: it is refused, and nothing of it is kept. StorageError: it could not be kept because of an
            error on our side, such as a full disk or a locked gradebook. KernelFault: no file can be read on this
            machine.
        """
        own = _parts(name)
        if len(content) > MAX_FILE_MIB * 2**20:
            raise RefusedHandIn(f"This file is larger than {MAX_FILE_MIB} MiB. Clear its outputs and hand it in again.")
        with self._turns.setdefault(learner, Lock()):  # who sends many files at once waits, and occupies one reader
            return self._taken(learner, own, content)

    def _taken(self, learner: str, own: tuple[str, ...], content: bytes) -> Receipt:
        """The receipt for a file that is now kept. Raises the same exceptions as `hand_in`."""
        suffix = suffix_of(own[-1])
        source = self._read(content, script=suffix == ".py")
        exercise = self._exercise(source.exercise, own)
        if source.broken:  # if it is cut off before any answer, it can't be judged; only the exercise's stub shows this
            self._read(content, script=suffix == ".py", handout=handout_of(load_exercise(self._course.root, exercise)))
        digest = content_digest(content)
        taken, again = self._keep(learner, exercise, digest, content, suffix)
        notice = dict(edition_notices(self._course.root, exercise)).get(source.edition, "")
        return Receipt(submission=taken, again=again, notice=notice)

    def close(self) -> None:
        """End the processes that read files."""
        for _ in range(READERS):
            self._readers.get().close()

    def _keep(self, learner: str, exercise: str, digest: str, content: bytes, suffix: str) -> tuple[Submission, bool]:
        """The attempt, once it is kept, and whether it was there before. Raises `RefusedHandIn`."""

        def admit(earlier: EarlierHandIns, now: datetime) -> None:
            sentence = self._rules.refusal(exercise, earlier, now)
            if sentence := sentence or self.room.refusal(learner, exercise, digest, len(content), earlier):
                raise RefusedHandIn(sentence)

        earlier = self._gradebook.earlier_hand_ins(learner, exercise)
        if not earlier.same(digest):
            admit(earlier, datetime.now(UTC))  # before anything is kept; again in the transaction, where it is certain
        path = Path("service", learner, exercise + suffix)
        with self.room.taken(0 if self._files.content_size(digest) else len(content)) as sentence:
            if sentence:
                raise RefusedHandIn(sentence)
            self._files.put(digest, content)
            return self._gradebook.hand_in(learner=learner, exercise=exercise, sha256=digest, path=path, admit=admit)

    def _read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Source:
        """The code in a file, read in a jailed process; if `handout` is given, as an answer to its exercise."""
        reader = self._readers.get()  # nobody else uses it meanwhile
        try:
            found = reader.read(content, script=script, handout=handout)
            if found == _UNREAD and reader.read(READABLE, script=True) == _UNREAD:
                raise KernelFault("no file can be read on this machine at the moment; is its disk full?")
        finally:
            self._readers.put(reader)
        if isinstance(found, Damage):
            raise RefusedHandIn(found.message)
        return found.source

    def _exercise(self, named: str | None, own: tuple[str, ...]) -> str:
        """The exercise that a file is for."""
        try:
            return ExerciseNames(self._course.exercises).resolve(named, own)[0]
        except RefusedError as error:
            near = f" The nearest exercise of this course is {error.nearest}." if error.nearest else ""
            advice = "Please hand in the notebook that you were given, with its original name."
            unclear = "It is not clear which exercise of this course this file is for."
            raise RefusedHandIn(f"{unclear}{near} {advice}") from error


def _parts(name: str) -> tuple[str, ...]:
    """The parts of the learner's path for a file. Raises `RefusedHandIn` if it is neither a notebook nor a script."""
    own = tuple(part for part in name.replace("\\", "/").split("/") if part)
    if not own or not suffix_of(own[-1]):
        raise RefusedHandIn("This file is neither a notebook (.ipynb) nor a script (.py). Please hand in one of these.")
    return own
