"""A backend on loopback that speaks the wire of the real one, for the tests of the integration."""

import asyncio
from typing import Any

from aiohttp import web

TOKEN = "b" * 64


class LoopbackBackend:
    """Serves /api/v1 under a token; keeps what was asked, and who streams."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.health: dict[str, Any] = {
            "status": "ok",
            "version": "0.1.0",
            "protocol": 1,
            "instance_id": "instance-1",
            "parts": [{"part": "home", "status": "waiting", "message": "Home Assistant at http://10.1.2.3:8123 is not there yet"}],
        }
        # By path below the prefix; all else is answered by what was asked.
        self.answers: dict[str, Any] = {}
        self.asked: list[web.Request] = []
        self.bodies: list[bytes] = []
        self.streams: set[web.StreamResponse] = set()
        self.streams_opened = 0
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on the same port as before where there was one."""
        app = web.Application()
        app.router.add_get("/api/v1/health", self._health)
        app.router.add_get("/api/v1/stream", self._stream)
        app.router.add_get("/api/v1/page", self._page)
        app.router.add_get("/api/v1/moved", self._moved)
        app.router.add_get("/api/v1/refused", self._refused)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._stopping.clear()
        self._runner = web.AppRunner(app, shutdown_timeout=1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every stream."""
        self._stopping.set()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
        self.streams.clear()

    async def push(self, event: str, data: str) -> None:
        """Send an event to all who stream, cut in two as networks do."""
        text = f"id: 7\nevent: {event}\ndata: {data}\n\n".encode()
        for stream in list(self.streams):
            await stream.write(text[:9])
            await asyncio.sleep(0)
            await stream.write(text[9:])

    def _is_known(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {self.token}"

    async def _health(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if "refuse" in self.health:
            return _problem(self.health["refuse"], "too_many_requests")
        return web.json_response(self.health if self._is_known(request) else {"status": self.health["status"]})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if not self._is_known(request):
            return _problem(401, "invalid_token")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"retry: 1000\nevent: beat\nid: a-0\ndata: {}\n\n")
        self.streams.add(response)
        self.streams_opened += 1
        try:
            await self._stopping.wait()
        finally:
            self.streams.discard(response)
        return response

    async def _page(self, _request: web.Request) -> web.Response:
        return web.Response(text="<html>Sign in</html>", content_type="text/html")

    async def _moved(self, _request: web.Request) -> web.Response:
        raise web.HTTPFound("/api/v1/health")

    async def _refused(self, _request: web.Request) -> web.Response:
        return _problem(400, "invalid_query")

    async def _answer(self, request: web.Request) -> web.Response:
        if not self._is_known(request):
            return _problem(401, "invalid_token")
        self.asked.append(request)
        self.bodies.append(await request.read())
        if (answer := self.answers.get(request.path.removeprefix("/api/v1"))) is not None:
            return web.json_response(answer)
        if request.method == "DELETE":
            return web.Response(status=204)
        return web.json_response({"path": request.path, "query": dict(request.query)})


def _problem(status: int, code: str) -> web.Response:
    problem = {"type": "about:blank", "title": "Refused", "status": status, "detail": f"because of {code}", "code": code}
    return web.json_response(problem, status=status, content_type="application/problem+json")
