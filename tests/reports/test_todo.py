"""What stands in the list of things to do."""

from reports.links import PageLink
from reports.todo import TodoGroup, TodoItem


def test_a_group_names_each_learner_once() -> None:
    """However many of one learner's files it lists; several people at once are named by what it is about."""
    ines, bo = PageLink(title="Inés", href="i.html"), PageLink(title="bo", href="b.html")
    items = tuple(
        TodoItem(what=what, href="", people=people)
        for what, people in (("a", (ines,)), ("b", (ines,)), ("c", (bo,)), ("d", (ines, bo)))
    )
    group = TodoGroup(id="x", icon="pass", title="4 files", why="", command="", items=items, more=0)

    assert group.about == ("Inés", "bo", "d")
