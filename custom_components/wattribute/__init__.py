"""Wattribute in Home Assistant: brings the card to the dashboards and passes on what the backend says. All else is decided there."""

from homeassistant.const import CONF_URL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError, ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.typing import ConfigType

from .actions import register_actions
from .backend import Backend, BackendError, Health, get_backend
from .card import register_card, serve_card, unregister_card
from .commands import register_commands
from .const import DOMAIN, PROTOCOL, TOO_OLD, UNAUTHORIZED
from .coordinator import Coordinator, WattributeConfigEntry
from .feed import FEEDS, Feeds, announce, start_feed, stop_feed
from .issues import BACKEND_TOO_OLD, INTEGRATION_TOO_OLD, clear_issues, raise_issue

# What cannot be healed by waiting.
_FAILURES: dict[str, tuple[type[HomeAssistantError], str]] = {
    UNAUTHORIZED: (ConfigEntryAuthFailed, "unauthorized"),
    TOO_OLD: (ConfigEntryError, "too_old"),
}

PLATFORMS = (Platform.EVENT, Platform.SENSOR)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Serve the card first, since open pages ask for it; then the commands and the action."""
    await serve_card(hass)
    hass.data[FEEDS] = Feeds()
    register_commands(hass)
    register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: WattributeConfigEntry) -> bool:
    """Set up an entry: the card, and the backend where there is one."""
    await register_card(hass)
    entry.runtime_data = None
    if CONF_URL not in entry.data:
        announce(hass)
        return True
    backend = get_backend(hass, entry.data)
    stop_feed(hass, entry.entry_id)
    try:
        health = await backend.health()
    except BackendError as error:
        failure, key = _FAILURES.get(error.code, (ConfigEntryNotReady, "not_ready"))
        if failure is ConfigEntryNotReady:
            # Goes on knocking by itself, and reloads the entry as soon as the backend is there.
            start_feed(hass, entry, backend)
        if error.code == TOO_OLD:
            raise_issue(hass, entry, BACKEND_TOO_OLD)
        raise failure(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"url": entry.data[CONF_URL], "detail": error.message},
        ) from error
    clear_issues(hass, entry, BACKEND_TOO_OLD)
    start_feed(hass, entry, backend)
    await _set_up_entities(hass, entry, backend, health)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: WattributeConfigEntry) -> bool:
    """Stop following the backend; who follows here goes on waiting."""
    if entry.runtime_data is not None and not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    stop_feed(hass, entry.entry_id)
    return True


async def async_remove_config_entry_device(hass: HomeAssistant, entry: WattributeConfigEntry, device: dr.DeviceEntry) -> bool:
    """Let a device be deleted by hand that nothing is told of any more."""
    told = entry.runtime_data.data.devices if entry.runtime_data is not None else {}
    kept = {(DOMAIN, entry.entry_id), *((DOMAIN, f"{entry.entry_id}_{entity_id}") for entity_id in told)}
    return not kept & set(device.identifiers)


async def async_remove_entry(hass: HomeAssistant, entry: WattributeConfigEntry) -> None:
    """Take the card away with the last entry."""
    clear_issues(hass, entry)
    if FEEDS in hass.data:
        stop_feed(hass, entry.entry_id)
        announce(hass)
    if not hass.config_entries.async_entries(DOMAIN):
        await unregister_card(hass)


async def _set_up_entities(hass: HomeAssistant, entry: WattributeConfigEntry, backend: Backend, health: Health) -> None:
    """Make the service that all entities hang on, and then these."""
    if health.protocol > PROTOCOL:
        raise_issue(hass, entry, INTEGRATION_TOO_OLD)
    else:
        clear_issues(hass, entry, INTEGRATION_TOO_OLD)
    service = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        name="Wattribute",
        manufacturer="Wattribute",
        sw_version=health.version,
        entry_type=dr.DeviceEntryType.SERVICE,
    )
    entry.runtime_data = Coordinator(hass, entry, backend, service.id)
    await entry.runtime_data.start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
