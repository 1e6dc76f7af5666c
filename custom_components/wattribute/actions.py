"""The action "Explain": what the power of a moment is made of, as an answer for scripts, automations and assistants."""

from datetime import UTC, datetime

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_URL
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import json_loads_object
import voluptuous as vol

from .backend import BackendError, get_backend
from .const import DOMAIN
from .feed import find_entry

_AT = "at"
_SCHEMA = vol.Schema({vol.Optional(_AT): cv.datetime, vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string})


@callback
def register_actions(hass: HomeAssistant) -> None:
    """Register the one action."""
    hass.services.async_register(DOMAIN, "explain", _explain, _SCHEMA, supports_response=SupportsResponse.ONLY)


async def _explain(call: ServiceCall) -> ServiceResponse:
    """Return the parts that add up to the power, with their names, and the change of that moment."""
    hass = call.hass
    entry = find_entry(hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
    if entry is None or CONF_URL not in entry.data:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_backend")
    at: datetime = call.data.get(_AT) or dt_util.utcnow()
    if at.tzinfo is None:
        at = at.replace(tzinfo=dt_util.get_default_time_zone())
    query = {"at": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    try:
        moment = json_loads_object(await get_backend(hass, entry.data).request("GET", "/energy/moment", role="user", query=query))
    except BackendError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="not_explained", translation_placeholders={"detail": error.message}
        ) from error
    parts = moment.get("parts")
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, dict) and isinstance(entity_id := part.get("entity_id"), str):
            state = hass.states.get(entity_id)
            part["name"] = state.name if state is not None else part.get("name") or entity_id
    return moment
