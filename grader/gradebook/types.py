"""How the gradebook's values are stored, the same in both databases."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Dialect, Enum, String, TypeDecorator
from sqlalchemy.types import TypeEngine


class CodePointText(TypeDecorator[str]):
    """Text that sorts by its characters' numbers, as Python sorts, whatever the database's language.

    A NUL, which PostgreSQL can't store in text, is kept as its picture (U+2400). Half a surrogate pair, such as a
    folder's name may contain, is kept as its escape.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL sorts by the server's locale unless another is named."""
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        if not value:
            return value
        return value.replace("\0", "\N{SYMBOL FOR NULL}").encode(errors="backslashreplace").decode()


class Utc(TypeDecorator[datetime]):
    """A time in UTC as ISO 8601 text, which sorts, and which the databases' own date functions read."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        return value.astimezone(UTC).isoformat() if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """The time that was stored."""
        return datetime.fromisoformat(value) if value else None


def enum_column(enum: type[StrEnum]) -> Enum:
    """A column type for an enum's values. No database checks them: a new member must not need a new table."""
    return Enum(enum, native_enum=False, length=40, values_callable=lambda members: [one.value for one in members])
