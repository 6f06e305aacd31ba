"""In which order waiting attempts are judged: one learner after the other, of each the oldest first."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection

from grader.gradebook.hand_ins import WaitingAttempt


class Turns:
    """Those who wait. A learner who has just had a turn is last again, however many attempts still wait."""

    def __init__(self) -> None:
        self._ring: dict[str, deque[WaitingAttempt]] = {}
        """Each learner who waits, the next first, and that learner's attempts, the oldest first."""

    def add(self, one: WaitingAttempt) -> None:
        """Take up an attempt that has just come."""
        self._ring.setdefault(one.submission.learner, deque()).append(one)

    def take(
        self, *, at_work: Collection[str], most: int, ready: Callable[[WaitingAttempt], bool]
    ) -> WaitingAttempt | None:
        """The next attempt that is `ready`, which waits no more; None where there is none.

        `at_work` has the learner of each attempt that is being judged; nobody has more than `most` of these at once.
        """
        busy = Counter(at_work)
        for learner, theirs in self._ring.items():
            one = next(filter(ready, theirs), None)
            if one is not None and busy[learner] < most:
                theirs.remove(one)
                del self._ring[learner]
                if theirs:
                    self._ring[learner] = theirs
                return one
        return None

    def exercises(self) -> list[str]:
        """The exercises of those who wait, in the order in which they first come up."""
        return list(dict.fromkeys(one.submission.exercise for one in self.order()))

    def order(self) -> list[WaitingAttempt]:
        """All who wait, in the order of their turns if nobody else came."""
        rounds: defaultdict[int, list[WaitingAttempt]] = defaultdict(list)
        for theirs in self._ring.values():
            for place, one in enumerate(theirs):
                rounds[place].append(one)
        return [one for place in sorted(rounds) for one in rounds[place]]
