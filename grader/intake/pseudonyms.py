"""Who is who: a system's ids against `identities.csv`, and a pseudonym for whoever is not in it yet.

A pseudonym is ten letters and digits, a letter first, out of a hash of the system and its id, so that collecting into
an empty folder gives the same ones again. It hides names from pages and results; it is not a secret, as whoever knows
an id can compute it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from hashlib import sha256

from grader.intake.hand_in import Person
from grader.intake.members import RefusedError
from grader.storage.identities import UNIQUE, Identity

_LETTERS = "abcdefghjkmnpqrstvwxyz"
_ALPHABET = _LETTERS + "0123456789"
"""No letter that is taken for a digit, and no case to lose on the way. A letter is first, lest Excel see a number."""
_LENGTH = 10


class Register:
    """Everybody known."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._rows: dict[str, Identity] = {}
        self._owners: dict[tuple[str, str], set[str]] = {}
        for identity in identities:
            self._keep(identity)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Everybody, in the order in which they came."""
        return tuple(self._rows.values())

    def learner(self, person: Person) -> str:
        """The person's pseudonym, known or new. What was not known of the person before is added.

        Raises:
            RefusedError: the person's ids are those of two learners.
        """
        owners = self._known(person)
        if len(owners) > 1:
            raise RefusedError(
                "its learner's ids are those of two rows of identities.csv; make them one, or correct them"
            )
        learner = owners.pop() if owners else self._free(person)
        self._keep(_with(self._rows.get(learner, Identity(learner=learner)), person))
        return learner

    def same_names(self) -> tuple[tuple[str, ...], ...]:
        """The learners whose names are the same, name by name."""
        named: dict[str, list[str]] = {}
        for learner, identity in self._rows.items():
            named.setdefault(_folded(identity.name), []).append(learner)
        return tuple(tuple(learners) for name, learners in named.items() if name and len(learners) > 1)

    def _known(self, person: Person) -> set[str]:
        """Whose ids the person has; where nobody's, whose address, unless an id distinguishes them."""
        *ids, email = (self._owners.get(clue, set()) for clue in _clues(person))
        if owners := set().union(*ids):
            return owners
        return {owner for owner in email if not _differ(self._rows[owner], person)}

    def _keep(self, identity: Identity) -> None:
        self._rows[identity.learner] = identity
        for clue in _clues(identity):
            if clue[1]:
                self._owners.setdefault(clue, set()).add(identity.learner)

    def _free(self, person: Person) -> str:
        """The pseudonym of the person's key; longer where another person's is the same."""
        for length in range(_LENGTH, 2 * _LENGTH):
            name = pseudonym(person.key, length)
            if name not in self._rows or not _differ(self._rows[name], person):
                return name
        raise RefusedError("no pseudonym is free for its learner")


def pseudonym(key: str, length: int = _LENGTH) -> str:
    """What a key is called: the same for the same key, and as good as never for another one."""
    first, *others = sha256(unicodedata.normalize("NFC", key).encode("utf-8", "replace")).digest()[:length]
    return _LETTERS[first % len(_LETTERS)] + "".join(_ALPHABET[one % len(_ALPHABET)] for one in others)


def _clues(one: Person | Identity) -> Iterator[tuple[str, str]]:
    """What identifies a person: ids, and as the last an address, if an empty one."""
    for column in UNIQUE:
        value = getattr(one, column)
        yield from ((column, part) for part in (value.split() if column == "moodle_id" else [value]) if part)
    yield "email", one.email.casefold()


def _differ(known: Identity, person: Person) -> bool:
    """Whether some id of the person is another one than that learner's."""
    ids = (column for column in UNIQUE if column != "moodle_id")
    pairs = [(getattr(known, column), getattr(person, column)) for column in ids]
    return any(old and new and old != new for old, new in pairs)


def _with(identity: Identity, person: Person) -> Identity:
    """The identity with what was empty filled, and Moodle's number of one more assignment."""
    merged = {field.name: getattr(person, field.name) for field in fields(Identity) if field.name != "learner"}
    merged["moodle_id"] = " ".join(dict.fromkeys(f"{identity.moodle_id} {person.moodle_id}".split()))
    return replace(identity, **{name: value for name, value in merged.items() if value and _is_open(identity, name)})


def _is_open(identity: Identity, column: str) -> bool:
    return column == "moodle_id" or not getattr(identity, column)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
