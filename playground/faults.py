"""What goes wrong on purpose: slowness, refusals, broken connections, by route and count."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .errors import KNOWN, DiscordError, Payload


@dataclass(slots=True, eq=False)
class Fault:
    """One thing that goes wrong `times` times (None: until cleared) on the routes it fits."""

    method: str
    route: str
    times: int | None = None
    ratio: float = 1.0
    delay: float = 0.0
    error: DiscordError | None = None
    headers: dict[str, str] = field(default_factory=dict)
    via: bool = True
    page: str = ""
    reset: bool = False
    after_write: bool = False

    def fits(self, method: str, *routes: str) -> bool:
        """Whether a request is meant, by any name of its route; `*` stands for anything."""
        named = any(fnmatchcase(route, self.route) for route in routes)
        return named and fnmatchcase(method, self.method)


class Faults:
    """The faults waiting to happen. Each method adds one; `drop` takes it away, `clear` all.

    A route is a template, `/channels/{channel_id}/messages`, or one place, `/channels/7/messages`.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._waiting: list[Fault] = []
        self.dms_open_too_fast = False
        self.create_dm_refuses_closed_dms = False

    def fail(
        self,
        method: str,
        route: str,
        *,
        status: int | None = None,
        code: int = 0,
        times: int | None = 1,
        after_write: bool = False,
    ) -> Fault:
        """Refuse with a documented code, or with a status (503 if neither is said).

        After the write means: done, but answered as if it had failed.
        """
        usual, message = KNOWN.get(code, (503, "Playground Fault"))
        extra = {"retry_after": 1.0, "global": False} if (status or usual) == 429 else None
        error = DiscordError(status or usual, code, message, extra)
        return self._add(Fault(method, route, times, error=error, after_write=after_write))

    def slow(
        self, seconds: float, method: str = "*", route: str = "*", *, times: int | None = None
    ) -> Fault:
        """Let real seconds pass before the request is looked at."""
        return self._add(Fault(method, route, times, delay=seconds))

    def reset(
        self, method: str, route: str, *, times: int | None = 1, after_write: bool = False
    ) -> Fault:
        """Break the connection instead of answering."""
        return self._add(Fault(method, route, times, reset=True, after_write=after_write))

    def ratio(
        self,
        share: float,
        method: str = "*",
        route: str = "*",
        *,
        status: int = 503,
        after_write: bool = False,
    ) -> Fault:
        """Fail this share of the requests, drawn with the server's seed; status 0: a reset."""
        error = DiscordError(status, 0, "Playground Fault") if status else None
        reset = error is None
        return self._add(
            Fault(method, route, None, share, 0.0, error, reset=reset, after_write=after_write)
        )

    def limit(
        self,
        method: str,
        route: str,
        *,
        retry_after: float = 1.0,
        times: int | None = 1,
        via: bool = True,
        is_global: bool = False,
    ) -> Fault:
        """Answer 429; without `via`, which no document promises, discord.py does not retry."""
        body: Payload = {"retry_after": retry_after, "global": is_global}
        error = DiscordError(429, 0, "You are being rate limited.", body)
        headers = {"X-RateLimit-Scope": "global" if is_global else "user"}
        return self._add(Fault(method, route, times, error=error, headers=headers, via=via))

    def ban(self, method: str, route: str, *, times: int | None = None) -> Fault:
        """Answer 429 as Cloudflare does before Discord is reached: a page, and no `Via`."""
        error = DiscordError(429, 0, "You are being rate limited.")
        page = "<!doctype html><title>Access denied</title>error code: 1015"
        return self._add(Fault(method, route, times, error=error, via=False, page=page))

    def drop(self, fault: Fault) -> None:
        """Take one fault away, if it is still waiting."""
        self._waiting = [known for known in self._waiting if known is not fault]

    def clear(self) -> None:
        self._waiting.clear()
        self.dms_open_too_fast = False
        self.create_dm_refuses_closed_dms = False

    def _add(self, fault: Fault) -> Fault:
        self._waiting.append(fault)
        return fault

    def draw(self, method: str, *routes: str) -> list[Fault]:
        """The faults that happen to this request; counts them down."""
        drawn = [fault for fault in self._waiting if self._strikes(fault, method, *routes)]
        for fault in drawn:
            if fault.times is not None:
                fault.times -= 1
        self._waiting = [fault for fault in self._waiting if fault.times != 0]
        return drawn

    def _strikes(self, fault: Fault, method: str, *routes: str) -> bool:
        return fault.fits(method, *routes) and self._random.random() < fault.ratio


async def delay(drawn: list[Fault]) -> None:
    """Let the slowness among these faults pass."""
    await asyncio.sleep(sum(fault.delay for fault in drawn))


def breaking(drawn: list[Fault], *, after_write: bool) -> Fault | None:
    """The first of these faults that spoils the answer, before or after the write."""
    spoiling = (f for f in drawn if f.error or f.reset)
    return next((f for f in spoiling if f.after_write == after_write), None)
