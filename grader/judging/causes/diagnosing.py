"""Makes the diagnosis that a learner reads, from facts or from a repair that passes.

`diagnose` calls every detector, and leaves out causes that only follow from a different cause. `proven_diagnosis` names
the mistake that a repair undoes. If this kind of repair proves a cause that was already likely, the texts of that cause
are kept: the detector proposes the cause, and the repair proves it.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from grader.judging.causes import (
    Cause,
    CauseTable,
    answers,
    array_rules,
    class_rules,
    dataset_rules,
    error_rules,
    formula_rules,
    given_rules,
    networks,
    pipelines,
    step_rules,
    training_rules,
    values,
    wiring_rules,
)
from grader.judging.causes.facts import Detector, Facts, KnownCause, Sign, word_values
from grader.model import CellRun, Diagnosis, Proof
from grader.source.code_view import Withheld, WithheldError
from grader.source.records import Candidate, SmallEdit
from grader.util.text import make_visible

log = logging.getLogger(__name__)

MOST: Final = 2
"""The most diagnoses of one submission."""
MOST_NODES: Final = 5_000
"""The most nodes of an answer's code that detectors look into. The longest labelled answer has a third of that. A
longer answer was not written by hand, and guessing about it is not worth the time.
"""
LIKELY: Final = "It looks as if "
"""The beginning of a message about a cause that is not proven."""
WHOLE: Final = "With one small change {spot}, every criterion passes."
PART: Final = "With one small change {spot}, more criteria pass."
SAME: Final = "With the same small change at {count} places, every criterion passes."
AGAIN: Final = "Do the same at each of the {count} places: {lines}."
UNCLEAR: Final = "unclear"
"""The kind of a repair that may pass by chance, so that its message says little."""
BOTH: Final = "With that and another small change, in {where}, every criterion passes."

_BY_VALUES: Final = (array_rules, class_rules, dataset_rules, networks, pipelines, training_rules, values)
_BY_CODE: Final = (answers, error_rules, formula_rules, given_rules, step_rules, wiring_rules)


def detector_named(name: str) -> Detector:
    """The function of that name, which `causes.toml` gives, in the module of rules that defines it."""
    found = ((one.__name__, vars(one).get(name)) for one in (*_BY_VALUES, *_BY_CODE))
    detector: Detector = next(function for home, function in found if function and function.__module__ == home)
    return detector


def diagnose(facts: Facts, table: CauseTable) -> tuple[Diagnosis, ...]:
    """At most `MOST` diagnoses that the facts of a submission support, the earlier cause first."""
    if not facts.failed_criteria or not facts.seen:
        return ()
    if facts.answer.partial or len(facts.answer.nodes) > MOST_NODES:
        facts = replace(facts, answer=Withheld())
    else:
        used = facts.answer.used_statements([*facts.asked_names, *sorted(facts.given.names)])
        facts = replace(facts, answer=replace(facts.answer, statements=used))
    alike = _recognised(facts)
    own = [_own_diagnosis(cause, where, facts.exercise) for cause, where in alike.items() if cause.message]
    named = {cause.rule: Sign(where) for cause, where in alike.items() if not cause.message}
    causes = table.causes
    signs = {name: sign for name, one in causes.items() if (sign := _sign(one, facts, named, guess=not alike))}
    silenced = frozenset[str]().union(*(causes[name].before for name in signs))
    named = {name: sign for name, sign in signs.items() if name not in silenced}
    shown = error_rules.cause_of_error(facts, causes.values())
    if facts.run.own_failure:
        kept = shown[0].after if shown else ()
        named = {name: sign for name, sign in named.items() if name in kept or not causes[name].follows_errors}
    spoken = (_diagnosis(causes[name], sign, facts, table) for name, sign in named.items())
    found = [*own, *(diagnosis for diagnosis in spoken if diagnosis)]
    if shown and not found:
        found = [diagnosis for diagnosis in (_diagnosis(*shown, facts, table),) if diagnosis]
    return tuple(found[:MOST])


def _recognised(facts: Facts) -> Mapping[KnownCause, str]:
    """The known causes whose values equal the learner's; empty if the comparison fails."""
    try:
        return values.match_known_answers(facts)
    except Exception:
        log.exception("known causes could not be compared with run %s", facts.run.key)
        return {}


def _own_diagnosis(cause: KnownCause, where: str, exercise: str) -> Diagnosis:
    """The texts that a learner reads about an exercise's own cause, as its author wrote them."""
    lesson = exercise.partition("/")[0]
    return Diagnosis(rule=cause.rule, message=cause.message, where=where, lesson=lesson, hints=cause.hints)


def _sign(cause: Cause, facts: Facts, named: Mapping[str, Sign], *, guess: bool) -> Sign | None:
    """The sign that shows a cause, or None. A detector that raises an exception counts as None: this costs a hint, but
    no marks.

    The same is true if a detector needs code that is withheld: the reference's, or an answer's that is too long or only
    partly known.
    """
    known = named.get(cause.name)
    if not cause.detector or (cause.guesses and not guess and known is None):
        return known
    try:
        with np.errstate(all="ignore"):  # the values are the learner's: not finite, or too large for a sum
            found = detector_named(cause.detector)(facts)
            found = next(found, None) if isinstance(found, Iterator) else found
    except WithheldError:
        return known
    except Exception:
        log.exception("detector %r failed on run %s", cause.detector, facts.run.key)
        return known
    return (Sign(found) if isinstance(found, str) else found) or known


def _diagnosis(cause: Cause, sign: Sign, facts: Facts, table: CauseTable) -> Diagnosis | None:
    """The texts that a learner reads about a likely cause; None if this exercise has no value for one of their
    words.
    """
    said = {"where": sign.where, **sign.words}
    words = {**word_values(facts, cause.words - said.keys()), **said}
    if cause.words - words.keys():
        return None
    words = {name: make_visible(text) for name, text in words.items()}
    return Diagnosis(
        rule=cause.name,
        message=f"{LIKELY}{cause.message.format(**words)}.",
        where=words["where"],
        lesson=table.lesson_of(cause, facts.exercise),
        hints=tuple(hint.format(**words) for hint in cause.hints),
    )


def proven_diagnosis(  # noqa: PLR0913 - keyword-only, but for what was found
    candidate: Candidate,
    table: CauseTable,
    likely: Sequence[Diagnosis],
    cells: Sequence[CellRun],
    *,
    exercise: str,
    tries: int,
    whole: bool,
    reveal: bool,
) -> Diagnosis | None:
    """The diagnosis if a candidate was tried and passes; None if there are no texts for this kind of repair.

    `likely` are the diagnoses made before, and `cells` are the cells of the learner's run. `whole` is whether every
    criterion passes now, and `reveal` is whether the author allows showing the repaired line.
    """
    kinds = [change.kind for change in candidate.changes]
    if any(kind not in table.by_repair for kind in kinds):
        return None
    places = [cells[candidate.cell - 1].place(candidate.cell, change.line) for change in candidate.changes]
    where = places[0]
    clear = whole and not candidate.doubtful and (len(kinds) == 1 or _is_repeated(candidate))
    found = _proposed(kinds, table, likely) if clear else None
    if found is None:
        found = _of_repair(candidate, places, table, exercise)
    spot = "there" if where in found.message else f"in {where}"
    message = found.message.removeprefix(LIKELY)
    shown = _repaired_lines(candidate) if reveal and not candidate.doubtful else ()
    return replace(
        found,
        message=f"{message[:1].upper()}{message[1:]} {_outcome(candidate, spot, places, whole=whole)}",
        hints=(*found.hints[:2], " ".join([found.hints[2], *shown])),
        proven=Proof(repair=tuple(kinds), tries=tries, cell=candidate.cell, line=candidate.changes[0].line),
    )


def _proposed(kinds: Iterable[str], table: CauseTable, likely: Sequence[Diagnosis]) -> Diagnosis | None:
    """The first likely cause that such a repair proves; an exercise's own cause, which values show, is proven by any
    repair.
    """
    causes = ((one, table.causes.get(one.rule)) for one in likely)
    return next((one for one, cause in causes if cause is None or {*kinds} <= {*cause.proven_by}), None)


def _of_repair(candidate: Candidate, places: Sequence[str], table: CauseTable, exercise: str) -> Diagnosis:
    """A diagnosis about the first change; if several changes are needed, the last hint describes each of them."""
    kinds = [UNCLEAR if candidate.doubtful else change.kind for change in candidate.changes]
    words_of = [_words(change, where) for change, where in zip(candidate.changes, places, strict=True)]
    pairs = [(table.by_repair[kind], words) for kind, words in zip(kinds, words_of, strict=True)]
    cause, words = pairs[0]
    last = [one.fix.format(**said) for one, said in pairs]
    if _is_repeated(candidate):
        last = [last[0], AGAIN.format(count=len(pairs), lines=_lines(candidate))]
    hints = (cause.ask.format(**words), cause.tip.format(**words), " ".join(dict.fromkeys(last)))
    return Diagnosis(
        rule=cause.name,
        message=f"{cause.message.format(**words)}.",
        where=words["where"],
        lesson=table.lesson_of(cause, exercise),
        hints=tuple(f"{hint[:1].upper()}{hint[1:]}" for hint in hints),
    )


def _outcome(candidate: Candidate, spot: str, places: Sequence[str], *, whole: bool) -> str:
    if _is_repeated(candidate):
        return SAME.format(count=len(candidate.changes))
    if len(candidate.changes) > 1:
        return BOTH.format(where=places[1])
    return (WHOLE if whole else PART).format(spot=spot)


def _is_repeated(candidate: Candidate) -> bool:
    """Whether the repair is the same change at several places."""
    return len(candidate.changes) > 1 and len({change.what for change in candidate.changes}) == 1


def _lines(candidate: Candidate) -> str:
    """The lines of the cell that have a change, such as "line 2" or "lines 2, 3"."""
    numbers = list(dict.fromkeys(str(change.line) for change in candidate.changes))
    return f"line{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _repaired_lines(candidate: Candidate) -> Iterable[str]:
    lines = dict.fromkeys(change.repaired for change in candidate.changes if change.repaired)
    return (f"Then it reads: `{make_visible(line)}`" for line in lines)


def _words(change: SmallEdit, where: str) -> dict[str, str]:
    return {"where": where, "old": make_visible(change.old), "new": make_visible(change.new)}
