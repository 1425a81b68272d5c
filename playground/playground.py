"""The playground itself: a Discord on this machine, and the page to look at it."""

from __future__ import annotations

from functools import cached_property

from aiohttp import web

from .server import Server
from .web import Page


class Playground(Server):
    """A Discord on this machine. Use it as an async context manager, then drive people."""

    @cached_property
    def page(self) -> Page:
        return Page(self)

    def routes(self) -> list[web.RouteDef]:
        return self.page.routes
