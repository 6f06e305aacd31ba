"""A request made for one run: with the learner's own statements, or with other names in the place of some."""

from collections.abc import Mapping, Sequence

import msgspec

from grader.evidence import Ask, Replay, Request


def with_answers(request: Request, answers: Sequence[tuple[str, ...]], order: Sequence[int]) -> Request:
    """The request with the answers of the cells that ran in its replays, in the order in which those ran."""
    cells = tuple(piece for index in order if index < len(answers) for piece in answers[index])
    return msgspec.structs.replace(
        request, replays=tuple(msgspec.structs.replace(one, cells=cells) for one in request.replays)
    )


def rename_asks(request: Request, stand_ins: Mapping[str, str]) -> Request:
    """The asks for these names alone, each for the name that stands in for it, under its old key."""
    return msgspec.structs.replace(
        request,
        asks=_asks(request.asks, stand_ins),
        replays=tuple(
            msgspec.structs.replace(one, asks=_asks(one.asks, stand_ins), origins=_asks(one.origins, stand_ins))
            for one in request.replays
            if _concerns(one, stand_ins)
        ),
    )


def _asks(asks: Mapping[str, Ask], stand_ins: Mapping[str, str]) -> dict[str, Ask]:
    return {
        key: msgspec.structs.replace(ask, name=stand_ins[ask.name])
        for key, ask in asks.items()
        if ask.name in stand_ins
    }


def _concerns(replay: Replay, stand_ins: Mapping[str, str]) -> bool:
    return any(ask.name in stand_ins for ask in replay.asks.values())
