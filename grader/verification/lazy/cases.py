"""Lazy answers as cases of verification, and the combined results of their proofs."""

from collections.abc import Iterator, Sequence

from grader.judging.judge import PreparedExercise
from grader.source.solution_blocks import reference_text
from grader.source.source import fill
from grader.verification.exemptions import LAZY_FILE, grants
from grader.verification.lazy import lazy_answers
from grader.verification.records import CaseKind, LazyEarnings, Proof, VerificationCase


def lazy_cases(prepared: PreparedExercise) -> Iterator[VerificationCase]:
    """Yield the lazy answers to an exercise. Raises `SpecError` if `lazy.toml` has an error."""
    exercise = prepared.exercise
    found = lazy_answers(prepared)
    granted = grants(exercise, {one.shortcut for one in found})
    text = reference_text(exercise.reference)
    for one in found:
        grant = granted.get(one.shortcut)
        yield VerificationCase(
            exercise=exercise.id,
            kind=CaseKind.LAZY,
            name=one.name,
            source=fill(text, one.fragment, name=one.name),
            says=one.fragment,
            lazy=LazyEarnings(
                shortcut=one.shortcut,
                possible=exercise.points,
                granted=grant["points"] if grant else 0,
                why=grant["why"].strip() if grant else "",
                worked_for=one.worked_for,
            ),
        )


def best_scores(proofs: Sequence[Proof]) -> tuple[tuple[Proof, LazyEarnings], ...]:
    """For each shortcut in an exercise, the first of the answers that earn most; in the order of the proofs."""
    best: dict[tuple[str, str], tuple[Proof, LazyEarnings]] = {}
    for proof in proofs:
        if proof.lazy is not None:
            key = proof.exercise, proof.lazy.shortcut
            if key not in best or proof.lazy.earned > best[key][1].earned:
                best[key] = proof, proof.lazy
    return tuple(best.values())


def unused_grants(proofs: Sequence[Proof]) -> tuple[str, ...]:
    """The problems with grants that are larger than the points of any answer."""
    return tuple(_unused(lazy) for _, lazy in best_scores(proofs) if lazy.granted > lazy.earned)


def _unused(lazy: LazyEarnings) -> str:
    most = f"at most {lazy.earned}, the points that these answers earn"
    allowed = most if lazy.earned else "no grant, because none is needed"
    return f"{LAZY_FILE}: {lazy.shortcut}: key 'points' is {lazy.granted}; allowed: {allowed}"
