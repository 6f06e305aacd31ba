"""The outline of a course: each section is practised in one lesson, or is named with the reason why it is not."""

from collections.abc import Iterable, Iterator, Sequence

from grader.util.toml_schema import TomlPlace

Claim = tuple[int, str]
"""A section's number, and who accounts for it, as complaints say it."""


def check_outline(claims: Sequence[Claim], length: int | None, place: TomlPlace) -> None:
    """Raise `SpecError` where a section has two claims, or where of an outline of that length one has none."""
    for complaint in _complaints(claims, length):
        raise place.error(complaint)


def _complaints(claims: Sequence[Claim], length: int | None) -> Iterator[str]:
    for place, (section, owner) in enumerate(claims):
        for earlier, other in claims[:place]:
            if section == earlier:
                yield f"section {section} is accounted for twice, by {other} and by {owner}"
    if length is not None:
        yield from _against(claims, length)


def _against(claims: Iterable[Claim], length: int) -> Iterator[str]:
    """Complaints about an outline whose length is known."""
    owners = dict(claims)
    for section, owner in owners.items():
        if section > length:
            yield f"section {section} of {owner} is past the end; allowed: 1 to {length}, as key 'outline' says"
    if missing := [str(section) for section in range(1, length + 1) if section not in owners]:
        yield (
            f"no lesson covers section {', '.join(missing)} of the outline; "
            "add it to a lesson's key 'sections', or to key 'unpractised' with the reason"
        )
