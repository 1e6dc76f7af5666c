"""Wattribute in Home Assistant: brings the card to the dashboards and passes on what the backend says. All else is decided there."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError, ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .backend import BackendError, get_backend
from .card import register_card, serve_card, unregister_card
from .commands import register_commands
from .const import DOMAIN, TOO_OLD, UNAUTHORIZED
from .feed import FEEDS, Feeds, announce, start_feed, stop_feed

# What cannot be healed by waiting.
_FAILURES: dict[str, tuple[type[HomeAssistantError], str]] = {
    UNAUTHORIZED: (ConfigEntryAuthFailed, "unauthorized"),
    TOO_OLD: (ConfigEntryError, "too_old"),
}

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Serve the card first, since open pages ask for it; then the commands."""
    await serve_card(hass)
    hass.data[FEEDS] = Feeds()
    register_commands(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up an entry: the card, and the backend where there is one."""
    await register_card(hass)
    if CONF_URL not in entry.data:
        announce(hass)
        return True
    backend = get_backend(hass, entry.data)
    stop_feed(hass, entry.entry_id)
    try:
        await backend.health()
    except BackendError as error:
        failure, key = _FAILURES.get(error.code, (ConfigEntryNotReady, "not_ready"))
        if failure is ConfigEntryNotReady:
            # Goes on knocking by itself, and reloads the entry as soon as the backend is there.
            start_feed(hass, entry, backend)
        raise failure(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"url": entry.data[CONF_URL], "detail": error.message},
        ) from error
    start_feed(hass, entry, backend)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Stop following the backend; who follows here goes on waiting."""
    stop_feed(hass, entry.entry_id)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take the card away with the last entry."""
    if FEEDS in hass.data:
        stop_feed(hass, entry.entry_id)
        announce(hass)
    if not hass.config_entries.async_entries(DOMAIN):
        await unregister_card(hass)
