"""Rules about steps that are right and joined wrongly: what is thrown away, mixed up, drawn anew or bound twice."""

import ast
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from grader.evidence import Other
from grader.judging.causes import values
from grader.judging.causes.facts import Facts, Rule, Sign
from grader.model import Verdict
from grader.source.code_view import (
    MOST_LOOKED_INTO,
    Code,
    constants,
    quote_code,
    receiver,
    root,
)
from grader.source.tree import (
    For,
    Function,
    called_name,
    loaded_names,
    meaning,
    names_of,
    place_of,
    stored_names,
    tail,
    walk,
    written_code,
)
from grader.util.text import join_names

_PURE = frozenset(
    [
        "abs",
        "add",
        "argmax",
        "argmin",
        "assign_name",
        "astype",
        "cast",
        "clone_model",
        "concat",
        "convert_to_tensor",
        "divide",
        "exp",
        "expand_dims",
        "flatten",
        "get_weights",
        "gradient",
        "load_model",
        "matmul",
        "maximum",
        "minimum",
        "multiply",
        "numpy",
        "predict",
        "reduce_max",
        "reduce_mean",
        "reduce_sum",
        "reshape",
        "sigmoid",
        "softmax",
        "sqrt",
        "square",
        "squeeze",
        "stack",
        "subtract",
        "tolist",
        "transpose",
    ]
)
"""Functions and methods that leave all as it was, and are called for what they return."""
_DRAWS = frozenset(["normal", "uniform", "rand", "randn", "random", "random_sample", "truncated_normal", "randint"])
_KEYWORD_FOR: Mapping[str, frozenset[str | None]] = {
    "cast": frozenset(["dtype"]),
    "transpose": frozenset(["transpose_a", "transpose_b"]),
}
"""Functions whose work an argument does too."""


def result_dropped(facts: Facts) -> Sign | None:
    """A computation as a statement of its own, that the reference's answer needs and that is done nowhere else."""
    if not facts.failed_criteria:
        return None
    for statement in _all_statements(facts.answer):
        if isinstance(statement, ast.Expr) and _is_lost(facts, statement.value):
            return Sign(quote_code(statement.value), {"line": written_code(statement.value)})
    return None


def _all_statements(code: Code) -> Iterator[ast.stmt]:
    return (node for node in code.nodes if isinstance(node, ast.Expr))


def _is_lost(facts: Facts, value: ast.expr) -> bool:
    match value:
        case ast.BinOp():
            return bool(names_of(walk(value)) & set(facts.asked_names)) and not _again(facts.answer, value)
        case ast.Call():
            word = called_name(value)
            makes = _is_pure(value) or _returns(facts, word)
            return makes and _is_needed(facts, word) and not _again(facts.answer, value)
    return False


def _is_pure(call: ast.Call) -> bool:
    """Whether a call changes nothing. `add` does so as a function, and not as a method of a model."""
    word = called_name(call)
    return word in _PURE and (word != "add" or root(call) in {"np", "tf"} or receiver(call) in {"np", "tf"})


def _is_needed(facts: Facts, word: str) -> bool:
    """Whether the reference calls it too, asks for the same by a keyword, or the answer defines it."""
    keywords = {one.arg for call in facts.solution.calls for one in call.keywords}
    asked = bool(keywords & _KEYWORD_FOR.get(word, frozenset()))
    return asked or bool(facts.solution.calls_to(word)) or _returns(facts, word) or word in {"add", "multiply"}


def _returns(facts: Facts, word: str) -> bool:
    """Whether a function of the stub's or the answer's returns something."""
    nodes = (*facts.answer.nodes, *facts.given.nodes)
    functions = (node for node in nodes if isinstance(node, Function))
    return any(function.name == word and _hands_over(function) for function in islice(functions, MOST_LOOKED_INTO))


def _hands_over(function: Function) -> bool:
    return any(isinstance(node, ast.Return) and node.value is not None for node in walk(function))


def _again(code: Code, value: ast.expr) -> bool:
    """Whether the same kind of thing is computed elsewhere, where its result goes somewhere."""
    alone = {id(node.value) for node in code.nodes if isinstance(node, ast.Expr)}
    for node in code.nodes:
        if id(node) in alone or type(node) is not type(value):
            continue
        match node, value:
            case ast.Call(), ast.Call() if called_name(node) == called_name(value):
                return True
            case ast.BinOp(op=one), ast.BinOp(op=other) if type(one) is type(other):
                return True
    return False


def given_instead(facts: Facts) -> Sign | None:
    """A given thing that the reference leaves alone, while one of its kind that the reference uses is never used."""
    if not facts.failed_criteria:
        return None
    kinds = _given_kinds(facts)
    used, wanted = _read(facts.answer), _read(facts.solution)
    missing = [name for name in kinds if name in wanted and name not in used]
    strange = [name for name in kinds if name in used and name not in wanted]
    for name in strange:
        alike = [one for one in missing if kinds[one] == kinds[name]]
        if len(alike) == 1 and len(strange) == 1:
            return Sign(f"`{name}`", {"other": alike[0], "name": name})
    return None


def _given_kinds(facts: Facts) -> Mapping[str, str]:
    """The names that the stub binds, asked names aside, with the kind of what they hold."""
    kinds = facts.reference.evidence.names
    asked = set(facts.asked_names)
    return {name: kinds[name] for name in facts.given.values if name in kinds and name not in asked}


def _read(code: Code) -> frozenset[str]:
    """The names that are read and not bound by the code itself."""
    return loaded_names(code.nodes)


def drawn_anew(facts: Facts) -> Sign | None:
    """Random numbers drawn in the answer where the reference draws none, in place of something given."""
    own = [call for call in facts.answer.calls if called_name(call) in _DRAWS and _is_random(call)]
    theirs = [call for call in facts.solution.calls if called_name(call) in _DRAWS]
    unused = [name for name in _given_kinds(facts) if name in _read(facts.solution) - _read(facts.answer)]
    if not facts.failed_criteria or not own or theirs or len(unused) != 1:
        return None
    return Sign(quote_code(own[0]), {"other": unused[0]})


def _is_random(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and "random" in written_code(call.func)


def loop_rebinds(facts: Facts) -> Sign | None:
    """A name asked for that has its value and then is the variable of a loop."""
    if not facts.failed_criteria:
        return None
    failed = {str(one.params.get("of", "")) for one in facts.failed_criteria}
    theirs = {name for loop in _loops(facts.solution) for name in names_of(walk(loop.target))}
    bound: set[str] = set()
    for statement in facts.answer.statements:
        if isinstance(statement, For):
            again = names_of(walk(statement.target)) & bound & failed - theirs
            if again:
                loop = f"for {written_code(statement.target)} in {written_code(statement.iter)}"
                return Sign(f"`{min(again)}`", {"loop": loop})
        bound |= stored_names(walk(statement))
    return None


def _loops(code: Code) -> Iterator[For]:
    return islice((node for node in code.nodes if isinstance(node, For)), MOST_LOOKED_INTO)


def given_changed(facts: Facts) -> Sign | None:
    """A given number or text that the answer binds to another one, as the reference's answer does not."""
    if not facts.failed_criteria:
        return None
    theirs = stored_names(facts.solution.nodes)
    used = _read(facts.solution)
    for name, own in facts.answer.values.items():
        given = facts.given.values.get(name, ())
        if len(given) == 1 and name in used and name not in theirs and _other_constant(given[0], own[-1]):
            words = {"given": f"{name} = {written_code(given[0])}", "name": name, "cell": _cell(facts, name)}
            return Sign(quote_code(own[-1], before=f"{name} = "), words)
    return None


def _other_constant(given: ast.expr, own: ast.expr) -> bool:
    both = isinstance(given, ast.Constant) and isinstance(own, ast.Constant)
    return both and meaning(given) != meaning(own)


def _cell(facts: Facts, name: str) -> str:
    """The number of the last cell that binds a name, from 1."""
    places = [number for number, cell in enumerate(facts.run.cells, 1) if f"{name} =" in cell.source]
    return str(places[-1]) if places else ""


def asked_name_elsewhere(facts: Facts) -> Sign | None:
    """A name asked for bound to something that was there before, while the work went into another of its kind."""
    if not facts.failed_criteria:
        return None
    for name in dict.fromkeys(str(one.params.get("of", "")) for one in facts.failed_criteria):
        value = facts.answer.last_value(name)
        own = facts.answer.values.get(name, ())
        bound = stored_names(facts.answer.nodes)
        if isinstance(value, ast.Name) and len(own) == 1 and value.id in facts.given.values.keys() - bound:
            theirs = facts.solution.last_value(name)
            if not isinstance(theirs, ast.Name) and not _changes(facts.answer, name):
                return Sign(f"`{name} = {value.id}`", {"name": name, "other": value.id})
    return None


def _changes(code: Code, name: str) -> bool:
    """Whether something is called on a name, or it is bound again by an operation."""
    calls = any(receiver(call) == name or root(call) == name for call in code.calls)
    return calls or any(isinstance(node, ast.AugAssign) and tail(node.target) == name for node in code.nodes)


_MAKERS = frozenset(["Dense", "Sequential", "clone_model", "Conv2D"])


def made_anew(facts: Facts) -> Sign | None:
    """A model or layer made in the answer, where the reference makes none and uses a given one."""
    own = [call for call in facts.answer.calls if called_name(call) in _MAKERS]
    theirs = any(called_name(call) in _MAKERS for call in facts.solution.calls)
    kinds = facts.reference.evidence.names
    given = [name for name in _given_kinds(facts) if kinds[name] == "model" and name in _read(facts.solution)]
    if not facts.failed_criteria or not own or theirs or len(given) != 1 or facts.has_crashed:
        return None
    outermost = min(own, key=place_of)
    return Sign(f"`{written_code(outermost.func)}`", {"other": given[0]})


def inputs_unused(facts: Facts) -> Sign | None:
    """A value made from none of the given inputs that the task names."""
    for criterion, name in facts.failures_of("tensor_dtype", "tensor_values", "tensor_shape"):
        inputs = [one for one in criterion.replay if one in facts.solution.names]
        used = facts.answer.names & {*inputs}
        made = name in facts.answer.values and name not in facts.unanswered_names
        if inputs and not used and made and not facts.has_crashed:
            return Sign(join_names(inputs), {"name": name})
    return None


def whole_collection(facts: Facts) -> Sign | None:
    """A list or tuple of several things where the reference picks one of its entries."""
    for _, name in facts.failures_of("tensor_values", "tensor_shape", "value_kind"):
        own, value, theirs = facts.seen.get(name), facts.answer.last_value(name), facts.solution.last_value(name)
        picks = isinstance(theirs, ast.Subscript) and isinstance(theirs.value, ast.Call)
        if isinstance(own, Other) and own.kind in {"list", "tuple"} and picks and isinstance(value, ast.Call):
            return Sign(f"`{name}`", {"call": written_code(value)})
    return None


def shape_for_value(facts: Facts) -> Sign | None:
    """The shape of something under the name asked for."""
    for _, name in facts.failures_of("tensor_values", "tensor_shape", "value_kind"):
        value = facts.answer.last_value(name)
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            return Sign(f"`{name} = {written_code(value)}`", {"name": name, "value": written_code(value.value)})
    return None


def other_way(facts: Facts) -> Sign | None:
    """A right value that was not computed in the way that is asked for, where nothing else is missing."""
    others = [finding for finding in facts.findings if finding.verdict is not Verdict.PASS]
    if [one.check for one in facts.failed_criteria] != ["code_uses"] or len(others) > 1:
        return None
    criterion = facts.failed_criteria[0]
    ways, name = criterion.params.get("any_of"), str(criterion.params.get("of", ""))
    if not isinstance(ways, list) or criterion.params.get("computed") or not name:
        return None
    return Sign(f"`{name}`", {"way": f"`{ways[0]}`"})


def typed_result(facts: Facts) -> Sign | None:
    """A number that is written down where code should count or compute it."""
    for _, name in facts.failures_of("code_computes"):
        value = facts.answer.last_value(name)
        if value is not None and constants(walk(value)) and not names_of(walk(value)):
            return Sign(quote_code(value, before=f"{name} = "), {"name": name})
    return None


def other_input(facts: Facts) -> Sign | None:
    """A function asked for that is called with something that does not come from where the reference's comes from."""
    functions = {node.name for node in facts.solution.nodes if isinstance(node, Function)}
    for name in sorted(functions & set(facts.asked_names)) if facts.failed_criteria else ():
        own, theirs = facts.answer.calls_to(name), facts.solution.calls_to(name)
        if len(own) == 1 and len(theirs) == 1 and own[0].args and theirs[0].args:
            source = _calls_behind(facts.solution, theirs[0].args[0])
            if source and not source & _calls_behind(facts.answer, own[0].args[0]):
                return Sign(quote_code(own[0]), {"name": name, "argument": written_code(theirs[0].args[0])})
    return None


def _calls_behind(code: Code, value: ast.expr) -> frozenset[str]:
    """The functions that are called on the way to a value."""
    return frozenset(called_name(node) for node in code.reach(value) if isinstance(node, ast.Call))


_VALUES: Final = ("07_numpy",)

WIRING: Final = (
    Rule(
        name="given_changed",
        lessons=(),
        message="It looks as if a given value was changed: {where}, in cell {cell}.",
        ask="Which cells did the exercise give you, and did you change one of them?",
        tip="The task builds on the given values. Everything below computes with yours: {where}.",
        fix="Go to cell {cell} and write {given} there again.",
        detector=given_changed,
        before=frozenset(["other_epochs", "other_batch_size", "other_model"]),
    ),
    Rule(
        name="loop_rebinds",
        lessons=_VALUES,
        message="It looks as if a loop uses the name {where} again, which then holds what the loop left there.",
        ask="What does {where} hold right after its own line, and what at the end of your cell?",
        tip="The variable of a loop is a name like any other. Look at this one: {loop}.",
        fix="Give the variable of the loop a name that the task does not ask for.",
        detector=loop_rebinds,
        before=frozenset(["holds_another", "other_model", "incomplete_answer"]),
    ),
    Rule(
        name="result_dropped",
        lessons=_VALUES,
        message="It looks as if a result is computed and not kept: {where}.",
        ask="Which lines of yours compute something without giving it a name?",
        tip="{line} makes something new and leaves everything else as it was.",
        fix="Give the result of {line} a name, and use that name from then on.",
        detector=result_dropped,
        guesses=True,
        before=frozenset(["activation_lost", "other_dtype", "incomplete_answer", "steps_not_kept"]),
    ),
    Rule(
        name="given_instead",
        lessons=_VALUES,
        message="It looks as if {where} was used where the task is about `{other}`.",
        ask="Which of the given names does the task speak of, and which of them do you use?",
        tip="{where} belongs to another part of the exercise. {other} is never used.",
        fix="Use {other} in place of {where}.",
        detector=given_instead,
        guesses=True,
        before=frozenset(["inputs_unused", "matrix_used_twice", "bias_used_twice", "axes_swapped", "regrouped"]),
    ),
    Rule(
        name="drawn_anew",
        lessons=_VALUES,
        message="It looks as if new random numbers were made where given ones are to be used: {where}.",
        ask="Where do the numbers that you compute with come from?",
        tip="Random numbers that are drawn again are other numbers. The given ones are in {other}.",
        fix="Use {other} in place of {where}.",
        detector=drawn_anew,
        guesses=True,
        before=frozenset(["inputs_unused"]),
    ),
    Rule(
        name="arguments_swapped",
        lessons=(),
        message="It looks as if two arguments are swapped: {where}.",
        ask="What does each place between the brackets of {where} stand for?",
        tip="Python goes by the order of the arguments, or by their names. Compare them with the worked example.",
        fix="Write {first} first, and {second} after it.",
        detector=values.arguments_swapped,
        guesses=True,
        before=frozenset(["gradient_unwatched", "incomplete_answer"]),
    ),
    Rule(
        name="results_swapped",
        lessons=(),
        message="It looks as if the results of a call have each other's names: {where}.",
        ask="In which order does the call give its results?",
        tip="The first result gets the first name before the equals sign, the second one the second name, and so on.",
        fix="Write the names in the order of the results: {names}.",
        detector=values.results_swapped,
        guesses=True,
        before=frozenset(["incomplete_answer", "names_swapped"]),
    ),
    Rule(
        name="only_a_name",
        lessons=_VALUES,
        message="It looks as if {where} only gives something that was there a second name.",
        ask="After that line, how many things are there, and how many names do they have?",
        tip="A single = makes nothing new. {name} and {other} then stand for one and the same thing.",
        fix="Give {name} the result of the step that the task describes.",
        detector=asked_name_elsewhere,
        guesses=True,
    ),
    Rule(
        name="made_anew",
        lessons=("12_weights",),
        message="It looks as if a model or layer was made anew, with other weights: {where}.",
        ask="How many models are there now, and which of them is the task about?",
        tip="What is made anew begins with random weights of its own. {other} has the ones that count.",
        fix="Use {other} itself.",
        detector=made_anew,
        guesses=True,
        before=frozenset(["step_missing", "other_model"]),
    ),
    Rule(
        name="inputs_unused",
        lessons=("05_single_layer", "06_multi_layer"),
        message="It looks as if `{name}` was made from something else than {where}.",
        ask="Which of the given names does your code use?",
        tip="The numbers of the worked example, or numbers that are typed in, are other inputs.",
        fix="Compute {name} from {where}, by these names.",
        detector=inputs_unused,
        guesses=True,
        before=frozenset(["axes_swapped", "regrouped", "extra_axis"]),
    ),
    Rule(
        name="whole_collection",
        lessons=("12_weights",),
        message="It looks as if {where} is a whole list where one of its entries is asked for.",
        ask="What does len({where}) say, and what does each entry hold?",
        tip="{call} gives several things at once. An index picks one of them.",
        fix="Write an index behind the call: [0] is the first entry, [1] the second.",
        detector=whole_collection,
    ),
    Rule(
        name="shape_for_value",
        lessons=_VALUES,
        message="It looks as if a shape was kept in place of the numbers: {where}.",
        ask="What does print({name}) show?",
        tip="The attribute shape says how large something is. The numbers are the thing itself.",
        fix="Leave .shape out where {name} gets its value, and look at the shape in a print.",
        detector=shape_for_value,
        before=frozenset(["whole_collection"]),
    ),
    Rule(
        name="typed_result",
        lessons=("12_weights",),
        message="It looks as if a number was written down that code should find: {where}.",
        ask="Would your line still be right for another model or data set?",
        tip="A number that you read off an output is right once. Which call gives it?",
        fix="Let a call give {name} its value, and write no number.",
        detector=typed_result,
    ),
    Rule(
        name="other_way",
        lessons=(),
        message="It looks as if {where} is right, but was not made in the way that the task asks for: with {way}.",
        ask="Which function or method is this exercise about?",
        tip="The result alone is not what you practise here.",
        fix="Use {way} on the way to {where}.",
        detector=other_way,
        before=frozenset(["step_missing"]),
        guesses=True,
    ),
    Rule(
        name="other_input",
        lessons=(),
        message="It looks as if `{name}` was called with something else than the task says: {where}.",
        ask="What does the task say that {name} is given?",
        tip="The function may be right. What it answers depends on what it is given.",
        fix="Give it {argument}.",
        detector=other_input,
        guesses=True,
    ),
)
