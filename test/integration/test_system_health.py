"""System information says who answers."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info: dict[str, Any] = await get_system_health_info(hass, "wattribute")
    return {key: await value if asyncio.iscoroutine(value) else value for key, value in info.items()}


async def test_names_the_versions_and_the_connection(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    async with asyncio.timeout(5):
        while not backend.streams:
            await asyncio.sleep(0.01)
    info = await _info(hass)
    assert info == {"version": "0.1.0", "backend": "ok, 0.1.0", "connected": True}


async def test_says_why_nobody_answers(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    await backend.stop()
    info = await _info(hass)
    assert info["backend"] == {"type": "failed", "error": "backend_unreachable"}
    assert TOKEN not in str(info)
    assert backend.url not in str(info)


@pytest.mark.usefixtures("lovelace")
async def test_knows_no_backend_of_the_card_alone(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain="wattribute", data={})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert await _info(hass) == {"version": "0.1.0"}
