"""Which cells run when, without any kernel."""

from dataclasses import replace

from grader.model import CellError, CellRun
from grader.probe.outside.outputs import ATTEMPTS, CellOrder

FINE = CellRun(source="")


def stopped(name: str) -> CellRun:
    """A cell that stopped at a name."""
    return CellRun(source="", error=CellError(name="NameError", message=f"name '{name}' is not defined", traceback=""))


def binds(cells: tuple[str, ...]) -> list[frozenset[str]]:
    """The name that each cell binds."""
    return [frozenset([cell.partition(" =")[0]]) for cell in cells]


def played(cells: tuple[str, ...], needs: dict[int, tuple[str, ...]]) -> list[CellOrder]:
    """The orders in which the cells run, each cell stopping at the first name that it needs and isn't there."""
    orders = [CellOrder.as_written(len(cells))]
    for _ in range(ATTEMPTS):
        there, runs = set[str](), [FINE] * len(cells)
        for place in orders[-1].places:
            missing = next((name for name in needs.get(place, ()) if name not in there), None)
            if missing is None:
                there.add(cells[place].partition(" =")[0])
            else:
                runs[place] = stopped(missing)
        better = orders[-1].improved(runs, binds(cells))
        if better is None:
            break
        orders.append(better)
    return orders


def test_cells_run_as_they_stand() -> None:
    """Where every name is there, no cell moves, and nothing is said."""
    (order,) = played(("a = 1", "b = a", "c = b"), {1: ("a",), 2: ("b",)})

    assert order.places == (0, 1, 2)
    assert order.changes(()) == {}


def test_an_answer_above_the_given_cells_runs_below_them() -> None:
    """It runs behind what it needs, and what waited for it behind it; each says so."""
    cells = ("y = f(x)", "z = y", "f = 1", "x = 2", "w = 0")
    *_, order = played(cells, {0: ("f", "x"), 1: ("y",)})

    assert order.places == (2, 3, 0, 1, 4)
    changes = order.changes([CellRun(source=cell) for cell in cells])
    early = "was not defined yet, so this cell ran after another, which defines it: the cell that begins with"
    assert {place: change.sentence for place, change in changes.items()} == {
        0: f"`x` {early} `x = 2`.",
        1: f"`y` {early} `y = f(x)`.",
    }


def test_cells_that_wait_for_one_cell_keep_their_order() -> None:
    """The first stands first."""
    *_, order = played(("y = x", "z = x", "x = 1"), {0: ("x",), 1: ("x",)})

    assert order.places == (2, 0, 1)


def test_a_name_that_nobody_defines_is_waited_for_by_nobody() -> None:
    """The cell keeps its error, also where the cell that would define it fails."""
    assert len(played(("y = x", "z = 1"), {0: ("x",)})) == 1
    failed = replace(stopped("?"), error=CellError(name="TypeError", message="", traceback=""))
    assert CellOrder.as_written(2).improved([stopped("x"), failed], binds(("y = x", "x = 1"))) is None


def test_a_cell_that_defines_what_it_misses_is_left_alone() -> None:
    """`x = x + 1` would mean another `x`."""
    assert len(played(("x = x + 1", "x = 1"), {0: ("x",)})) == 1


def test_what_is_not_known_of_names_moves_nothing() -> None:
    """A file of which nothing was read runs as it stands."""
    assert CellOrder.as_written(2).improved([stopped("x"), FINE], []) is None


def test_a_cell_that_lies_about_names_comes_to_an_end() -> None:
    """It moves behind each cell once, and then there is nothing behind it."""
    cells = ("y = x", "x = 1", "x = 2")
    order: CellOrder | None = CellOrder.as_written(3)
    count = 0
    while order is not None:
        order, count = order.improved([stopped("x"), FINE, FINE], binds(cells)), count + 1

    assert count == len(cells)
