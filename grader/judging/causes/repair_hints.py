"""What a learner is told if a repair was found: the mistake that it undoes, where, and three hints up to the repair.

In the texts `{place}` is such as "line 2 of cell 4", `{old}` what stands there and `{new}` what is missing, both short.
Only the third hint may use `{new}`. Each text holds at most 80 words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model import Diagnosis, Proof
from grader.source.records import Candidate, SmallEdit
from grader.util.text import make_visible

WHOLE = "With one small change there, every criterion passes."
PART = "With one small change there, more criteria pass."
SAME = "With the same small change at {count} places, every criterion passes."
AGAIN = "Do the same at each of the {count} places: {lines}."
BOTH = "With that and another small change, in {place}, every criterion passes."


@dataclass(frozen=True, slots=True)
class RepairHint:
    """The texts about one sort of mistake."""

    message: str
    ask: str
    tip: str
    fix: str


HINTS: Mapping[str, RepairHint] = {
    "name": RepairHint(
        "In {place}, `{old}` stands where another value is needed.",
        "Look at {place}. Is `{old}` the value that you want there?",
        "Follow each value from the line that makes it to the lines that use it. In {place} one name is the wrong one.",
        "Use `{new}` instead of `{old}` in {place}.",
    ),
    "kept": RepairHint(
        "The result of {place} is computed and then lost.",
        "What becomes of the value that {place} computes?",
        "A call or an operation gives a new value and leaves what it was made from as it was. The new value is lost "
        "unless a name is bound to it, or the function returns it.",
        "Let {place} keep its result: begin it with `{new}`.",
    ),
    "target": RepairHint(
        "{place} gives its result another name than the one that is read later or asked for.",
        "Under which name is the result of {place} needed?",
        "Compare the name on the left of {place} with the names that the task asks for, and with those that the next "
        "lines read.",
        "In {place} the name on the left should be `{new}`, not `{old}`.",
    ),
    "arguments": RepairHint(
        "Two arguments in {place} have changed places.",
        "Which argument does the function in {place} take first?",
        "Read the function's signature, or print its help, and compare the order of the arguments in {place}.",
        "In {place}, let these two arguments change places: `{old}`.",
    ),
    "extra_argument": RepairHint(
        "An argument in {place} is one too many.",
        "What does each argument in {place} do?",
        "Go through the arguments in {place} and think each of them away. One of them should not be there.",
        "Leave `{old}` out in {place}.",
    ),
    "order": RepairHint(
        "The lines around {place} stand in the wrong order.",
        "When does {place} run, and what has happened by then?",
        "Python runs lines from top to bottom, and a name means what it was bound to last. Say for each line around "
        "{place} which values it reads, and whether they are there yet.",
        "Move the statement in {place}: what it needs, or what needs it, stands on the wrong side of it.",
    ),
    "operator": RepairHint(
        "The operator `{old}` in {place} is not the one that is needed.",
        "What does `{old}` do with the two values in {place}?",
        "Write the formula on paper, with the shapes of what goes in, and compare it with {place} sign by sign.",
        "In {place} it should be `{new}`, not `{old}`.",
    ),
    "brackets": RepairHint(
        "In {place}, something stands on the wrong side of a bracket.",
        "What does the call in {place} take in, and what comes after it?",
        "Go through {place} from the inside to the outside: what is computed first, what next? One step happens too "
        "early or too late.",
        "Move one part of {place} across the bracket, so that it reads `{new}`.",
    ),
    "missing_keyword": RepairHint(
        "A setting is missing in {place}.",
        "Which settings does the task ask for in {place}?",
        "What is not said takes its default. Compare the keywords in {place} with the task, one by one.",
        "Add `{new}` in {place}.",
    ),
    "keyword_value": RepairHint(
        "A setting in {place} has the wrong value.",
        "Compare the settings in {place} with the task. Does each have the value that is asked for?",
        "Look at `{old}` in {place}. The task asks for something else there.",
        "In {place} the setting should be `{new}`, not `{old}`.",
    ),
    "keyword_name": RepairHint(
        "The keyword `{old}` in {place} is not the one that is needed.",
        "What does the keyword `{old}` in {place} do? Does the function know it?",
        "Print the function's help and look for the keyword that does what you want.",
        "In {place} the keyword is to be `{new}`, not `{old}`.",
    ),
    "constant": RepairHint(
        "In {place}, `{old}` is not the value that is needed.",
        "Where does `{old}` in {place} come from?",
        "Compare `{old}` in {place} with the numbers and words of the task, and with the names that hold them.",
        "In {place} it should be `{new}`, not `{old}`.",
    ),
    "function": RepairHint(
        "In {place}, `{old}` is not the function that is needed.",
        "What does `{old}` in {place} give back?",
        "Say in your own words what should happen in {place}, and find the function that does it.",
        "Use `{new}` instead of `{old}` in {place}.",
    ),
    "missing_call": RepairHint(
        "A step is missing in {place}: a value is used as it is.",
        "Which steps does the task name, and which of them does {place} take?",
        "Go through the steps of the task in their order and point to each in your code. In {place} one of them is not "
        "there.",
        "In {place}, put `{new}` around the value.",
    ),
    "missing_step": RepairHint(
        "A step is missing at the end of a value in {place}.",
        "What kind of thing is the value in {place}, and what does the task ask for?",
        "Print the type and the shape of the value in {place} and compare them with the task. One method turns the one "
        "into the other.",
        "In {place}, add `{new}` behind the value.",
    ),
    "extra_call": RepairHint(
        "In {place}, a step is taken that should not be there.",
        "Which steps does {place} take? Does the task ask for each of them, and once?",
        "Look at each call in {place} and say what it is for. One of them is one too many.",
        "Leave the call `{old}` out in {place}, and keep what is inside of it.",
    ),
    "extra_step": RepairHint(
        "In {place}, a step of the chain should not be there.",
        "What does each step of the chain in {place} do?",
        "Take the steps in {place} away in thought, one at a time, and see which of them the task does not ask for.",
        "Leave `{old}` out in {place}.",
    ),
    "extra_keyword": RepairHint(
        "A setting in {place} should not be there.",
        "What does each setting in {place} do?",
        "Compare the keywords in {place} with the task. One of them changes what the task leaves as it is.",
        "Leave `{old}` out in {place}.",
    ),
    "extra_line": RepairHint(
        "{place} undoes or repeats what other lines do.",
        "What would happen without {place}?",
        "Say what each name holds before and after {place}. It was right before.",
        "Take the statement in {place} out.",
    ),
    "extra_element": RepairHint(
        "An element in {place} is one too many.",
        "How many elements does the task ask for in {place}?",
        "Count the elements in {place} and compare each of them with the task.",
        "Leave `{old}` out in {place}.",
    ),
    "missing_operand": RepairHint(
        "A value is left out in {place}.",
        "Which values does the task's formula use, and which of them does {place} use?",
        "Write the formula on paper and tick off each value that stands in your code. One is left over at {place}.",
        "`{new}` is missing in {place}.",
    ),
    "extra_operand": RepairHint(
        "In {place}, something is calculated with that should not be there.",
        "Which values does the formula in {place} need?",
        "Write the formula on paper and look for each part of {place} in it. One part is not there.",
        "Leave `{old}` out in {place}.",
    ),
    "sides": RepairHint(
        "In {place}, the two sides of an operator have changed places.",
        "Does it matter which side of the operator in {place} comes first?",
        "For a division, a difference or a product of matrices the order counts. Try it with small numbers.",
        "Let the two sides of the operator in {place} change places.",
    ),
    "sign": RepairHint(
        "A sign is wrong in {place}.",
        "Try {place} with a small number on paper. Does the result have the right sign?",
        "Compare the formula with {place} sign by sign. One minus is missing, or one too many.",
        "Look at the sign of what goes into the call in {place}, and turn it round.",
    ),
    "block": RepairHint(
        "{place} stands in the wrong block.",
        "How often does {place} run, and when?",
        "What is indented below `for`, `with` or `def` belongs to it; what is not runs once, before or after it. Look "
        "at the indentation around {place}.",
        "Change the indentation at {place}: the statement belongs on the other side of the block's edge.",
    ),
    "exchanged": RepairHint(
        "Two values in or below {place} stand in each other's places.",
        "Which value belongs where in {place}?",
        "Name the shape and the meaning of each value from {place} on. Two of them have changed places.",
        "From {place} on, let `{old}` and `{new}` change places.",
    ),
    "elements": RepairHint(
        "Two neighbours in {place} have changed places.",
        "In which order should the parts of {place} stand?",
        "Read the parts of {place} from the first to the last, and compare their order with the task.",
        "In {place}, let these two change places: `{old}`.",
    ),
    "step_order": RepairHint(
        "Two steps of the chain in {place} stand in the wrong order.",
        "What does each step of the chain in {place} get, and what does it hand on?",
        "Say what an element is after each step in {place}. One step comes too early for what it does.",
        "In {place}, let these steps change places: `{old}`.",
    ),
    "uncalled": RepairHint(
        "In {place}, a function or method is named and not called.",
        "What kind of thing does {place} bind: a value, or a function?",
        "A function's name alone is the function itself. Only brackets behind it call it.",
        "Put brackets behind `{old}` in {place}.",
    ),
    "whole": RepairHint(
        "In {place}, only a part is taken where the whole is needed.",
        "What do the square brackets in {place} leave of the value before them?",
        "Print the shape of the value in {place}, before and after the square brackets. Which one is asked for?",
        "Leave `{old}` out in {place}.",
    ),
    "part": RepairHint(
        "In {place}, the whole of a result is taken where a part of it is needed.",
        "What does the call in {place} give back: one thing, or several?",
        "Print the type and the length of the result in {place}. The task asks for one part of it.",
        "In {place}, `{new}` is missing behind the call.",
    ),
    "list_brackets": RepairHint(
        "In {place}, there is a pair of square brackets too many.",
        "How many axes should the value in {place} have?",
        "Each pair of square brackets is an axis. Count them in {place}, and compare with the shape that is asked for.",
        "Take one pair of square brackets away in {place}.",
    ),
    "missing_return": RepairHint(
        "The function around {place} gives nothing back.",
        "What does a call of the function around {place} give you?",
        "What a function computes is lost when it ends, unless it returns it. Without `return` a call gives None.",
        "End the function around {place} with `{new}`.",
    ),
    "attribute": RepairHint(
        "In {place}, `{old}` is not the attribute or method that is needed.",
        "What does `{old}` in {place} give you?",
        "Print what the object in {place} has to offer, or look it up, and compare it with what the task asks for.",
        "Use `{new}` instead of `{old}` in {place}.",
    ),
    "sum": RepairHint(
        "In the loop, {place} binds its name anew each time, so only the last turn counts.",
        "What does the name in {place} hold after each turn of the loop?",
        "Write down the value after the first and the second turn. What became of the first one?",
        "In {place}, add to what is there already: `+=` instead of `=`.",
    ),
    "condition": RepairHint(
        "The condition in {place} is turned round.",
        "For which values is the condition in {place} true?",
        "Try {place} with one value for which you know what should happen.",
        "In {place} it should be `{new}`, not `{old}`.",
    ),
}
"""Each sort of mistake, by the name that the reader gives its repair."""


def proven_diagnosis(candidate: Candidate, *, exercise: str, tries: int, whole: bool, reveal: bool) -> Diagnosis | None:
    """What is said where a candidate was tried and passes; None for a sort of which nothing can be said.

    `whole` says whether every criterion then passes, `reveal` whether the author lets the repaired line be shown.
    """
    first = candidate.changes[0]
    if any(one.kind not in HINTS for one in candidate.changes):
        return None
    texts, words = HINTS[first.kind], _words(first, candidate.cell)
    return Diagnosis(
        rule=f"repair_{first.kind}",
        message=f"{_filled(texts.message, words)} {_outcome(candidate, whole=whole)}",
        where=words["place"],
        lesson=exercise.partition("/")[0],
        hints=tuple(_hints(candidate, reveal=reveal)),
        proven=Proof(
            repair=tuple(one.kind for one in candidate.changes), tries=tries, cell=candidate.cell, line=first.line
        ),
    )


def general_message(rule: str) -> str:
    """What is misunderstood, without the place and the words of one answer. `rule` is that of a proven diagnosis."""
    text = HINTS[rule.removeprefix("repair_")].message
    for shown, said in (("operator `{old}`", "operator"), ("keyword `{old}`", "keyword"), ("`{old}`", "something")):
        text = text.replace(shown, said)
    return _filled(text, {"place": "a line"})


def _outcome(candidate: Candidate, *, whole: bool) -> str:
    if _repeated(candidate):
        return SAME.format(count=len(candidate.changes))
    if len(candidate.changes) > 1:
        return BOTH.format(place=_words(candidate.changes[1], candidate.cell)["place"])
    return WHOLE if whole else PART


def _hints(candidate: Candidate, *, reveal: bool) -> Sequence[str]:
    """The three hints; where several changes are needed, each of them has its part in the third."""
    pairs = [(HINTS[one.kind], _words(one, candidate.cell)) for one in candidate.changes]
    (texts, words), last = pairs[0], [_filled(one.fix, said) for one, said in pairs]
    if _repeated(candidate):
        last = [last[0], AGAIN.format(count=len(pairs), lines=_lines(candidate))]
    if reveal:
        lines = dict.fromkeys(one.repaired for one in candidate.changes if one.repaired)
        last += [f"Then it reads: `{make_visible(line)}`" for line in lines]
    return _filled(texts.ask, words), _filled(texts.tip, words), " ".join(dict.fromkeys(last))


def _repeated(candidate: Candidate) -> bool:
    """Whether the repair is the same change at several places."""
    return len(candidate.changes) > 1 and len({one.what for one in candidate.changes}) == 1


def _lines(candidate: Candidate) -> str:
    """The lines of the cell with a change, such as "line 2" or "lines 2, 3"."""
    numbers = list(dict.fromkeys(str(one.line) for one in candidate.changes))
    return f"line{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _words(change: SmallEdit, cell: int) -> dict[str, str]:
    return {
        "place": f"line {change.line} of cell {cell}",
        "old": make_visible(change.old),
        "new": make_visible(change.new),
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    said = text.format(**words)
    return said[:1].upper() + said[1:]
