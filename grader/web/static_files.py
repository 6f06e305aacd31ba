"""The files that pages load: scripts and styles, kept by browsers for good under the digest of their content."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from grader.web.pages import assets
from grader.web.visit import Visit

_FOR_GOOD: Final = "public, max-age=31536000, immutable"


def show(visit: Visit) -> Response:
    """A file, if its digest is the one that pages name."""
    asset = assets().get(visit.path["name"])
    if asset is None or asset.digest != visit.path["digest"]:
        raise HTTPException(404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": _FOR_GOOD})
