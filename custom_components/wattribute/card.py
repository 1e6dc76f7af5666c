"""The card: its files served, and known to every dashboard without a step by hand."""

import logging
from pathlib import Path
from typing import Any

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "frontend"
_FILE = "wattribute-card.js"
_ADDRESS = f"/{DOMAIN}/{_FILE}"

# The address as an extra module, where dashboards are kept in YAML.
_EXTRA_MODULE: HassKey[str] = HassKey(f"{DOMAIN}_extra_module")


async def serve_card(hass: HomeAssistant) -> None:
    """Serve the built files; once in the life of Home Assistant."""
    if not await hass.async_add_executor_job(_is_built):
        _LOGGER.error("The Wattribute card is missing: %s does not exist. Install a release of Wattribute again", FOLDER / _FILE)
        return
    # Cached by browsers: a page that loads before this runs still finds the card.
    await hass.http.async_register_static_paths([StaticPathConfig(f"/{DOMAIN}", str(FOLDER), cache_headers=True)])


async def register_card(hass: HomeAssistant) -> None:
    """Make the card of this version, and only that, a resource of all dashboards."""
    if not await hass.async_add_executor_job(_is_built):
        return
    integration = await async_get_integration(hass, DOMAIN)
    # Changes with the version alone, so that browsers load each version once.
    url = f"{_ADDRESS}?v={integration.version}"
    if (resources := _stored_resources(hass)) is None:
        if hass.data.get(_EXTRA_MODULE) is None:
            hass.data[_EXTRA_MODULE] = url
            add_extra_js_url(hass, url)
        return
    ours = await _find_ours(resources)
    if not ours:
        await resources.async_create_item({"res_type": "module", "url": url})
    elif ours[0]["url"] != url:
        await resources.async_update_item(ours[0]["id"], {"url": url})
    for spare in ours[1:]:
        await resources.async_delete_item(spare["id"])


async def unregister_card(hass: HomeAssistant) -> None:
    """Take the card from the dashboards' resources."""
    if (url := hass.data.pop(_EXTRA_MODULE, None)) is not None:
        remove_extra_js_url(hass, url)
    if (resources := _stored_resources(hass)) is not None:
        for item in await _find_ours(resources):
            await resources.async_delete_item(item["id"])


def _is_built() -> bool:
    return (FOLDER / _FILE).is_file()


def _stored_resources(hass: HomeAssistant) -> ResourceStorageCollection | None:
    data = hass.data.get(LOVELACE_DATA)
    return data.resources if data is not None and isinstance(data.resources, ResourceStorageCollection) else None


async def _find_ours(resources: ResourceStorageCollection) -> list[dict[str, Any]]:
    # Loads them: until then there seem to be none, and every start would add one.
    await resources.async_get_info()
    return [item for item in resources.async_items() if item["url"].split("?")[0] == _ADDRESS]
