"""What we think happened: rules from facts to a named misconception, each with three hints.

Silence is better than a wrong guess. A rule speaks only where facts speak for it: the values of a known wrong answer, a
property of the learner's numbers or layers, the text of the answer where two causes would look alike. At most two of
them speak, the first cause first, and none where every criterion passes.

To add a rule, write its detector in the module of its noun, add it to a table there, a line to
`tests/diagnosis/informed/` and `# diagnosis: rule` to the exercises' wrong answers that show it.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from grader.diagnosis.facts import Facts, Rule
from grader.diagnosis.formula_rules import FORMULAS
from grader.diagnosis.layers import LAYERS
from grader.diagnosis.preparations import PREPARATIONS
from grader.diagnosis.training_rules import TRAININGS
from grader.diagnosis.values import match_known_answers
from grader.model import Diagnosis
from grader.source.code_view import Withheld, WithheldError
from grader.util.text import make_visible

log = logging.getLogger(__name__)

MOST: Final = 2
"""Diagnoses of one submission."""

MOST_NODES: Final = 5_000
"""Of an answer's code that rules look into. The longest of the labelled answers has a third of that; what
is longer was not written by hand, and to guess about it is not worth the time."""

RULES: Final[Mapping[str, Rule]] = {rule.name: rule for rule in (*PREPARATIONS, *TRAININGS, *LAYERS, *FORMULAS)}
"""Every rule by its name, in the order in which causes come before their effects."""


def diagnose(facts: Facts) -> tuple[Diagnosis, ...]:
    """At most `MOST` diagnoses that the facts of a submission speak for, the first cause first."""
    if not facts.failed_criteria or not facts.seen:
        return ()
    if facts.answer.partial or len(facts.answer.nodes) > MOST_NODES:
        facts = replace(facts, answer=Withheld())
    else:
        facts = replace(facts, answer=replace(facts.answer, statements=facts.answer.used_statements(facts.asked_names)))
    alike = _recognised(facts)
    found = {rule.name: where for rule in RULES.values() if (where := _where(rule, facts, alike))}
    return tuple(_diagnosis(RULES[name], found[name], facts) for name in list(_first(found))[:MOST])


def _recognised(facts: Facts) -> Mapping[str, str]:
    """The known causes whose values equal the learner's; none where the comparison fails."""
    try:
        return match_known_answers(facts)
    except Exception:
        log.exception("known causes could not be compared with run %s", facts.run.key)
        return {}


def _where(rule: Rule, facts: Facts, alike: Mapping[str, str]) -> str | None:
    """What shows a rule, or None. A rule that fails says nothing: it costs a hint, and nobody's mark.

    So does one that reads code that is withheld: the reference's, or an answer's that is known in part or too long.
    """
    if rule.name in alike or rule.detector is None or (rule.guesses and alike):
        return alike.get(rule.name)
    try:
        return rule.detector(facts)
    except WithheldError:
        return None
    except Exception:
        log.exception("rule %r failed on run %s", rule.name, facts.run.key)
        return None


def _first(found: Iterable[str]) -> Iterable[str]:
    """The rules that are not the mere consequence of another one."""
    names = list(found)
    silenced = frozenset[str]().union(*(RULES[name].before for name in names))
    return (name for name in names if name not in silenced)


def _diagnosis(rule: Rule, where: str, facts: Facts) -> Diagnosis:
    where = make_visible(where)
    own = facts.exercise.partition("/")[0]
    name = where.strip("`")
    return Diagnosis(
        rule=rule.name,
        message=rule.message.format(where=where),
        where=where,
        lesson=own if own in rule.lessons or not rule.lessons else rule.lessons[0],
        hints=tuple(hint.format(where=name) for hint in rule.hints),
    )
