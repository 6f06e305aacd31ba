"""The desk at which a web process takes a learner's file: it refuses with a sentence, or keeps it with a receipt."""

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
"""Files that are read at once: while one reader is busy for seconds with a hostile file, others are still taken."""
READABLE = b"x = 1\n"
"""A file that any reader can read: where it can't, a learner's file is not to blame."""
_UNREAD = Damage(message=UNREAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One attempt that is on the disk and in the gradebook."""

    learner: str
    exercise: str
    attempt: int
    sha256: str
    """Of the file's bytes, hexadecimal."""
    received: datetime
    """UTC."""
    again: bool
    """Whether the learner's last attempt had the same bytes already, and so is this one."""
    notice: str = ""
    """What has changed in the exercise since the edition that the file was made from; empty if nothing has."""


class RefusedHandIn(Exception):  # noqa: N818 - what it says is an answer to the learner, not a fault
    """A file that is not taken: nothing of it is kept."""

    def __init__(self, sentence: str) -> None:
        """`sentence` is for the learner: what is wrong, and what to do."""
        super().__init__(sentence)
        self.sentence = sentence


class HandInDesk:
    """Takes files for one web process, in any number of threads. Close it at the end."""

    def __init__(
        self, out: Path, course: Course, gradebook: Gradebook, rules: HandInRules, limits: RoomLimits | None = None
    ) -> None:
        """`gradebook` was joined, and stays the caller's to close; `limits` are usual ones unless given."""
        self.room = Room(out, limits or RoomLimits())
        self._course = course
        self._gradebook = gradebook
        self._rules = rules
        self._files = SubmissionStore(out / FILES)
        self._turns: dict[str, Lock] = {}
        """Each learner to the lock under which their files are taken, one after the other."""
        self._readers: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(READERS):
            self._readers.put(Reader())

    def hand_in(self, learner: str, name: str, content: bytes) -> Receipt:
        """Keep a file as the learner's next attempt at the exercise that it is for.

        It waits for the disk, so call it in a thread.

        Args:
            learner: the pseudonym of who hands it in.
            name: what the learner calls the file; it may contain folders, and is never used as a path.
            content: its bytes.

        Raises:
            RefusedHandIn: it is not taken, and nothing of it is kept.
            StorageError: it could not be kept, by our fault: a full disk, a locked gradebook.
            KernelFault: nothing can be read on this machine.
        """
        own = _parts(name)
        if len(content) > MAX_FILE_MIB * 2**20:
            raise RefusedHandIn(f"This file is larger than {MAX_FILE_MIB} MiB. Clear its outputs and hand it in again.")
        with self._turns.setdefault(learner, Lock()):  # who sends many at once waits, and keeps one reader busy
            return self._taken(learner, own, content)

    def _taken(self, learner: str, own: tuple[str, ...], content: bytes) -> Receipt:
        """The receipt for a file that is kept now. Raises as `hand_in` does."""
        suffix = suffix_of(own[-1])
        source = self._read(content, script=suffix == ".py")
        exercise = self._exercise(source.exercise, own)
        if source.broken:  # what breaks off before any answer can't be judged, which only the exercise's stub shows
            self._read(content, script=suffix == ".py", handout=handout_of(load_exercise(self._course.root, exercise)))
        digest = content_digest(content)
        taken, again = self._keep(learner, exercise, digest, content, suffix)
        return Receipt(
            learner=learner,
            exercise=exercise,
            attempt=taken.attempt,
            sha256=digest,
            received=taken.received,
            again=again,
            notice=dict(edition_notices(self._course.root, exercise)).get(source.edition, ""),
        )

    def close(self) -> None:
        """End what reads files."""
        for _ in range(READERS):
            self._readers.get().close()

    def _keep(self, learner: str, exercise: str, digest: str, content: bytes, suffix: str) -> tuple[Submission, bool]:
        """The attempt once it is kept, and whether it was there before. Raises `RefusedHandIn`."""

        def admit(earlier: EarlierHandIns, now: datetime) -> None:
            sentence = self._rules.refusal(exercise, earlier, now)
            if sentence := sentence or self.room.refusal(learner, exercise, digest, len(content), earlier):
                raise RefusedHandIn(sentence)

        earlier = self._gradebook.earlier_hand_ins(learner, exercise)
        if not earlier.same(digest):
            admit(earlier, datetime.now(UTC))  # before anything is kept; in the transaction again, where it is certain
        path = Path("service", learner, exercise + suffix)
        with self.room.taken(0 if self._files.content_size(digest) else len(content)) as sentence:
            if sentence:
                raise RefusedHandIn(sentence)
            self._files.put(digest, content)
            return self._gradebook.hand_in(learner=learner, exercise=exercise, sha256=digest, path=path, admit=admit)

    def _read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Source:
        """The code in a file, read in a jailed process; for the exercise of that handout, if one is given."""
        reader = self._readers.get()  # nobody else uses it meanwhile
        try:
            found = reader.read(content, script=script, handout=handout)
            if found == _UNREAD and reader.read(READABLE, script=True) == _UNREAD:
                raise KernelFault("no file can be read on this machine now; is its disk full?")
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
            raise RefusedHandIn(
                f"It is not clear which exercise of this course this file is for.{near} Please hand in the notebook "
                "that you were given, under the name that it had."
            ) from error


def _parts(name: str) -> tuple[str, ...]:
    """The path of a file as the learner named it, part by part. Raises `RefusedHandIn` if it is not a notebook's."""
    own = tuple(part for part in name.replace("\\", "/").split("/") if part)
    if not own or not suffix_of(own[-1]):
        raise RefusedHandIn("This file is neither a notebook (.ipynb) nor a script (.py). Please hand in one of these.")
    return own
