"""For whoever watches the bot: `/healthz` and Prometheus `/metrics`, on loopback alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.core.delivery import Delivered, Outcome
from bot.core.errors import Faults
from bot.core.figures import Vitals

log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
#: The dispatcher looks every 30 s at the latest; twice that long means that it does not.
_LAG_LIMIT = 60.0
#: Whoever asks waits no longer than this, in seconds.
_LOOK_WITHIN = 2.0

Look = Callable[[], Awaitable[Vitals]]


class Counted:
    """Implements `bot.core.figures.Figures` in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._sends = self._counter("unhunch_sends", "Messages, by what came of them", "outcome")
        self._limited = self._counter("unhunch_rate_limited", "Answers of Discord's with 429")
        self._asked = self._counter("unhunch_interactions", "Commands and presses", "kind")
        self._connected = self._gauge("unhunch_gateway_connected", "1: connected to the gateway")
        self._latency = self._gauge("unhunch_gateway_latency_seconds", "The gateway's heartbeat")
        self._due_lag = self._gauge("unhunch_due_lag_seconds", "How late the earliest due one is")
        self._saving = self._gauge("unhunch_saving", "1: what happens can be saved")
        self._running = self._gauge("unhunch_sessions_running", "Sessions going on")

    def sent(self, outcome: Outcome) -> None:
        came = "delivered" if isinstance(outcome, Delivered) else outcome.why.value
        self._sends.labels(came).inc()

    def rate_limited(self) -> None:
        self._limited.inc()

    def asked(self, kind: str) -> None:
        self._asked.labels(kind).inc()

    def show(self, vitals: Vitals) -> bytes:
        """Everything counted and seen, as Prometheus reads it."""
        self._connected.set(vitals.connected)
        self._latency.set(float("nan") if vitals.latency is None else vitals.latency)
        self._due_lag.set(vitals.due_lag)
        self._running.set(vitals.running)
        self._saving.set(vitals.trouble is None)
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self.registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(name, what, registry=self.registry)


def ill(vitals: Vitals) -> str | None:
    """Why the bot is not well; None where it is."""
    if not vitals.connected:
        return "not connected to Discord's gateway"
    if vitals.trouble:
        return f"nothing can be saved: {vitals.trouble}"
    if vitals.due_lag > _LAG_LIMIT:
        return f"what is due has been waiting for {vitals.due_lag:.0f} s"
    return None


@asynccontextmanager
async def serving(port: int | None, counted: Counted, look: Look) -> AsyncIterator[None]:
    """Answers while it is open; None: does nothing. Raises `Faults` where the port is taken."""
    if port is None:
        yield
        return
    runner = web.AppRunner(_application(counted, look), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, _HOST, port).start()
        except OSError as error:
            raise Faults([f"HTTP_PORT: cannot listen on {port}: {error.strerror}"]) from None
        log.info("health and metrics at http://%s:%d", _HOST, port)
        yield
    finally:
        await runner.cleanup()


def _application(counted: Counted, look: Look) -> web.Application:
    async def seen() -> Vitals | str:
        try:
            async with asyncio.timeout(_LOOK_WITHIN):
                return await look()
        except Exception as error:
            log.warning("cannot see how the bot is: %s", type(error).__name__)
            return f"the database does not answer ({type(error).__name__})"

    async def health(_: web.Request) -> web.Response:
        vitals = await seen()
        why = vitals if isinstance(vitals, str) else ill(vitals)
        return web.Response(text=f"{why or 'ok'}\n", status=503 if why else 200)

    async def metrics(_: web.Request) -> web.Response:
        vitals = await seen()
        if isinstance(vitals, str):
            return web.Response(text=f"{vitals}\n", status=503)
        headers = {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return web.Response(body=counted.show(vitals), headers=headers)

    application = web.Application()
    application.router.add_get("/healthz", health)
    application.router.add_get("/metrics", metrics)
    return application
