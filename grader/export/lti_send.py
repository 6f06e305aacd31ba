"""Sends score messages with pylti1p3next, which is the extra `lti`. The only importer of it."""

from collections.abc import Iterable
from typing import Any, Final

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector

from grader.errors import SpecError, SystemFault
from grader.export.lti import Message, Platform
from grader.util.text import pluralize

SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
TIMEOUT_S = 30.0
UNAUTHORISED = 401


class _Session(requests.Session):
    """Requests that end, and are sent nowhere else than to where they were addressed."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """As `requests` has it."""
        options["timeout"] = TIMEOUT_S
        options["allow_redirects"] = False
        return super().request(*args, **options)


class _Connector(ServiceConnector):
    """A connection to the platform, which keeps its token until the platform refuses it."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration, _Session())
        self._tokens: dict[str, str] = {}

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        return self._tokens.get(scope_key)

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:  # noqa: ARG002 - as the base has it
        self._tokens[scope_key] = access_token


def send_scores(messages: Iterable[Message], platform: Platform) -> int:
    """How many were sent; the same again is harmless, as a later score takes the place of an earlier one.

    Raises:
        SpecError: the key is none.
        SystemFault: the platform refuses or can't be reached; says how many were sent before.
    """
    registration = _registration(platform)
    connector = _Connector(registration)
    sent = 0
    for message in messages:
        try:
            connector = _sent(message, registration, connector)
        except LtiServiceException as error:
            raise _failed(message, sent, f"{error.response.status_code}: {error.response.text[:200]}") from error
        except (LtiException, requests.RequestException, KeyError) as error:
            raise _failed(message, sent, str(error)) from error
        sent += 1
    return sent


def _sent(message: Message, registration: Registration, connector: _Connector) -> _Connector:
    """The connector that the message was sent by: a new one where its token had run out."""
    try:
        _post(message, connector)
    except LtiServiceException as error:
        if error.response.status_code != UNAUTHORISED:
            raise
        connector = _Connector(registration)
        _post(message, connector)
    return connector


def _post(message: Message, connector: _Connector) -> None:
    service = AssignmentsGradesService(connector, {"scope": [SCOPE], "lineitem": message.line_item})
    item = LineItem()
    item.set_id(message.line_item)
    try:
        service.put_grade(_grade(message), item)
    except requests.JSONDecodeError:
        return  # it was taken; what a platform says besides is its own affair


def _grade(message: Message) -> Grade:
    grade, body = Grade(), dict(message.body)
    if "scoreGiven" in body:
        grade.set_score_given(body.pop("scoreGiven")).set_score_maximum(body.pop("scoreMaximum"))
    grade.set_activity_progress(body.pop("activityProgress")).set_grading_progress(body.pop("gradingProgress"))
    grade.set_timestamp(body.pop("timestamp")).set_user_id(body.pop("userId")).set_comment(body.pop("comment"))
    return grade.set_extra_claims(body)


def _registration(platform: Platform) -> Registration:
    """What pylti1p3next has to know about the platform. Raises `SpecError`."""
    try:
        pem = platform.private_key.read_bytes()
        public = load_pem_private_key(pem, None).public_key()
        spelled = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SpecError(f"{platform.private_key}: is not a private key in PEM without a password ({error})") from error
    registration = Registration()
    registration.set_issuer(platform.issuer).set_client_id(platform.client_id)
    registration.set_auth_token_url(platform.token_url)
    registration.set_tool_private_key(pem.decode()).set_tool_public_key(spelled.decode())
    if platform.audience:
        registration.set_auth_audience(platform.audience)
    return registration


def _failed(message: Message, sent: int, why: str) -> SystemFault:
    return SystemFault(
        f"the score of {message.learner} was not taken by {message.line_item} ({why}); "
        f"{pluralize(sent, 'score')} sent before, and the same command sends all again"
    )
