"""The backend over HTTP: one request, its health, its stream of events."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.json import json_loads
from yarl import URL

from .const import INVALID, OLDEST_PROTOCOL, TIMEOUT, TOO_OLD, UNAUTHORIZED, UNREACHABLE
from .events import read_events

API_PREFIX = "/api/v1"

# Seconds. A request has an end, since the caller in the browser waits without one.
_REQUEST_TIMEOUT = ClientTimeout(total=10, connect=5)
# The backend sends a heartbeat every 15 s: three missed ones and the stream is dead.
_STREAM_TIMEOUT = ClientTimeout(total=None, connect=5, sock_read=45)

type Role = Literal["user", "admin"]


class BackendError(Exception):
    """The backend did not answer as wanted; `code` is for programs, `message` for people."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the message."""
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Health:
    """What the backend tells of itself to those who bear its token."""

    instance_id: str
    version: str | None
    protocol: int
    data: Mapping[str, Any]


def parse_address(text: str) -> str:
    """Return the address of a backend as typed by a person in its one form; raises ValueError."""
    address = text.strip()
    url = URL(address if "://" in address else f"http://{address}")
    if url.scheme not in ("http", "https") or not url.host or url.user or url.password:
        raise ValueError("an address like http://192.168.1.10:8015 is wanted")
    path = url.path.rstrip("/").removesuffix(API_PREFIX)
    return str(url.origin()) + path


class Backend:
    """A backend at an address, asked with its token."""

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        """Take over the session of Home Assistant."""
        self._session = session
        self._url = url
        self._token = token

    async def request(
        self,
        method: str,
        path: str,
        *,
        role: Role,
        user_id: str | None = None,
        query: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> bytes:
        """Return the answer, checked to be JSON, as the bytes it came in; what is changed is kept under the name of the user."""
        spoken_for = {"Wattribute-Role": role} if user_id is None else {"Wattribute-Role": role, "Wattribute-User": user_id}
        async with self._open(method, path, _REQUEST_TIMEOUT, spoken_for, params=query, json=body) as response:
            answer = await response.read()
        if response.status == HTTPStatus.NO_CONTENT:
            return b"null"
        _parse(answer, path)
        return answer

    async def health(self) -> Health:
        """Return who the backend is; raises BackendError where it is none of ours, too old, or refuses the token."""
        data = _parse(await self.request("GET", "/health", role="user"), "/health")
        if not isinstance(data, dict) or data.get("status") not in ("ok", "degraded"):
            raise BackendError(INVALID, "What answers at this address is not a Wattribute backend")
        # Only the two words above are told to those whose token it does not know.
        if not isinstance(instance_id := data.get("instance_id"), str):
            raise BackendError(UNAUTHORIZED, "The Wattribute backend does not know this token")
        protocol = data.get("protocol")
        if not isinstance(protocol, int) or protocol < OLDEST_PROTOCOL:
            raise BackendError(TOO_OLD, "The Wattribute backend is too old for this integration; update it")
        version = data.get("version")
        return Health(instance_id, version if isinstance(version, str) else None, protocol, data)

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[AsyncIterator[tuple[str, bytes]]]:
        """Open the stream: pairs of the event's name and its data as JSON bytes."""
        async with self._open("GET", "/stream", _STREAM_TIMEOUT, {"Wattribute-Role": "user", "Accept": "text/event-stream"}) as response:
            if response.content_type != "text/event-stream":
                raise BackendError(INVALID, f"The Wattribute backend sent {response.content_type} instead of its stream")
            yield read_events(response.content.iter_any())

    @asynccontextmanager
    async def _open(
        self,
        method: str,
        path: str,
        limits: ClientTimeout,
        more_headers: Mapping[str, str],
        **options: Any,
    ) -> AsyncIterator[ClientResponse]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **more_headers}
        try:
            async with self._session.request(
                method,
                f"{self._url}{API_PREFIX}{path}",
                headers=headers,
                timeout=limits,
                allow_redirects=False,
                **options,
            ) as response:
                await _check(response, path)
                yield response
        # Of aiohttp's own time-outs each is a ClientError too: this one first.
        except TimeoutError as error:
            raise BackendError(TIMEOUT, "The Wattribute backend did not answer in time") from error
        except ClientError as error:
            raise BackendError(UNREACHABLE, "The Wattribute backend cannot be reached; is it running?") from error


def get_backend(hass: HomeAssistant, data: Mapping[str, Any]) -> Backend:
    """Return the backend that the data of a config entry name."""
    return Backend(async_get_clientsession(hass), data[CONF_URL], data[CONF_TOKEN])


async def _check(response: ClientResponse, path: str) -> None:
    """Raise the problem that the backend tells instead of an answer."""
    if response.status == HTTPStatus.UNAUTHORIZED:
        raise BackendError(UNAUTHORIZED, "The Wattribute backend does not know this token")
    if response.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if response.status < HTTPStatus.BAD_REQUEST:
        raise BackendError(INVALID, f"{path} was answered by a redirection; is this the address of the backend itself?")
    problem = _parse(await response.read(), path)
    if not isinstance(problem, dict) or not isinstance(code := problem.get("code"), str):
        raise BackendError(INVALID, f"{path} was answered by HTTP {response.status} without a reason")
    raise BackendError(code, str(problem.get("detail") or problem.get("title") or code))


def _parse(answer: bytes, path: str) -> Any:
    # Bytes that are no JSON would break the message that carries them to the browser.
    try:
        return json_loads(answer)
    except ValueError as error:
        raise BackendError(INVALID, f"{path} was not answered in JSON; is this the address of the backend itself?") from error
