"""REST: a table of routes, and what every request passes: faults, token, limits, ledger."""

from __future__ import annotations

import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.multipart import MultipartReader

from . import faults
from .bodies import Form
from .errors import NOT_FOUND, UNAUTHORIZED, DiscordError, Payload, refusal
from .faults import Fault, Faults
from .files import Upload
from .ledger import Ledger, Moment, RequestLine
from .limits import Bucket, Meter, Verdict
from .world import World

log = logging.getLogger(__name__)

PREFIX = "/api/v10"
UNKNOWN = "(unknown)"
# How a User-Agent begins that Discord asks every bot to send; it may block others.
AGENT = "DiscordBot ("
# Nothing else in a path is that long; an unknown route may carry a token as well.
TOKEN = re.compile(r"(?<=/)[\w-]{40,}")


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a route sees it: the world, the path's parts, the query, the body."""

    world: World
    meter: Meter
    faults: Faults
    params: dict[str, str]
    query: dict[str, str]
    form: Form

    def id(self, name: str) -> int:
        """A snowflake of the path; what is no number names nothing that exists."""
        value = self.params[name]
        return int(value) if value.isdecimal() else 0

    @property
    def body(self) -> Any:
        return self.form.body


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a status and JSON, or nothing at all; or a page instead of the JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    page: str = ""


NO_CONTENT = Reply(204)
Answer = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One documented route. `place` is the path's part its limits are counted by."""

    method: str
    template: str
    answer: Answer
    bucket: Bucket = Bucket.OTHER
    place: str = ""
    needs_token: bool = True
    _pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        object.__setattr__(self, "_pattern", re.compile(pattern))

    def match(self, path: str) -> dict[str, str] | None:
        found = self._pattern.fullmatch(path)
        return found.groupdict() if found else None


@dataclass(slots=True)
class Visit:
    """One request on its way through, for the ledger."""

    method: str
    path: str
    route: Route | None
    params: dict[str, str]
    at: Moment = field(default_factory=Moment)

    @property
    def template(self) -> str:
        return self.route.template if self.route else UNKNOWN

    @property
    def safe_path(self) -> str:
        """The path without an interaction's token, fit to be written down."""
        return TOKEN.sub("{interaction_token}", self.path)


class Rest:
    """Answers requests. One instance per server."""

    def __init__(
        self,
        world: World,
        meter: Meter,
        faults: Faults,
        ledger: Ledger,
        *,
        routes: Iterable[Route],
        token: str,
    ) -> None:
        self._world = world
        self._meter = meter
        self._faults = faults
        self._ledger = ledger
        self._routes = list(routes)
        self._authorization = f"Bot {token}"
        self.unknown_routes: Counter[str] = Counter()
        self.unidentified: Counter[str] = Counter()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The handler of everything under the API's address."""
        visit = self._visit(request)
        self._check_agent(request, visit)
        drawn = self._faults.draw(visit.method, visit.template, visit.path)
        await faults.delay(drawn)
        broken = faults.breaking(drawn, after_write=False)
        if broken is None:
            reply = await self._answer(request, visit)
            broken = faults.breaking(drawn, after_write=True)
        if broken is not None:
            reply = spoiled(broken)
        self._record(visit, reply)
        if broken is not None and broken.reset and request.transport is not None:
            request.transport.abort()
        return response(reply)

    def _visit(self, request: web.Request) -> Visit:
        path = request.path.removeprefix(PREFIX)
        for route in self._routes:
            params = route.match(path) if route.method == request.method else None
            if params is not None:
                return Visit(request.method, path, route, params)
        return Visit(request.method, path, None, {})

    def _check_agent(self, request: web.Request, visit: Visit) -> None:
        agent = request.headers.get("User-Agent", "")
        if agent.startswith(AGENT):
            return
        name = f"{visit.method} {visit.template}"
        if name not in self.unidentified:
            log.warning("User-Agent %r is none of a bot's request=%s", agent, name)
        self.unidentified[name] += 1

    async def _answer(self, request: web.Request, visit: Visit) -> Reply:
        if visit.route is None:
            return self._unknown(visit)
        given = request.headers.get("Authorization")
        if visit.route.needs_token and given != self._authorization:
            return Reply(401, _body(*UNAUTHORIZED))
        verdict = self._spend(visit, visit.route)
        if not verdict.allowed:
            return too_many(verdict)
        try:
            form = await read_form(request)
            call = Call(
                self._world, self._meter, self._faults, visit.params, dict(request.query), form
            )
            reply = visit.route.answer(call)
        except DiscordError as error:
            reply = as_reply(error)
        except ConnectionError:
            # The bot was killed in the middle of it.
            return Reply(0)
        return Reply(reply.status, reply.body, {**verdict.headers, **reply.headers})

    def _unknown(self, visit: Visit) -> Reply:
        self.unknown_routes[f"{visit.method} {visit.safe_path}"] += 1
        log.warning("unknown route method=%s path=%s", visit.method, visit.safe_path)
        return Reply(404, _body(*NOT_FOUND))

    def _spend(self, visit: Visit, route: Route) -> Verdict:
        if route.needs_token:
            verdict = self._meter.spend_global()
            if not verdict.allowed:
                return verdict
        name = f"{visit.method} {route.template}"
        if route.bucket is Bucket.WEBHOOK:
            # One bucket for everything done with one token, whatever the method.
            name = route.bucket.value + route.template.split("/")[1]
        place = visit.params.get(route.place, "")
        return self._meter.spend(name, place, self._meter.limits.rule(route.bucket))

    def _record(self, visit: Visit, reply: Reply) -> None:
        is_error = reply.status >= 400 and isinstance(reply.body, dict)
        line = RequestLine(
            at=visit.at,
            method=visit.method,
            route=visit.template,
            path=visit.safe_path,
            status=reply.status,
            code=reply.body.get("code") if is_error else None,
            bucket=visit.route.bucket.value if visit.route else "",
            duration=time.monotonic() - visit.at.real,
            who="bot",
        )
        self._ledger.record(line)


def response(reply: Reply) -> web.Response:
    """As Discord sends it. discord.py reads JSON only from exactly `application/json`."""
    if reply.body is None:
        return web.Response(status=reply.status, headers=reply.headers)
    if reply.page:
        return web.Response(
            status=reply.status, text=reply.page, content_type="text/html", headers=reply.headers
        )
    headers = {**reply.headers, "Content-Type": "application/json"}
    return web.Response(status=reply.status, body=json.dumps(reply.body).encode(), headers=headers)


def _body(_: int, code: int, message: str) -> Payload:
    return {"message": message, "code": code}


def as_reply(error: DiscordError) -> Reply:
    # Without `Via` a 429 is Cloudflare's; discord.py gives up on those.
    headers = {"Via": "1.1 google"} if error.status == 429 else {}
    if "retry_after" in error.body:
        headers["Retry-After"] = str(error.body["retry_after"])
    return Reply(error.status, error.body, headers)


def spoiled(fault: Fault) -> Reply:
    """What a request gets that something went wrong with on purpose."""
    if fault.error is None:
        return Reply(0)
    reply = as_reply(fault.error)
    headers = {**reply.headers, **fault.headers}
    if not fault.via:
        headers.pop("Via", None)
    return Reply(reply.status, reply.body, headers, fault.page)


def too_many(verdict: Verdict) -> Reply:
    seconds = round(verdict.retry_after, 3)
    body = {
        "message": "You are being rate limited.",
        "retry_after": seconds,
        "global": verdict.is_global,
    }
    headers = {**verdict.headers, "Retry-After": str(seconds), "Via": "1.1 google"}
    return Reply(429, body, headers)


async def read_form(request: web.Request) -> Form:
    """The JSON of a request, and its files if it came as multipart."""
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(await request.multipart())
    raw = await request.read()
    return Form(_parsed(raw) if raw else {})


async def _read_multipart(reader: MultipartReader) -> Form:
    body: Payload = {}
    uploads: dict[int, Upload] = {}
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        raw = bytes(await part.read(decode=True))
        number = re.fullmatch(r"files\[(\d+)\]", part.name or "")
        if number:
            uploads[int(number[1])] = Upload(part.filename or "file", raw)
        elif part.name == "payload_json":
            body = _parsed(raw)
    return Form(body, uploads)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise refusal(50109) from None
