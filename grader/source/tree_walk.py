"""Walking over syntax trees of plain data, and comparing them."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final, get_args

from msgspec.structs import fields

from grader.source.tree import AnyNode, Node


def _holds_nodes(kind: object) -> bool:
    """Whether values of a type are nodes, or tuples of them."""
    return (isinstance(kind, type) and issubclass(kind, Node)) or any(map(_holds_nodes, get_args(kind)))


_BELOW: Final[Mapping[type[Node], tuple[str, ...]]] = {
    kind: tuple(field.name for field in fields(kind) if _holds_nodes(field.type)) for kind in get_args(AnyNode)
}
"""Kind of node to its fields with nodes, in their order."""


def children(node: Node) -> list[Node]:
    """The nodes right below a node, in the order of its fields."""
    below: list[Node] = []
    for field in _BELOW[type(node)]:
        value = getattr(node, field)
        if type(value) is tuple:
            below += value
        elif value is not None:
            below.append(value)
    return below


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, those nearer to it first, as `ast.walk` does."""
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo += children(node)
        yield node


def same_tree(left: Node, right: Node) -> bool:
    """Whether two nodes say the same, wherever and however they are written."""
    pairs: list[tuple[object, object]] = [(left, right)]
    while pairs:
        match pairs.pop():
            case (Node() as one, Node() as other):
                if type(one) is not type(other):
                    return False
                fields = (field for field in one.__struct_fields__ if field not in {"code", "place"})
                pairs += [(getattr(one, field), getattr(other, field)) for field in fields]
            case (tuple() as one, tuple() as other):
                if len(one) != len(other):
                    return False
                pairs += list(zip(one, other, strict=True))
            case one, other:
                if one != other:
                    return False
    return True
