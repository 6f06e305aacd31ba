"""The facts about an exercise that a search for repairs uses, taken from its reference as kinds and counts."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Injected, Observes, injected_parameters, observed_parameters
from grader.model import Criterion, Exercise
from grader.source.mutation.traits import traits_of
from grader.source.ownership import check_cells, own_statements
from grader.source.records import Handout, KeywordFact, RepairFacts, Source
from grader.source.syntax import bound_names, parse_cell
from grader.source.tree import called_name, dotted_name

_LONGEST = 40
"""The most characters of a function's name, or of a keyword's value, that is used as a fact."""
_TRAINING = frozenset(["fit", "train_on_batch"])
_LOADING = frozenset(["load", "load_model", "image_dataset_from_directory"]) | _TRAINING


def repair_facts(exercise: Exercise, reference: Source, handout: Handout) -> RepairFacts:
    """The facts about an exercise, from its reference's cells."""
    own = own_statements(reference, handout.stub)
    statements = [one for cell in own for text in cell for one in parse_cell(text) or ()]
    given = frozenset[str]().union(*(bound_names(cell.text) for cell in handout.stub.cells))
    called = list(_calls(statements))
    whole = [one for cell in reference.cells for one in parse_cell(cell.text) or ()]
    return RepairFacts(
        traits=tuple(sorted(traits_of(statements, given | handout.asked).items())),
        functions=_functions(called),
        wrappers=_functions([call for call in called if _wraps_a_value(call)]),
        keywords=tuple(dict.fromkeys(fact for call in called for fact in _keywords(call))),
        reads_code=any(_reads_code(criterion) for criterion in exercise.rubric),
        trains=any(called_name(call) in _TRAINING for call in called),
        loads=any(called_name(call) in _LOADING for call in _calls(whole)),
        sees_checks=_sees_checks(exercise, handout),
    )


def _calls(statements: Iterable[ast.stmt]) -> Iterator[ast.Call]:
    nodes = (part for statement in statements for part in ast.walk(statement))
    return (node for node in nodes if isinstance(node, ast.Call))


def _sees_checks(exercise: Exercise, handout: Handout) -> bool:
    made = frozenset[str]().union(*(bound_names(cell.text) for cell in check_cells(handout.stub)))
    observed = (observed_parameters(CHECKS[criterion.check]).values() for criterion in exercise.rubric)
    return bool(made & handout.asked) or any(Observes.DRAWN in one for one in observed)


def _functions(called: Sequence[ast.Call]) -> tuple[str, ...]:
    """The full names of the functions that are called, except methods of values and of the answer's own objects."""
    names = dict.fromkeys(dotted_name(call.func) for call in called)
    return tuple(name for name in names if name.startswith(("tf.", "np.")) and len(name) <= _LONGEST)


def _keywords(call: ast.Call) -> Iterator[KeywordFact]:
    """The keyword arguments of a call whose value is a constant, several constants, or the name of something in a
    module.
    """
    for keyword in call.keywords:
        plain = _is_constant(keyword.value) or dotted_name(keyword.value).startswith("tf.")
        value = ast.unparse(keyword.value)
        if keyword.arg and plain and len(value) <= _LONGEST:
            yield KeywordFact(call=called_name(call), name=keyword.arg, value=value)


def _wraps_a_value(call: ast.Call) -> bool:
    """Whether a call takes exactly one value; a call whose only argument is a constant, such as a setting, does not
    count.
    """
    return len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Constant)


def _is_constant(value: ast.expr) -> bool:
    """Whether a value is written as a constant: a number, a string, or a list of them."""
    parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    return all(isinstance(part, ast.Constant) for part in parts)


def _reads_code(criterion: Criterion) -> bool:
    check = CHECKS[criterion.check]
    return criterion.worked or Injected.CODE in injected_parameters(check).values()
