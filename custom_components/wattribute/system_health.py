"""What Settings, System, Repairs, System information says of Wattribute: short, and without addresses."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_integration

from .backend import Backend, BackendError, get_backend
from .const import DOMAIN
from .feed import describe_connection, find_entry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Say who answers."""
    register.async_register_info(_tell)


async def _tell(hass: HomeAssistant) -> dict[str, Any]:
    """Return versions, and how it stands with the backend; what is awaited there is shown when it is known."""
    info: dict[str, Any] = {"version": str((await async_get_integration(hass, DOMAIN)).version)}
    entry = find_entry(hass, None)
    if entry is None or CONF_URL not in entry.data:
        return info
    backend = get_backend(hass, entry.data)
    return info | {"backend": _reach(backend), "connected": describe_connection(hass, entry.entry_id)["connected"]}


async def _reach(backend: Backend) -> str | dict[str, str]:
    try:
        health = await backend.health()
    except BackendError as error:
        return {"type": "failed", "error": error.code}
    return f"{health.data['status']}, {health.version}"
