"""Who was invited, in which role, and the secrets that identify them.

A secret is shown once, and only its digest is stored. A link becomes invalid when it is used, a session when it expires
or its owner signs out, and a token when it is revoked.

The tables are in `OUT/access.sqlite`, or next to the gradebook on its server: people, their secrets, the keys that sign
receipts, and the attempts about which mails were sent. Each table and column has a comment.

Roles are here too, with the sets of roles that the table of routes uses.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, unique
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from grader.gradebook.database import Database, MissingDatabaseError, OpenMode, TableSet
from grader.gradebook.opening import GradebookLocation, is_url, open_database
from grader.gradebook.schema import CodePointText, enum_column
from grader.gradebook.sqlite import copy_rows
from grader.storage.layout import ACCESS


@unique
class Role(StrEnum):
    """A person's role in the course."""

    NOBODY = "nobody"
    """Not signed in."""
    LEARNER = "learner"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"


@unique
class _Kind(StrEnum):
    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the word, no secret


metadata = MetaData()
people_table = Table(
    "access_people",
    metadata,
    Column("name", CodePointText, primary_key=True, comment="pseudonym; a learner's is the one in the gradebook"),
    Column("role", enum_column(Role), nullable=False, comment="learner, assistant or instructor"),
    comment="One row per person who was invited.",
)
secrets_table = Table(
    "access_secrets",
    metadata,
    Column("digest", CodePointText, primary_key=True, comment="sha256 of the secret, hexadecimal"),
    Column("number", Integer, unique=True, nullable=False, comment="ordinal, by which its owner refers to it"),
    Column("kind", enum_column(_Kind), nullable=False, comment="link, session or token"),
    Column(
        "person", ForeignKey(people_table.c.name), nullable=False, index=True, comment="the person that it belongs to"
    ),
    Column("made", Float, nullable=False, comment="when it was made, in seconds since 1970"),
    Column("expires", Float, comment="when it expires, in seconds since 1970; NULL if it never does"),
    Column("label", CodePointText, nullable=False, comment="its owner's name for it; empty unless it is a token"),
    comment="One row per valid link, session or token.",
)
keys_table = Table(
    "access_keys",
    metadata,
    Column("use", CodePointText, primary_key=True, comment="what it signs: receipts"),
    Column("key", LargeBinary, nullable=False, comment="32 random bytes"),
    comment="One row per key that this service signs with.",
)
mailed_table = Table(
    "access_mailed",
    metadata,
    Column("learner", CodePointText, primary_key=True, comment="pseudonym"),
    Column("exercise", CodePointText, primary_key=True, comment="lesson and name"),
    Column("attempt", Integer, primary_key=True, comment="1, 2, … for each learner and exercise"),
    comment="One row per attempt whose learner got a mail about feedback, or will get none.",
)
PEOPLE: Final = TableSet(
    what="list of people",
    metadata=metadata,
    version=1,
    application_id=int.from_bytes(b"GPL1"),
    maker="grader invite",
    renewal="invite everybody again",
)
"""All the tables, and their version, which increases with every change to them after the first release."""


Roles = frozenset[Role]
LEARNERS: Final[Roles] = frozenset({Role.LEARNER})
INSTRUCTORS: Final[Roles] = frozenset({Role.INSTRUCTOR})
STAFF: Final[Roles] = frozenset({Role.ASSISTANT, Role.INSTRUCTOR})
SIGNED_IN: Final[Roles] = LEARNERS | STAFF
ANYBODY: Final[Roles] = frozenset(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who was invited."""

    name: str
    """The pseudonym; a learner's is the one in the gradebook."""
    role: Role

    @property
    def is_staff(self) -> bool:
        """Whether this person may read the pages of all learners."""
        return self.role in STAFF


DAY_S: Final = 86_400.0
SESSION_S: Final = 30 * DAY_S
"""How long a sign-in lasts."""


class TooManyTokensError(Exception):
    """A person already has as many tokens as allowed."""


class AttemptKey(NamedTuple):
    """Identifies an attempt. It is a named tuple because there are hundreds of thousands."""

    learner: str
    exercise: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A personal token, as its owner sees it later: without its secret."""

    number: int
    label: str
    made: datetime
    """The time in UTC."""


class Access:
    """The people and secrets of one course. Every method raises `StorageError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock: Callable[[], float] = time.time

    @classmethod
    def open(cls, out: Path, gradebook: GradebookLocation, *, new: bool = True) -> Self:
        """The list of people of an OUT; on the gradebook's server if there is one. With `new`, it is made if it is
        missing.

        Raises:
            MissingDatabaseError: nobody was ever invited, and `new` is false.
            StorageError: it cannot be opened.
        """
        where = gradebook if is_url(gradebook) else out / ACCESS
        return cls(open_database(where, PEOPLE, OpenMode.JOIN, new=new))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def enrol(self, people: Iterable[Person]) -> None:
        """Add people, and give people who are already there their new role."""
        with self._database.write_transaction() as connection:
            for person in people:
                is_one = people_table.c.name == person.name
                if not connection.execute(update(people_table).where(is_one).values(role=person.role)).rowcount:
                    connection.execute(insert(people_table).values(name=person.name, role=person.role))

    def new_link(self, person: str, *, lives_s: float) -> str:
        """The secret of a link with which this person signs in once; the person's earlier links become invalid."""
        with self._database.write_transaction() as connection:
            connection.execute(delete(secrets_table).where(*_secrets(_Kind.LINK, person=person)))
            return self._add(connection, _Kind.LINK, person, lives_s)

    def redeem_link(self, secret: str) -> str | None:
        """Use up a link; returns the secret of a new session, or None if the link isn't valid."""
        ours = _secrets(_Kind.LINK, digest=_digest(secret))
        with self._database.write_transaction() as connection:
            connection.execute(delete(secrets_table).where(secrets_table.c.expires <= self._clock()))
            person = connection.execute(delete(secrets_table).where(*ours).returning(secrets_table.c.person)).scalar()
            return None if person is None else self._add(connection, _Kind.SESSION, person, SESSION_S)

    def link_holder(self, secret: str) -> Person | None:
        """The person whom the link belongs to, without using it up; None if it isn't valid."""
        return self._holders(_Kind.LINK, (secret,)).get(secret)

    def session(self, secret: str) -> Person | None:
        """The person whom the session belongs to; None if it isn't valid."""
        return self._holders(_Kind.SESSION, (secret,)).get(secret)

    def sessions(self, secrets: Collection[str]) -> dict[str, Person]:
        """Maps each valid session to the person whom it belongs to."""
        return self._holders(_Kind.SESSION, secrets)

    def end_session(self, secret: str) -> None:
        """Sign out."""
        ours = _secrets(_Kind.SESSION, digest=_digest(secret))
        with self._database.write_transaction() as connection:
            connection.execute(delete(secrets_table).where(*ours))

    def new_token(self, person: str, label: str, *, most: int | None = None) -> str:
        """The secret of a new personal token. Raises `TooManyTokensError` if the person has `most` already.

        Tokens are counted in the transaction that adds one, so simultaneous requests cannot exceed the limit.
        """
        theirs = _secrets(_Kind.TOKEN, person=person)
        with self._database.write_transaction() as connection:
            count: int = connection.execute(select(func.count()).select_from(secrets_table).where(*theirs)).scalar_one()
            if most is not None and count >= most:
                raise TooManyTokensError
            return self._add(connection, _Kind.TOKEN, person, None, label=label)

    def token_holder(self, secret: str) -> Person | None:
        """The person whom the token belongs to; None if it isn't valid."""
        return self._holders(_Kind.TOKEN, (secret,)).get(secret)

    def tokens(self, person: str) -> tuple[Token, ...]:
        """A person's valid tokens, the oldest first."""
        query = select(secrets_table).where(*_secrets(_Kind.TOKEN, person=person)).order_by(secrets_table.c.number)
        with self._database.read_transaction() as connection:
            rows = connection.execute(query).all()
        made = [(row, datetime.fromtimestamp(row.made, UTC)) for row in rows]
        return tuple(Token(number=row.number, label=row.label, made=at) for row, at in made)

    def revoke(self, person: str, number: int) -> None:
        """Make a token of this person invalid; does nothing if the number is not one of theirs."""
        ours = _secrets(_Kind.TOKEN, person=person, number=number)
        with self._database.write_transaction() as connection:
            connection.execute(delete(secrets_table).where(*ours))

    def forget(self, person: str) -> None:
        """Remove a person with their links, sessions and tokens, and overwrite the space that this frees."""
        with self._database.write_transaction() as connection:
            connection.execute(delete(secrets_table).where(secrets_table.c.person == person))
            connection.execute(delete(people_table).where(people_table.c.name == person))
            connection.execute(delete(mailed_table).where(mailed_table.c.learner == person))
        self._database.scrub()

    def back_up(self, to: Path) -> None:
        """Write people, sessions, tokens and keys, as they are at one moment, to a new file.

        Links are left out: a link that was used since then would work again for anybody who finds it in a mailbox.
        """
        with self._database.read_transaction() as connection:
            copy_rows(connection, PEOPLE, to, choose=_without_links)

    def has_claimed_mails(self) -> bool:
        """Whether any attempt was ever claimed for mails."""
        with self._database.read_transaction() as connection:
            return connection.execute(select(mailed_table).limit(1)).first() is not None

    def claim_mails(self, attempts: Iterable[AttemptKey]) -> frozenset[AttemptKey]:
        """Claim, for the caller, the attempts that nobody has claimed yet; only the caller then sends mails about
        them.
        """
        with self._database.write_transaction() as connection:
            known = {AttemptKey(*row) for row in connection.execute(select(mailed_table))}
            new = frozenset(attempts) - known
            if new:
                connection.execute(insert(mailed_table), [one._asdict() for one in new])
        return new

    def receipt_key(self) -> bytes:
        """The key with which receipts are signed, made at the first call."""
        with self._database.write_transaction() as connection:
            query = select(keys_table.c.key).where(keys_table.c.use == "receipts")
            key: bytes | None = connection.execute(query).scalar()
            if key is None:
                key = secrets.token_bytes(32)
                connection.execute(insert(keys_table).values(use="receipts", key=key))
        return bytes(key)

    def _add(self, connection: Connection, kind: _Kind, person: str, lives_s: float | None, label: str = "") -> str:
        secret = secrets.token_urlsafe(32)
        now = self._clock()
        last: int | None = connection.execute(select(func.max(secrets_table.c.number))).scalar()
        row = {
            "digest": _digest(secret),
            "number": (last or 0) + 1,
            "kind": kind,
            "person": person,
            "made": now,
            "expires": None if lives_s is None else now + lives_s,
            "label": label,
        }
        connection.execute(insert(secrets_table).values(row))
        return secret

    def _holders(self, kind: _Kind, secrets: Collection[str]) -> dict[str, Person]:
        by_digest = {_digest(secret): secret for secret in secrets}
        lasts = or_(secrets_table.c.expires.is_(None), secrets_table.c.expires > self._clock())
        valid = (*_secrets(kind), secrets_table.c.digest.in_(by_digest), lasts)
        query = select(secrets_table.c.digest, people_table).join_from(secrets_table, people_table).where(*valid)
        with self._database.read_transaction() as connection:
            rows = connection.execute(query).all()
        return {by_digest[row.digest]: Person(name=row.name, role=row.role) for row in rows}


def _secrets(kind: _Kind, **values: object) -> tuple[ColumnElement[bool], ...]:
    """The conditions for the secrets of a kind that have these values in their columns."""
    return (secrets_table.c.kind == kind, *(secrets_table.c[name] == value for name, value in values.items()))


def _without_links(table: Table) -> Select[Any]:
    return select(table).where(table.c.kind != _Kind.LINK) if table is secrets_table else select(table)


def forget_person(out: Path, gradebook: GradebookLocation, name: str) -> None:
    """Remove a person from OUT's list of people, if it has one. Raises `StorageError`."""
    with suppress(MissingDatabaseError), closing(Access.open(out, gradebook, new=False)) as access:
        access.forget(name)


def back_up_people(out: Path, gradebook: GradebookLocation, to: Path) -> int:
    """Copy OUT's list of people to a folder, and return how many files that makes: one or none. Raises
    `StorageError`.
    """
    try:
        access = Access.open(out, gradebook, new=False)
    except MissingDatabaseError:
        return 0
    with closing(access):
        access.back_up(to / ACCESS)
    return 1


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
