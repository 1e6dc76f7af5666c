"""The entities: what the backend knows, as Home Assistant shows it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
import json
from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.wattribute import async_remove_config_entry_device

CURRENT = {
    "total_power_w": 412.5,
    "kind": "load",
    "stale": False,
    "age_s": 1,
    "meter_id": "home_assistant",
    "entity_ids": ["sensor.grid", "sensor.solar"],
    "split": {"measured_w": 0, "learned_w": 150, "always_on_w": 200, "unexplained_w": 62.5},
}
KETTLE = {
    "entity_id": "switch.kettle",
    "verdict": "learned",
    "on_power_w": 1950,
    "power_w": 0,
    "interval_w": 12,
    "switches": 40,
    "total_kwh": 12.345,
    "total_cost": 3.7,
}
CHANGE = {
    "entity_id": "switch.kettle",
    "state": "on",
    "previous_state": "off",
    "power_delta_w": 1940,
    "interval_w": 20,
    "confidence": 0.93,
    "shared_with": [],
    "timestamp": "2026-11-24T12:00:00Z",
}


def _devices(*devices: dict[str, Any]) -> dict[str, Any]:
    return {"devices": list(devices), "currency": "EUR", "price": 0.3}


def _devices_of(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[dr.DeviceEntry, dr.DeviceEntry]:
    """Return the one device of ours, and the service."""
    ours = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    service = next(device for device in ours if ("wattribute", entry.entry_id) in device.identifiers)
    (own,) = (device for device in ours if device is not service)
    return own, service


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():
            await asyncio.sleep(0.01)


@pytest.fixture
def kettle(hass: HomeAssistant) -> er.RegistryEntry:
    """Bring a switch that another integration owns, with its device."""
    other = MockConfigEntry(domain="test")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=other.entry_id, identifiers={("test", "kettle")}, name="Kettle")
    entity = er.async_get(hass).async_get_or_create(
        "switch", "test", "kettle", device_id=device.id, config_entry=other, suggested_object_id="kettle"
    )
    hass.states.async_set("switch.kettle", "off", {"friendly_name": "Kettle"})
    return entity


@pytest.fixture
def told(backend: LoopbackBackend, kettle: er.RegistryEntry) -> LoopbackBackend:
    backend.answers |= {"/energy/current": CURRENT, "/energy/devices": _devices(KETTLE)}
    return backend


@pytest.fixture
async def add_entry(hass: HomeAssistant, told: LoopbackBackend, lovelace: None) -> AsyncGenerator[Callable[..., Any]]:
    added: list[MockConfigEntry] = []

    async def add(*, all_entities: bool = True) -> MockConfigEntry:
        entry = MockConfigEntry(
            domain="wattribute",
            title="Wattribute",
            unique_id="instance-1",
            data={"url": told.url, "token": TOKEN},
            options={"all_entities": all_entities},
        )
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        added.append(entry)
        await _until(lambda: entry.runtime_data.data.connected)
        return entry

    yield add
    for entry in added:
        if hass.config_entries.async_get_entry(entry.entry_id) is not None:
            await hass.config_entries.async_unload(entry.entry_id)


def _state(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None, [known.entity_id for known in hass.states.async_all()]
    return state.state


async def test_of_the_house_follow_each_reading(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    await add_entry()
    assert _state(hass, "sensor.wattribute_house_power") == "412.5"
    assert _state(hass, "sensor.wattribute_unexplained_power") == "62.5"
    await told.push("reading", json.dumps({"total_power_w": 700, "split": None}))
    await _until(lambda: _state(hass, "sensor.wattribute_house_power") == "700")
    assert _state(hass, "sensor.wattribute_unexplained_power") == "unknown"


async def test_show_the_grid_where_the_meter_is_net(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    told.answers["/energy/current"] = {**CURRENT, "kind": "net", "total_power_w": -250}
    await add_entry()
    assert _state(hass, "sensor.wattribute_grid_power") == "-250"


async def test_do_not_repeat_a_power_that_one_sensor_shows_already(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    hass.states.async_set("sensor.house", "412", {"device_class": "power"})
    told.answers["/energy/current"] = {**CURRENT, "entity_ids": ["sensor.house"]}
    await add_entry()
    assert hass.states.get("sensor.wattribute_house_power") is None
    assert _state(hass, "sensor.wattribute_unexplained_power") == "62.5"


async def test_a_silent_meter_has_no_power(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    told.answers["/energy/current"] = {**CURRENT, "stale": True}
    await add_entry()
    assert _state(hass, "sensor.wattribute_house_power") == "unknown"


async def test_of_a_device_stand_on_the_device_that_owns_it(hass: HomeAssistant, add_entry: Any, kettle: er.RegistryEntry) -> None:
    entry = await add_entry()
    registry = er.async_get(hass)
    ours = {
        known.entity_id: known
        for known in er.async_entries_for_config_entry(registry, entry.entry_id)
        if known.device_id == kettle.device_id
    }
    assert set(ours) == {"sensor.kettle_attributed_power", "sensor.kettle_attributed_energy", "sensor.kettle_attributed_cost"}
    device = dr.async_get(hass).async_get(kettle.device_id or "")
    assert device is not None
    assert device.name == "Kettle"
    energy = hass.states.get("sensor.kettle_attributed_energy")
    assert energy is not None
    assert energy.state == "12.345"
    wanted = {"device_class": "energy", "state_class": "total_increasing", "unit_of_measurement": "kWh", "provenance": "learned"}
    assert wanted.items() <= energy.attributes.items()
    assert {"confidence": 0.95, "interval_w": 12, "switches": 40, "source_entity_id": "switch.kettle"}.items() <= energy.attributes.items()
    cost = hass.states.get("sensor.kettle_attributed_cost")
    assert cost is not None
    assert (cost.state, cost.attributes["unit_of_measurement"], cost.attributes["state_class"]) == ("3.7", "EUR", "total")


async def test_are_disabled_until_wanted(hass: HomeAssistant, add_entry: Any) -> None:
    entry = await add_entry(all_entities=False)
    assert hass.states.get("sensor.kettle_attributed_power") is None
    assert hass.states.get("sensor.wattribute_unexplained_power") is not None
    known = er.async_get(hass).async_get("sensor.kettle_attributed_power")
    assert known is not None
    assert known.disabled_by is er.RegistryEntryDisabler.INTEGRATION

    form = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(form["flow_id"], {"all_entities": True})
    await hass.async_block_till_done()
    await _until(lambda: hass.states.get("sensor.kettle_attributed_power") is not None)


async def test_without_a_device_have_one_of_their_own(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    hass.states.async_set("light.attic", "off", {"friendly_name": "Attic light"})
    told.answers["/energy/devices"] = _devices({**KETTLE, "entity_id": "light.attic"})
    entry = await add_entry()
    assert _state(hass, "sensor.attic_light_attributed_power") == "0"
    own, service = _devices_of(hass, entry)
    assert own.name == "Attic light"
    assert own.via_device_id == service.id


async def test_appear_when_a_device_is_learned(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    told.answers["/energy/devices"] = _devices({**KETTLE, "verdict": "learning"})
    await add_entry()
    assert hass.states.get("sensor.kettle_attributed_power") is None
    told.answers["/energy/devices"] = _devices({**KETTLE, "power_w": 1950})
    await told.push("correlation", json.dumps(CHANGE))
    await _until(lambda: hass.states.get("sensor.kettle_attributed_power") is not None)
    assert _state(hass, "sensor.kettle_attributed_power") == "1950"


async def test_the_power_follows_the_entity(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    await add_entry()
    told.answers["/energy/devices"] = _devices({**KETTLE, "power_w": 1950})
    hass.states.async_set("switch.kettle", "on")
    await _until(lambda: _state(hass, "sensor.kettle_attributed_power") == "1950")
    # What is not known of the entity is not known of its power.
    hass.states.async_set("switch.kettle", "unavailable")
    await _until(lambda: _state(hass, "sensor.kettle_attributed_power") == "unavailable")


async def test_what_the_energy_dashboard_measures_has_no_energy_here(hass: HomeAssistant, add_entry: Any, kettle: er.RegistryEntry) -> None:
    er.async_get(hass).async_get_or_create(
        "sensor", "test", "kettle_energy", device_id=kettle.device_id, suggested_object_id="kettle_energy"
    )
    manager = await async_get_manager(hass)
    await manager.async_update({"device_consumption": [{"stat_consumption": "sensor.kettle_energy"}]})
    await add_entry()
    assert hass.states.get("sensor.kettle_attributed_power") is not None
    assert hass.states.get("sensor.kettle_attributed_energy") is None


async def test_an_energy_of_ours_in_the_energy_dashboard_stays(hass: HomeAssistant, add_entry: Any) -> None:
    entry = await add_entry()
    manager = await async_get_manager(hass)
    await manager.async_update({"device_consumption": [{"stat_consumption": "sensor.kettle_attributed_energy"}]})
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert _state(hass, "sensor.kettle_attributed_energy") == "12.345"


async def test_without_the_backend_power_is_unavailable_and_energy_keeps_its_value(
    hass: HomeAssistant, add_entry: Any, told: LoopbackBackend
) -> None:
    await add_entry()
    await told.stop()
    await _until(lambda: _state(hass, "sensor.kettle_attributed_power") == "unavailable")
    assert _state(hass, "sensor.wattribute_house_power") == "unavailable"
    assert _state(hass, "sensor.kettle_attributed_energy") == "12.345"
    # Just started, it does not know its totals yet.
    told.answers["/energy/devices"] = _devices({**KETTLE, "total_kwh": None})
    await told.start()
    await _until(lambda: _state(hass, "sensor.kettle_attributed_power") == "0")
    assert _state(hass, "sensor.kettle_attributed_energy") == "12.345"


async def test_a_reload_brings_no_energy_of_0(hass: HomeAssistant, add_entry: Any) -> None:
    entry = await add_entry()
    seen: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: seen.append(event.data["new_state"].state) if event.data["entity_id"] == "sensor.kettle_attributed_energy" else None,
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert set(seen) <= {"unavailable", "12.345"}
    assert seen[-1] == "12.345"


async def test_a_backend_that_is_installed_anew_doubles_nothing(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    entry = await add_entry()
    registry = er.async_get(hass)
    before = {known.entity_id for known in er.async_entries_for_config_entry(registry, entry.entry_id)}
    told.health["instance_id"] = "instance-2"
    hass.config_entries.async_update_entry(entry, unique_id="instance-2")
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert {known.entity_id for known in er.async_entries_for_config_entry(registry, entry.entry_id)} == before


async def test_the_event_tells_each_attributed_change(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    await add_entry()
    event = "event.wattribute_attributed_change"
    assert _state(hass, event) == "unknown"
    await told.push("correlation", json.dumps({**CHANGE, "confidence": 0.4}))
    await told.push("correlation", json.dumps(CHANGE))
    await _until(lambda: _state(hass, event) != "unknown")
    state = hass.states.get(event)
    assert state is not None
    assert {
        "event_type": "rise",
        "entity_id": "switch.kettle",
        "power_delta_w": 1940,
        "confidence": 0.93,
    }.items() <= state.attributes.items()
    first = state.state
    await told.push("correlation", json.dumps({**CHANGE, "power_delta_w": -1940, "state": "off"}))
    await _until(lambda: _state(hass, event) != first)
    state = hass.states.get(event)
    assert state is not None
    assert state.attributes["event_type"] == "fall"


async def test_a_device_is_deleted_by_hand_once_nothing_is_told_of_it(hass: HomeAssistant, add_entry: Any, told: LoopbackBackend) -> None:
    told.answers["/energy/devices"] = _devices({**KETTLE, "entity_id": "light.attic"})
    entry = await add_entry()
    own, _ = _devices_of(hass, entry)
    assert not await async_remove_config_entry_device(hass, entry, own)
    told.answers["/energy/devices"] = _devices()
    await hass.config_entries.async_reload(entry.entry_id)
    assert await async_remove_config_entry_device(hass, entry, own)
