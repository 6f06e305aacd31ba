"""Files and figures that real code leaves behind, as real kernels report them."""

import asyncio

import pytest

from grader.evidence import Absent, Figures, Open, Request, Saved, Show
from grader.model import Run
from grader.probe.outside.execute import Questions, execute
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell
from tests.grader.conftest import GRID, Kernels

pytestmark = pytest.mark.kernel

DRAWING = """
import io, matplotlib.pyplot as plt, numpy as np
from IPython.display import Image, clear_output
from IPython.utils.capture import capture_output
picture = np.arange(6.0).reshape(2, 3)
"""


def figures(kernels: Kernels, *cells: str) -> Figures:
    seen = kernels(DRAWING, *cells, asks={"f": Show(name="picture")}).evidence.seen["f"]
    assert isinstance(seen, Figures)
    return seen


SHOWN = (
    "plt.imshow(picture); plt.colorbar(); plt.title('one'); plt.show()",
    "fig, ax = plt.subplots(); drawn = ax.imshow(picture); fig.colorbar(drawn); ax.set_title('one')",
    "fig = plt.figure(); plt.imshow(picture); plt.colorbar(); plt.title('one'); plt.close(); fig",
    "fig = plt.figure(); plt.imshow(picture); plt.colorbar(); plt.title('one'); plt.close(); display(fig)",
    "plt.imshow(picture); plt.colorbar(); plt.title('one'); plt.savefig('x.png')",
    "plt.imshow(picture); plt.colorbar(); plt.title('one'); plt.savefig('y'); plt.close(); display(Image('y.png'))",
    "plt.imshow(picture); plt.colorbar(); plt.title('one'); clear_output(wait=True); plt.show()",
    "%config InlineBackend.figure_format = 'svg'\nplt.imshow(picture); plt.colorbar(); plt.title('one'); plt.show()",
    "%config InlineBackend.figure_format = 'retina'\nplt.imshow(picture); plt.colorbar(); plt.title('one')",
)


def test_an_image_however_it_gets_on_the_page(kernels: Kernels) -> None:
    """Title, numbers and colour bar are noted as the figure is shown, by whatever way and in whatever format."""
    found = figures(kernels, *SHOWN).figures

    assert len(found) == len(SHOWN)
    for picture, scale in found:
        assert picture.title == "one"
        assert picture.images[0].numpy().tolist() == [[0, 1, 2], [3, 4, 5]]
        assert (picture.color_bar, scale.color_bar) == (False, True)


ON_NO_PAGE = {
    "saved": "plt.imshow(picture); plt.savefig('x.png'); plt.close('all')",
    "saved to memory": "plt.imshow(picture); plt.savefig(io.BytesIO()); plt.close('all')",
    "closed": "plt.imshow(picture); plt.close('all')",
    "drawn": "plt.imshow(picture); plt.gcf().canvas.draw(); plt.close('all')",
    "cleared": "plt.imshow(picture); plt.show(); clear_output()",
    "cleared by what comes next": "plt.imshow(picture); plt.show(); clear_output(wait=True); display(1)",
    "captured": "with capture_output(): plt.imshow(picture); plt.show()",
    "captured by a magic": "%%capture\nplt.imshow(picture); plt.show()",
    "replaced": "place = display(1, display_id=True); fig = plt.figure(); plt.imshow(picture); plt.close()\n"
    "place.update(fig); place.update(2)",
}


def test_a_figure_that_is_on_no_page_shows_nothing(kernels: Kernels) -> None:
    """It was drawn, or even printed, and nobody gets to see it."""
    titled = [
        one.replace("plt.imshow(picture)", f"plt.imshow(picture), plt.title('{how}')")
        for how, one in ON_NO_PAGE.items()
    ]
    found = figures(kernels, *titled).figures

    assert [axes.title for figure in found for axes in figure] == []


def test_what_is_drawn_and_cannot_be_seen_is_counted(kernels: Kernels) -> None:
    """Of each axes: a transparent image, and bars below a white area."""
    cell = "plt.imshow(picture, alpha=0); plt.figure(); plt.bar([0, 1], [1, 2]); plt.axhspan(0, 3, color='w', zorder=9)"
    found = figures(kernels, cell).figures

    assert [(axes.images, axes.bars, axes.unseen) for (axes,) in found] == [((), (), 1), ((), (), 1)]


@pytest.mark.parametrize(
    "bar",
    [
        "fig.colorbar(drawn, cax=fig.add_axes([0.9, 0.1, 0.02, 0.8]))",
        "fig.colorbar(drawn, cax=ax.inset_axes([1.05, 0, 0.05, 1]))",
        "ax.figure.colorbar(drawn, ax=[ax])",
        "fig.colorbar(matplotlib.cm.ScalarMappable(matplotlib.colors.Normalize(0, 5)), ax=ax)",
        "fig.colorbar(matplotlib.cm.ScalarMappable(), cax=fig.add_axes([0, 0, 0.1, 1]))",
        "matplotlib.colorbar.ColorbarBase(fig.add_axes([0, 0, 0.1, 1]), norm=matplotlib.colors.Normalize(0, 5))",
        "matplotlib.colorbar.Colorbar(make_axes_locatable(ax).append_axes('right', '5%'), drawn)",
        "fig.colorbar(drawn).ax.set_label('brightness')",
    ],
)
def test_a_colour_bar_however_it_is_made(kernels: Kernels, bar: str) -> None:
    """Axes that somebody made, or labelled otherwise, hold a colour bar as those that matplotlib makes for it."""
    start = "import matplotlib.colorbar, matplotlib.cm, matplotlib.colors\n"
    start += "from mpl_toolkits.axes_grid1 import make_axes_locatable\n"
    (figure,) = figures(kernels, f"{start}fig, ax = plt.subplots(); drawn = ax.imshow(picture)\n{bar}").figures

    assert [axes.color_bar for axes in figure] == [False, True]


def test_axes_without_a_colour_bar_have_none(kernels: Kernels) -> None:
    """Another picture, or a label that says so, is no colour bar."""
    (figure,) = figures(
        kernels, "fig, (one, other) = plt.subplots(2); one.imshow(picture); other.set_label('<colorbar>')"
    ).figures

    assert [axes.color_bar for axes in figure] == [False, False]


def test_bars_and_several_figures(kernels: Kernels) -> None:
    """Bars upright or lying, each in the figure it belongs to."""
    first, second = figures(
        kernels, "plt.bar(range(2), [1, 2]); plt.show()\nplt.barh([0, 1], [3, 4]); plt.show()"
    ).figures

    assert [one[0].bars[0].numpy().tolist() for one in (first, second)] == [[1, 2], [3, 4]]


def test_bars_that_are_drawn_one_by_one_are_a_group_too(kernels: Kernels) -> None:
    """A loop draws what one call does."""
    ((axes,),) = figures(kernels, "for number in range(3): plt.bar(number, number + 1)\nplt.show()").figures

    assert axes.bars[-1].numpy().tolist() == [1, 2, 3]


def test_an_image_in_axes_within_axes_is_seen(kernels: Kernels) -> None:
    """A picture may lie in a corner of the bars."""
    cell = "fig, ax = plt.subplots(); ax.bar(range(2), [1, 2]); ax.inset_axes([0, 0, 1, 1]).imshow(picture)"
    ((_, inset),) = figures(kernels, cell).figures

    assert inset.images[0].numpy().tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_figure_that_nobody_drew_is_absent(kernels: Kernels) -> None:
    """A figure that nobody made is in no list, and neither is an artist that raises when it is looked at."""
    spoiled = "fig, ax = plt.subplots()\nax.get_title = lambda: 1 / 0"

    assert figures(kernels, "x = 1").figures == ()
    assert figures(kernels, spoiled).figures == ()


SETUP = """
import keras, os
m = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, 'relu')]); m.compile('adam', 'mse')
"""


def left(loop: asyncio.Runner, zygote: Zygote, cell: str) -> Run:
    request = Request(asks={"m.keras": Open(name="m.keras")}, grid=GRID, array_bytes=2**20, seed=5)
    source = Source(cells=(SourceCell(text=SETUP), SourceCell(text=cell)))
    return loop.run(execute(source, Questions(plan=lambda _: request), kernels=zygote, limits=Limits(), key="k"))


def test_a_saved_model_loads_in_a_fresh_process(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Its layers and its answers are found there; its bytes are not kept."""
    run = left(loop, zygote, "m.save('m.keras')")
    found, seen = run.evidence.rebuilt["m.keras"], run.evidence.seen["m.keras"]

    assert found.refused == ""
    assert found.layers is not None
    assert found.layers.parameters == 8
    assert found.layers.outputs is not None
    assert isinstance(seen, Saved)
    assert seen.data is None


@pytest.mark.parametrize(
    ("cell", "refused"),
    [
        ("open('m.keras', 'wb').write(b'x' * 100)", "no `.keras` file"),
        ("os.mkdir('m.keras')", "it is a folder"),
        ("open('m.keras', 'wb').write(bytes(2**21))", "too large to travel"),
        (
            "m = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x)]); m.save('m.keras')",
            "holds code",
        ),
        ("m.save('m.keras'); b = open('m.keras','rb').read(); open('m.keras','wb').write(b[:-40])", "no `.keras` file"),
    ],
    ids=["no zip", "a folder", "too large", "code of its own", "cut short"],
)
def test_a_file_that_holds_no_model_is_refused(loop: asyncio.Runner, zygote: Zygote, cell: str, refused: str) -> None:
    """Each with its reason, and the run goes on."""
    assert refused in left(loop, zygote, cell).evidence.rebuilt["m.keras"].refused


def test_a_file_that_was_never_saved_is_absent(loop: asyncio.Runner, zygote: Zygote) -> None:
    """What was never saved is absent."""
    assert left(loop, zygote, "x = 1").evidence.seen["m.keras"] == Absent()


@pytest.mark.parametrize("ends", ["exit()", "quit()", "exit", "import sys; sys.exit(0)", "raise SystemExit"])
def test_exit_ends_its_cell_and_leaves_what_was_made(kernels: Kernels, ends: str) -> None:
    """A late `exit()` costs nobody what the cells before it drew, and the cells after it run."""
    run = kernels(DRAWING, "plt.imshow(picture); plt.show()", ends, "later = 1", asks={"f": Show(name="picture")})

    assert [cell.state for cell in run.cells] == ["ran"] * 4
    assert isinstance(run.evidence.seen["f"], Figures)
    assert len(run.evidence.seen["f"].figures) == 1
    assert "later" in run.evidence.names
