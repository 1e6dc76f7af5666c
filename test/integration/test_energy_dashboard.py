"""The Energy dashboard of Home Assistant takes our sensors."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done, do_adhoc_statistics

KETTLE = {
    "entity_id": "switch.kettle",
    "verdict": "learned",
    "on_power_w": 1950,
    "power_w": 0,
    "switches": 40,
    "total_kwh": 12.345,
    "total_cost": 3.7,
}
CURRENT = {
    "total_power_w": 412.5,
    "kind": "load",
    "stale": False,
    "age_s": 1,
    "meter_id": "m",
    "entity_ids": ["sensor.grid", "sensor.solar"],
}
ENERGY = "sensor.kettle_attributed_energy"
POWER = "sensor.kettle_attributed_power"
HOUSE = "sensor.wattribute_house_power"


@pytest.fixture
def before_home_assistant(recorder_db_url: str) -> None:
    """Make the database of the recorder."""


@pytest.fixture
async def set_up(recorder_mock: Recorder, hass: HomeAssistant, backend: LoopbackBackend, lovelace: None) -> AsyncGenerator[MockConfigEntry]:
    for needed in ("sensor", "energy"):
        assert await async_setup_component(hass, needed, {})
    hass.states.async_set("switch.kettle", "off", {"friendly_name": "Kettle"})
    backend.answers |= {"/energy/current": CURRENT, "/energy/devices": {"devices": [KETTLE], "currency": "EUR", "price": 0.3}}
    entry = MockConfigEntry(
        domain="wattribute",
        title="Wattribute",
        data={"url": backend.url, "token": TOKEN},
        options={"all_entities": True},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    async with asyncio.timeout(5):
        while (power := hass.states.get(POWER)) is None or power.state == "unavailable":
            await asyncio.sleep(0.01)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


async def test_accepts_energy_and_power_of_a_device_and_of_the_house(
    hass: HomeAssistant, set_up: MockConfigEntry, hass_ws_client: Callable[..., Awaitable[Any]]
) -> None:
    client = await hass_ws_client(hass)
    # As Home Assistant does every five minutes.
    await async_wait_recording_done(hass)
    do_adhoc_statistics(hass, start=dt_util.utcnow().replace(second=0, microsecond=0, minute=dt_util.utcnow().minute // 5 * 5))
    await async_wait_recording_done(hass)

    await client.send_json_auto_id(
        {
            "type": "energy/save_prefs",
            "energy_sources": [{"type": "grid", "stat_energy_from": None, "stat_rate": HOUSE, "cost_adjustment_day": 0}],
            "device_consumption": [{"stat_consumption": ENERGY, "stat_rate": POWER}],
        }
    )
    assert (await client.receive_json())["success"]
    await client.send_json_auto_id({"type": "energy/validate"})
    assert (await client.receive_json())["result"] == {
        "energy_sources": [[]],
        "device_consumption": [[]],
        "device_consumption_water": [],
    }
