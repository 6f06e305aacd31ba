"""What we think happened: rules from facts to a named misconception, each with three hints.

Silence is better than a wrong guess. A rule speaks only if facts speak for it: the values of a known wrong answer, a
property of the learner's numbers or layers, the text of the answer if two causes would look alike. At most two of
them speak, the first cause first, and none if every criterion passes.

To add a rule, write its detector in the module of its noun, add it to a table there, a line to
`tests/diagnosis/informed/` and `# diagnosis: rule` to the exercises' wrong answers that show it.

Begin with `diagnose`, and with `repair_search.find_repair`.

facts            what a rule is, and all that one may look at
answers          how an answer is written
values           numbers beside those of known wrong answers, and their order in calls
array_rules      values that hold the right numbers and are wrong all the same
class_rules      a class that is asked for
error_rules      errors whose message gives the cause away
formula_rules    formulas written by hand
networks         a model's layers
pipelines        how data are loaded, split and prepared
step_rules       steps that are missing, misplaced, or set to something else
training_rules   which model is trained, how it is compiled, what is kept
wiring_rules     steps that are right and joined wrongly
repair_search    finds a small repair of an answer, and proves it by a run
repair_facts     what that search knows of an exercise
repair_hints     what a learner is told if a repair was found
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from grader.judging.causes.array_rules import ARRAYS
from grader.judging.causes.class_rules import CLASSES
from grader.judging.causes.error_rules import ERRORS
from grader.judging.causes.facts import Facts, KnownCause, Rule, Sign, word_values
from grader.judging.causes.formula_rules import FORMULAS
from grader.judging.causes.networks import LAYERS
from grader.judging.causes.pipelines import PREPARATIONS
from grader.judging.causes.step_rules import STEPS
from grader.judging.causes.training_rules import TRAININGS
from grader.judging.causes.values import match_known_answers
from grader.judging.causes.wiring_rules import WIRING
from grader.model import Diagnosis
from grader.source.code_view import Withheld, WithheldError
from grader.util.text import make_visible

log = logging.getLogger(__name__)

MOST: Final = 2
"""Diagnoses of one submission."""

MOST_NODES: Final = 5_000
"""Of an answer's code that rules look into. The longest of the labelled answers has a third of that; what
is longer was not written by hand, and to guess about it is not worth the time."""

_TABLES: Final = (ERRORS, WIRING, STEPS, CLASSES, PREPARATIONS, TRAININGS, LAYERS, ARRAYS, FORMULAS)
RULES: Final[Mapping[str, Rule]] = {rule.name: rule for table in _TABLES for rule in table}
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
    own = [_diagnosis(_own_rule(cause), Sign(alike[cause]), facts) for cause in alike if cause.message]
    named = {cause.rule: Sign(where) for cause, where in alike.items() if not cause.message}
    signs = {rule.name: sign for rule in RULES.values() if (sign := _sign(rule, facts, named, guess=not alike))}
    spoken = (_diagnosis(RULES[name], signs[name], facts) for name in _first(signs))
    return tuple(one for one in (*own, *spoken) if one is not None)[:MOST]


def _recognised(facts: Facts) -> Mapping[KnownCause, str]:
    """The known causes whose values equal the learner's; none where the comparison fails."""
    try:
        return match_known_answers(facts)
    except Exception:
        log.exception("known causes could not be compared with run %s", facts.run.key)
        return {}


def _own_rule(cause: KnownCause) -> Rule:
    """The rule of an exercise's own cause, whose texts are shown as its author wrote them."""
    message, *hints = (text.replace("{", "{{").replace("}", "}}") for text in (cause.message, *cause.hints))
    ask, tip, fix = hints
    return Rule(name=cause.rule, lessons=(), message=message, ask=ask, tip=tip, fix=fix)


def _sign(rule: Rule, facts: Facts, named: Mapping[str, Sign], *, guess: bool) -> Sign | None:
    """What shows a rule, or None. A rule that fails says nothing: it costs a hint, and nobody's mark.

    So does one that reads code that is withheld: the reference's, or an answer's that is known in part or too long.
    """
    known = named.get(rule.name)
    if rule.detector is None or (rule.guesses and not guess and known is None):
        return known
    try:
        with np.errstate(all="ignore"):  # the values are a learner's: not finite, or too large for a sum
            found = rule.detector(facts)
    except WithheldError:
        return known
    except Exception:
        log.exception("rule %r failed on run %s", rule.name, facts.run.key)
        return known
    return (Sign(found) if isinstance(found, str) else found) or known


def _first(found: Iterable[str]) -> Iterable[str]:
    """The rules that are not the mere consequence of another one."""
    names = list(found)
    silenced = frozenset[str]().union(*(RULES[name].before for name in names))
    return (name for name in names if name not in silenced)


def _diagnosis(rule: Rule, sign: Sign, facts: Facts) -> Diagnosis | None:
    """What a learner reads of a rule; None where a word of its texts is not known in this exercise."""
    where = make_visible(sign.where)
    own = facts.exercise.partition("/")[0]
    words = {**word_values(facts, rule.fields - sign.words.keys()), **sign.words}
    if rule.fields - words.keys() - {"where"}:
        return None
    words = {name: make_visible(text) for name, text in words.items()}
    plain = {name: text.replace("`", "") for name, text in words.items()}
    return Diagnosis(
        rule=rule.name,
        message=rule.message.format(where=where, **words),
        where=where,
        lesson=own if own in rule.lessons or not rule.lessons else rule.lessons[0],
        hints=tuple(hint.format(where=where.replace("`", ""), **plain) for hint in rule.hints),
    )
