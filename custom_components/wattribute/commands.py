"""The WebSocket commands by which the card reaches the backend: any logged-in user reads, administrators change."""

import re
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.messages import construct_event_message, construct_result_message
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.loader import async_get_integration
import voluptuous as vol

from .backend import BackendError, get_backend
from .const import DOMAIN, NOT_CONFIGURED, NOT_LOADED, PROTOCOL, UNAUTHORIZED
from .feed import Follower, describe_connection, find_entry, follow

# Below the prefix of the API, and never out of it: no segment is "." or "..", nothing is escaped.
_PATH = re.compile(r"^(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)+\Z")

# While an entry waits for its backend, the backend's own silence says more than that. While it is being set up its stream is
# there already, and who is told so asks at once.
_ASKABLE = (ConfigEntryState.LOADED, ConfigEntryState.SETUP_RETRY, ConfigEntryState.SETUP_IN_PROGRESS)


@callback
def register_commands(hass: HomeAssistant) -> None:
    """Register the three commands."""
    websocket_api.async_register_command(hass, _info)
    websocket_api.async_register_command(hass, _request)
    websocket_api.async_register_command(hass, _subscribe)


@websocket_api.websocket_command({vol.Required("type"): "wattribute/info"})
@websocket_api.async_response
async def _info(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Tell what is set up, and how it is."""
    integration = await async_get_integration(hass, DOMAIN)
    admin = connection.user.is_admin
    entries = [
        {
            "entry_id": entry.entry_id,
            "title": entry.title,
            "state": entry.state.value,
            # It may name the address: for administrators.
            "reason": entry.reason if admin else None,
            "backend": CONF_URL in entry.data,
            "connected": describe_connection(hass, entry.entry_id)["connected"],
        }
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False, include_disabled=False)
    ]
    version = str(integration.version)
    connection.send_result(msg["id"], {"protocol": PROTOCOL, "version": version, "admin": admin, "entries": entries})


@websocket_api.websocket_command(
    {
        vol.Required("type"): "wattribute/request",
        vol.Optional("entry_id"): str,
        vol.Optional("method", default="GET"): vol.In(["GET", "POST", "PUT", "DELETE"]),
        vol.Required("path"): vol.All(str, vol.Length(max=1024), vol.Match(_PATH)),
        vol.Optional("query"): {str: vol.Any(str, int, float, bool)},
        vol.Optional("body"): object,
    }
)
@websocket_api.async_response
async def _request(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Ask the backend on behalf of a user."""
    admin = connection.user.is_admin
    if msg["method"] != "GET" and not admin:
        raise Unauthorized
    entry = find_entry(hass, msg.get("entry_id"))
    if entry is None or CONF_URL not in entry.data:
        connection.send_error(msg["id"], NOT_CONFIGURED, "Wattribute has no backend yet; add one in Settings, Devices & services")
        return
    if entry.state not in _ASKABLE:
        connection.send_error(msg["id"], NOT_LOADED, "Wattribute is not running; see Settings, Devices & services")
        return
    try:
        answer = await get_backend(hass, entry.data).request(
            msg["method"],
            msg["path"],
            role="admin" if admin else "user",
            user_id=connection.user.id,
            query={name: _to_text(value) for name, value in msg.get("query", {}).items()},
            body=msg.get("body"),
        )
    except BackendError as error:
        if error.code == UNAUTHORIZED:
            entry.async_start_reauth(hass)
        connection.send_error(msg["id"], error.code, error.message)
        return
    connection.send_message(construct_result_message(msg["id"], answer))


@websocket_api.websocket_command(
    {
        vol.Required("type"): "wattribute/subscribe",
        vol.Optional("entry_id"): str,
        vol.Optional("topics"): [str],
    }
)
@callback
def _subscribe(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Follow the stream of the backend, first the state of the connection."""
    topics = msg.get("topics")

    def send(event: bytes) -> None:
        connection.send_message(construct_event_message(msg["id"], event))

    connection.send_result(msg["id"])
    follower = Follower(msg.get("entry_id"), None if topics is None else frozenset(topics), send)
    connection.subscriptions[msg["id"]] = follow(hass, follower)


def _to_text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
