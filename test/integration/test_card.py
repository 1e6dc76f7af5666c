"""The card reaches every dashboard by itself."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

URL = "/wattribute/wattribute-card.js?v=0.1.0"


def _stored(*urls: str) -> dict[str, Any]:
    items = [{"id": str(index), "type": "module", "url": url} for index, url in enumerate(urls)]
    return {"version": 1, "key": "lovelace_resources", "data": {"items": items}}


async def _set_up(hass: HomeAssistant) -> MockConfigEntry:
    entry = MockConfigEntry(domain="wattribute", data={})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    return entry


def _urls(hass: HomeAssistant) -> list[str]:
    return [item["url"] for item in hass.data[LOVELACE_DATA].resources.async_items()]


async def test_is_served_with_a_long_life_in_caches(
    hass: HomeAssistant, lovelace: None, hass_client: Callable[..., Awaitable[Any]]
) -> None:
    await _set_up(hass)
    response = await (await hass_client()).get(URL)
    assert response.status == HTTPStatus.OK
    assert "max-age=2678400" in response.headers["Cache-Control"]
    assert "wattribute-card" in await response.text()


async def test_becomes_a_resource_once_and_goes_with_the_last_entry(hass: HomeAssistant, lovelace: None) -> None:
    first = await _set_up(hass)
    assert _urls(hass) == [URL]
    second = await _set_up(hass)
    await hass.config_entries.async_reload(first.entry_id)
    assert _urls(hass) == [URL]

    await hass.config_entries.async_remove(first.entry_id)
    assert _urls(hass) == [URL]
    await hass.config_entries.async_remove(second.entry_id)
    assert _urls(hass) == []
    await _set_up(hass)
    assert _urls(hass) == [URL]


async def test_takes_the_place_of_older_versions_and_leaves_others_alone(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    old = "/wattribute/wattribute-card.js?v=0.0.9"
    hass_storage["lovelace_resources"] = _stored("/local/other.js", old, old, "/wattribute/wattribute-card.js")
    assert await async_setup_component(hass, "lovelace", {})
    await _set_up(hass)
    assert _urls(hass) == ["/local/other.js", URL]


async def test_is_an_extra_module_where_dashboards_are_kept_in_yaml(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "lovelace", {"lovelace": {"resource_mode": "yaml"}})
    entry = await _set_up(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    assert URL in hass.data[DATA_EXTRA_MODULE_URL].urls
    await hass.config_entries.async_remove(entry.entry_id)
    assert URL not in hass.data[DATA_EXTRA_MODULE_URL].urls


async def test_says_so_when_it_was_not_built(
    hass: HomeAssistant, lovelace: None, built_card: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (built_card / "wattribute-card.js").unlink()
    await _set_up(hass)
    assert f"The Wattribute card is missing: {built_card}/wattribute-card.js does not exist" in caplog.text
    await hass.data[LOVELACE_DATA].resources.async_get_info()
    assert _urls(hass) == []
