"""Whether what is drawn can be seen: images and bars, in plain sight and hidden in every way we know."""

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colors
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.transforms import Affine2D

from grader.probe.inside.figures import Numbers, shows_bars, shows_image, shows_something

DIGIT = np.zeros((28, 28), np.uint8)
DIGIT[4:24, 12:16] = np.random.default_rng(0).integers(120, 255, (20, 4))
DIGIT[4:8, 7:21] = 200
SHARES = np.array([0.01, 0.02, 0.7, 0.05, 0.02, 0.1, 0.03, 0.04, 0.02, 0.01])
WORDS = {"ha": "center", "va": "center", "fontsize": 6, "color": "w"}
NAMES = {"np": np, "DIGIT": DIGIT, "Affine2D": Affine2D, "Circle": Circle, "Rectangle": Rectangle, "WORDS": WORDS}


@pytest.fixture(autouse=True)
def _plain() -> Iterator[None]:
    """The settings that a notebook begins with."""
    with mpl.rc_context(mpl.rcParamsDefault):
        yield


def spelled(options: dict[str, object]) -> str:
    """Options as a test's name says them, alike in every process."""
    plain = (str, int, float, tuple)
    return " ".join(f"{name}={one if isinstance(one, plain) else type(one).__name__}" for name, one in options.items())


def drawn(figure: Figure) -> Numbers:
    """The pixels of a figure."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def axes_of(figure: Figure | None = None, **options: object) -> Axes:
    """New axes in a figure of their own."""
    return (figure or Figure(**options)).add_subplot()  # type: ignore[arg-type] # of a figure


def image(how: str, *, figure: Figure | None = None, **options: object) -> bool:
    """Whether an image is seen that is drawn with some options, after some code has done something to `ax` or `im`."""
    ax = axes_of(figure)
    im = ax.imshow(DIGIT, **options)  # type: ignore[arg-type] # of imshow
    exec(how, NAMES | {"ax": ax, "im": im})  # noqa: S102 - of this file
    return shows_image(im, ax, drawn(ax.get_figure(root=True)))  # type: ignore[arg-type] # it has one


def bars(how: str = "", *, lying: bool = False, **options: object) -> bool:
    """Likewise of bars."""
    ax = axes_of()
    group = (ax.barh if lying else ax.bar)(range(10), SHARES, **options)  # type: ignore[arg-type] # of bar
    exec(how, NAMES | {"ax": ax, "group": group})  # noqa: S102 - of this file
    return shows_bars(list(group.patches), ax, drawn(ax.figure), upright=not lying)  # type: ignore[arg-type] # it has one


IN_SIGHT = [
    {"how": ""},
    {"how": "", "cmap": "binary"},
    {"how": "ax.grid(True)", "cmap": "gray"},
    {"how": "", "alpha": 0.4},
    {"how": "ax.invert_yaxis(); ax.invert_xaxis()", "origin": "lower"},
    {"how": "", "extent": (0, 1, 0, 2), "aspect": "auto"},
    {"how": "", "interpolation": "bicubic"},
    {"how": "", "vmin": 0, "vmax": 1000},
    {"how": "", "norm": colors.PowerNorm(0.5)},
    {"how": "ax.set_title('a digit'); ax.contour(DIGIT); ax.axis('off')"},
    {"how": "ax.set_xlim(0, 27); ax.set_ylim(27, 0)"},
    {"how": "ax.set_facecolor('black'); ax.figure.set_facecolor('grey')", "alpha": 0.8},
    {"how": "im.set_transform(Affine2D().rotate_deg(0) + ax.transData)"},
    {"how": "[ax.text(j, i, '7', **WORDS) for i in range(28) for j in range(28)]", "figure": Figure(figsize=(10, 10))},
    {"how": "", "figure": Figure(figsize=(1, 1))},
    {"how": "im.set_data(np.random.default_rng(1).random((28, 28, 3)))"},
    {"how": "im.set_data(np.full((28, 28), 255))"},
]


@pytest.mark.parametrize("options", IN_SIGHT, ids=spelled)
def test_an_image_in_plain_sight(options: dict[str, object]) -> None:
    """In any colours and size, turned round, cropped a little, with lines and words on it."""
    assert image(**options)  # type: ignore[arg-type] # the options are those of `image`


OUT_OF_SIGHT = [
    {"how": "", "alpha": 0},
    {"how": "", "alpha": 0.02},
    {"how": "", "alpha": np.zeros((28, 28))},
    {"how": "im.set_visible(False)"},
    {"how": "ax.set_visible(False)"},
    {"how": "im.remove(); ax.add_artist(im); im.set_alpha(0)"},
    {"how": "ax.axhspan(-1, 30, color='w', zorder=9)"},
    {"how": "ax.add_patch(Rectangle((4, 2), 20, 23, color='k', zorder=9))"},
    {"how": "ax.imshow(DIGIT.T[::-1], zorder=5)"},
    {"how": "ax.figure.add_artist(Rectangle((0, 0), 1, 1, color='w', zorder=9))"},
    {"how": "ax.figure.add_axes((0, 0, 1, 1)).set_zorder(9)"},
    {"how": "ax.set_xlim(100, 200)"},
    {"how": "ax.set_xlim(-5000, 5000); ax.set_ylim(-5000, 5000)"},
    {"how": "ax.set_xlim(0, 3); ax.set_ylim(0, 3)"},
    {"how": "ax.set_position((2, 2, 1, 1))"},
    {"how": "ax.set_position((0, 0, 0.01, 0.01))"},
    {"how": "", "vmin": 3, "vmax": 3},
    {"how": "", "vmin": 0, "vmax": 1e6},
    {"how": "", "cmap": colors.ListedColormap(["w", "w"])},
    {"how": "im.set_clip_path(Circle((0, 0), 0.001, transform=ax.transData))"},
    {"how": "", "figure": Figure(figsize=(0.1, 0.1))},
]


@pytest.mark.parametrize("options", OUT_OF_SIGHT, ids=spelled)
def test_an_image_that_nobody_sees(options: dict[str, object]) -> None:
    """Transparent, covered, blank, outside, of no size: it is drawn all the same."""
    assert not image(**options)  # type: ignore[arg-type] # as above


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"lying": True},
        {"how": "ax.set_ylim(0, 1)"},
        {"how": "ax.set_yscale('log')"},
        {"how": "ax.bar_label(group)"},
        {"color": "none", "edgecolor": "k"},
        {"color": list("rgbcmykrgb")},
        {"hatch": "//"},
        {"alpha": 0.3},
        {"width": 0.1},
        {"how": "ax.set_position((0.1, 0.1, 0.05, 0.8))"},
        {"how": "ax.set_xlim(0, 1.1); ax.set_aspect(0.1)", "lying": True},
    ],
    ids=spelled,
)
def test_bars_in_plain_sight(options: dict[str, object]) -> None:
    """Upright or lying, in any colours, on any scale; those that are too short to be seen count for nothing."""
    assert bars(**options)  # type: ignore[arg-type] # as above


@pytest.mark.parametrize(
    "options",
    [
        {"alpha": 0},
        {"color": "w"},
        {"how": "[one.set_visible(False) for one in group]"},
        {"how": "ax.axhspan(0, 1, color='w', zorder=9)"},
        {"how": "ax.set_ylim(5, 6)"},
        {"how": "ax.set_ylim(0, 1e9)"},
        {"how": "ax.set_ylim(0, 1e-6)"},
        {"how": "ax.bar(range(10), [0.1] * 10)", "alpha": 0},
        {"how": "ax.set_visible(False)"},
        {"how": "ax.set_position((0, 0, 0.001, 0.001))"},
    ],
    ids=spelled,
)
def test_bars_that_nobody_sees(options: dict[str, object]) -> None:
    """Transparent, covered, cut off, all too short: they are drawn all the same."""
    assert not bars(**options)  # type: ignore[arg-type] # as above


def test_axes_with_and_without_something_in_them() -> None:
    """A colour bar whose axes were hidden is none."""
    figure = Figure()
    ax = axes_of(figure)
    scale = figure.colorbar(ax.imshow(DIGIT)).ax
    assert shows_something(scale, drawn(figure))
    scale.set_visible(False)
    assert not shows_something(scale, drawn(figure))
