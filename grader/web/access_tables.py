"""The tables of who may sign in, each with a comment, and every column too."""

from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()
people_table = Table(
    "access_people",
    metadata,
    Column("name", String, primary_key=True, comment="pseudonym; of a learner, the name in the gradebook"),
    Column("role", String, nullable=False, comment="learner, assistant or instructor"),
    comment="One row a person who was invited.",
)
secrets_table = Table(
    "access_secrets",
    metadata,
    Column("digest", String, primary_key=True, comment="sha256 of the secret, hexadecimal"),
    Column("number", Integer, unique=True, nullable=False, comment="ordinal, by which its owner names it"),
    Column("kind", String, nullable=False, comment="link, session or token"),
    Column("person", ForeignKey(people_table.c.name), nullable=False, index=True, comment="whom it stands for"),
    Column("made", Float, nullable=False, comment="when, seconds since 1970"),
    Column("expires", Float, comment="when it ends, seconds since 1970; NULL where it does not end by itself"),
    Column("label", String, nullable=False, comment="what its owner calls it; empty unless it is a token"),
    comment="One row a link, session or token that is in force.",
)
keys_table = Table(
    "access_keys",
    metadata,
    Column("use", String, primary_key=True, comment="what it signs: receipts"),
    Column("key", LargeBinary, nullable=False, comment="32 random bytes"),
    comment="One row a key that this service signs with.",
)
mailed_table = Table(
    "access_mailed",
    metadata,
    Column("learner", String, primary_key=True, comment="pseudonym"),
    Column("exercise", String, primary_key=True, comment="lesson and name"),
    Column("attempt", Integer, primary_key=True, comment="1, 2, … of that learner at that exercise"),
    comment="One row an attempt whose learner was told by mail that there is feedback, or is never told.",
)
