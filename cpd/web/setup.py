"""`/setup/<secret>`: the one page with which a new installation is set up. The link is printed where it is started."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cpd import words
from cpd.core.errors import ActionRefused, InputRefused, InputsRefused
from cpd.documents.calendar_times import Language
from cpd.ops.accounts import check_setup_link
from cpd.ops.setup import SetUp, set_up_association
from cpd.web.language import reader_language
from cpd.web.problems import problem
from cpd.web.templating import page

_FIELDS = {"association": "association", "timeZone": "time_zone", "name": "name", "email": "email"}
_BODY_BYTES_MAX = 16_384
_SECRET_PAGE = {"cache-control": "no-store", "x-robots-tag": "noindex"}

INDONESIAN_ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
OTHER_ZONES = (
    "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo",
    "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Kolkata", "Asia/Kuala_Lumpur", "Asia/Manila",
    "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo",
    "Australia/Perth", "Australia/Sydney", "Europe/Berlin", "Europe/Istanbul", "Europe/London", "Europe/Paris",
    "Pacific/Auckland", "UTC",
)  # fmt: skip


class SetUpPages:
    """The set-up page of the installation that is reached at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/setup/{secret}", self.form, methods=["GET"]),
            Route("/setup/{secret}", self.submit, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The empty form; 404 when the link is wrong, used or a day old."""
        await check_setup_link(request.path_params["secret"], datetime.now(UTC))
        return _form(request, {"timeZone": "Asia/Jakarta"}, {})

    async def submit(self, request: Request) -> Response:
        """Sets up and shows the administrator's token, or shows the form again with what is wrong beside each field."""
        if not self._is_our_own(request):
            return problem(request.scope, 403, "form-from-elsewhere")
        typed = await _typed(request)
        wanted = SetUp(**{name: typed.get(field, "") for field, name in _FIELDS.items()})
        try:
            token = await set_up_association(request.path_params["secret"], wanted, datetime.now(UTC))
        except InputsRefused as refused:
            return _form(request, typed, _said(refused.refusals, reader_language(request.scope)))
        except ActionRefused as refused:
            return problem(request.scope, 409, refused.code, refused.values)
        return page(
            request.scope,
            "setup_done.html",
            headers=_SECRET_PAGE,
            token=token,
            association=wanted.association,
            graphql_url=f"{self._base_url}/graphql",
        )

    def _is_our_own(self, request: Request) -> bool:
        """Whether a form comes from a page of ours. Every browser names the origin of a form that it posts."""
        origin = request.headers.get("origin", "")
        if origin == self._base_url:
            return True
        # Reached by another name of the same machine, such as localhost.
        return urlsplit(origin).netloc == request.headers.get("host") and origin.startswith(("http://", "https://"))


async def _typed(request: Request) -> dict[str, str]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_BYTES_MAX:
            raise HTTPException(413)
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
    return {field: found.get(field, [""])[0] for field in _FIELDS}


def _said(refusals: tuple[InputRefused, ...], language: Language) -> dict[str, str]:
    """Field -> sentence. A field goes by the name that stands beside it, not by the API's."""
    said: dict[str, str] = {}
    for one in refusals:
        field = one.field[0]
        label = words.sentence(f"setup-{field.lower()}", {}, language)
        values = {**one.values, "name": label} if "name" in one.values else one.values
        said[field] = words.sentence(one.code, values, language)
    return said


def _form(request: Request, typed: Mapping[str, str], said: Mapping[str, str]) -> Response:
    return page(
        request.scope,
        "setup.html",
        status=422 if said else 200,
        headers=_SECRET_PAGE,
        typed=typed,
        said=said,
        indonesian_zones=INDONESIAN_ZONES,
        other_zones=OTHER_ZONES,
    )
