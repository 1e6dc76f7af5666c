"""What helps to find a fault, without secrets and addresses."""

import re
from typing import Any

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.util.json import json_loads

from .backend import BackendError, get_backend
from .feed import FEEDS, describe_connection

_ADDRESS = re.compile(rb"\bhttps?://[^\s\"'\\]+")


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, Any]:
    """Return the entry, its connection, and what the backend tells of itself."""
    report: dict[str, Any] = {
        "entry": async_redact_data(dict(entry.data), {CONF_TOKEN, CONF_URL}),
        "connection": describe_connection(hass, entry.entry_id),
        "followers": len(hass.data[FEEDS].followers),
    }
    if CONF_URL in entry.data:
        report["health"] = await _ask(hass, entry, "/health")
        report["statistics"] = await _ask(hass, entry, "/statistics")
    return report


async def _ask(hass: HomeAssistant, entry: ConfigEntry, path: str) -> Any:
    # As a user: the settings of the backend are told to administrators only.
    try:
        answer = await get_backend(hass, entry.data).request("GET", path, role="user")
    except BackendError as error:
        return {"error": error.code}
    return json_loads(_ADDRESS.sub(REDACTED.encode(), answer))
