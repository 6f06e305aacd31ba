"""Which cells run when, without any kernel."""

from grader.model import CellError, CellRun
from grader.run.cell_order import CellOrder

FINE = CellRun(source="")


def stopped(name: str) -> CellRun:
    """A cell that stopped at a name."""
    return CellRun(source="", error=CellError(name="NameError", message=f"name '{name}' is not defined", traceback=""))


def binds(cells: tuple[str, ...]) -> list[frozenset[str]]:
    """The name that each cell binds."""
    return [frozenset([cell.partition(" =")[0]]) for cell in cells]


def played(cells: tuple[str, ...], needs: dict[int, tuple[str, ...]]) -> tuple[list[int], CellOrder]:
    """The places in the order in which they ran, each cell stopping at the first name that it needs and isn't there."""
    order, there, ran = CellOrder(len(cells), binds(cells)), set[str](), list[int]()
    for index in order:
        ran.append(index)
        missing = next((name for name in needs.get(index, ()) if name not in there), None)
        if missing is None:
            there.add(cells[index].partition(" =")[0])
        order.record_cell(index, FINE if missing is None else stopped(missing))
    return ran, order


def test_cells_run_as_they_stand() -> None:
    """Where nothing is missing, nothing runs twice and nothing is said."""
    ran, order = played(("a = 1", "b = a", "c = b"), {1: ("a",), 2: ("b",)})

    assert ran == [0, 1, 2]
    assert [order.remarks(index) for index in range(3)] == [(), (), ()]


def test_an_answer_above_the_given_cells_runs_again_below_them() -> None:
    """It runs as soon as what it needs is there, and what waited for it runs next; each says so."""
    ran, order = played(("y = f(x)", "z = y", "f = 1", "x = 2", "w = 0"), {0: ("f", "x"), 1: ("y",)})

    assert ran == [0, 1, 2, 0, 3, 0, 1, 4]
    assert order.run_order == (2, 3, 0, 1, 4)
    assert order.remarks(0) == ("`x` was not defined yet, so this cell ran again after cell 4, which defines it.",)


def test_a_name_that_nobody_defines_is_waited_for_by_nobody() -> None:
    """The cell keeps its error."""
    assert played(("y = x", "z = 1"), {0: ("x",)})[0] == [0, 1]


def test_a_cell_that_defines_what_it_misses_is_left_alone() -> None:
    """`x = x + 1` would count once too often."""
    assert played(("x = x + 1", "x = 1"), {0: ("x",)})[0] == [0, 1]


def test_a_cell_that_lies_about_names_runs_a_few_times() -> None:
    """What a kernel says of names never keeps a run going."""
    cells = ("y = x", *(["x = 1"] * 50))
    order, count = CellOrder(len(cells), binds(tuple(cells))), 0
    for index in order:
        count += index == 0
        order.record_cell(index, stopped("x") if index == 0 else FINE)

    assert count == 4
