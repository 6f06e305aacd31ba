"""A learner's own page."""

from collections.abc import Mapping
from dataclasses import replace

from reports.home import HomePage
from tests.rendered import page_html
from tests.reports.conftest import TWO_LAYERS, home_page_of


def test_the_map_says_how_each_exercise_stands(homes: Mapping[str, HomePage]) -> None:
    """By the mark that counts: the decided one is partly, whatever the grader gave."""
    rows = [(item.title, item.standing) for lesson in homes["home"].lessons for item in lesson.exercises]

    assert rows == [
        ("A network with a hidden layer", "partly"),
        ("A network in Keras", "excused"),
        ("Training a network on MNIST", "partly"),
    ]


def test_marks_on_the_map_are_the_ones_that_count(homes: Mapping[str, HomePage]) -> None:
    """Late, decided and excused ones too."""
    rows = [item for lesson in homes["home"].lessons for item in lesson.exercises]

    assert [(item.mark.short if item.mark else "", item.late, item.attempts) for item in rows] == [
        ("4.8/7", True, 2),
        ("excused", False, 0),
        ("5/6", False, 1),
    ]


def test_what_comes_next_has_its_minutes(homes: Mapping[str, HomePage]) -> None:
    """Nothing is open, so it is the first that is not all right."""
    found = homes["home"].next

    assert found
    assert (found.row.title, found.row.minutes, found.file) == (
        "A network with a hidden layer",
        10,
        "06_multi_layer/two_layers.ipynb",
    )


def test_what_has_no_points_is_not_called_right_in_part(homes: Mapping[str, HomePage]) -> None:
    """The word beside no points says that nothing is right yet."""
    item = homes["home"].lessons[0].exercises[0]
    assert item.mark
    assert (item.word, replace(item, mark=replace(item.mark, earned="0")).word) == ("partly", "not yet right")


def test_what_is_missing_is_said_to_have_been_due(homes: Mapping[str, HomePage]) -> None:
    """On the map and where it comes next."""
    page = homes["home"]
    item = page.lessons[0].exercises[0]
    assert page.next
    late = replace(page, next=replace(page.next, row=replace(page.next.row, missing=True)))

    assert (replace(item, standing="open", missing=True).word, replace(item, standing="open").word) == (
        "missing",
        "open",
    )
    assert ("was due" in page_html(late), "was due" in page_html(page)) == (True, False)


def test_where_nothing_is_next_that_is_said(homes: Mapping[str, HomePage]) -> None:
    """Who has done all of it need not look for more."""
    assert "You have nothing left to do" in page_html(replace(homes["home"], next=None))
    assert "You have nothing left to do" not in page_html(homes["home"])


def test_what_was_misunderstood_twice_is_named_with_its_lesson(homes: Mapping[str, HomePage]) -> None:
    """Two attempts with the same diagnosis; the exercise is linked once."""
    (found,) = homes["home"].again

    assert found.message.startswith("It looks as if the hidden layer has no activation")
    assert [link.title for link in found.pages] == ["A network with a hidden layer"]


def test_without_a_lesson_nothing_is_to_be_read_again(homes: Mapping[str, HomePage]) -> None:
    """A course may bind none to a cause."""
    bare = replace(homes["home"], again=tuple(replace(one, lesson="") for one in homes["home"].again))

    assert "Read again: " in page_html(homes["home"])
    assert "Read again: " not in page_html(bare)


def test_a_hostile_name_stays_text(homes: Mapping[str, HomePage]) -> None:
    """On the learner's own page as on any other."""
    html = page_html(homes["home_hostile"])

    assert "<script>document" not in html
    assert "onerror=" not in html.replace("onerror=&#34;", "")
    assert "\u202e" not in html


def test_what_waits_is_only_said_to_be_judged(homes: Mapping[str, HomePage]) -> None:
    """No link, no mark, no misunderstanding of it; and it neither is done nor comes next."""
    waiting = home_page_of("amara.okafor", withheld=[TWO_LAYERS.id])
    first, *others = (item for lesson in waiting.lessons for item in lesson.exercises)
    _, *as_before = (item for lesson in homes["home"].lessons for item in lesson.exercises)
    shown = page_html(waiting)

    assert (first.standing, first.href, first.feedback) == ("judged", "", "after Friday")
    assert others == as_before
    assert (waiting.again, waiting.done) == ((), homes["home"].done)
    assert waiting.next
    assert waiting.next.row.title == "Training a network on MNIST"
    assert "after Friday" in shown
    assert "4.8/7" not in shown
