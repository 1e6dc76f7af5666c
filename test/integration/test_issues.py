"""What a person must look at stands in Repairs, and goes by itself."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.wattribute import feed, issues


def _issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    return {str(issue.translation_key): issue for issue in ir.async_get(hass).issues.values() if issue.domain == "wattribute"}


async def _until_issues(hass: HomeAssistant, keys: set[str]) -> None:
    async with asyncio.timeout(5):
        while set(_issues(hass)) != keys:
            await asyncio.sleep(0.01)


async def test_a_backend_that_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "UNREACHABLE_AFTER", 0.1)
    assert _issues(hass) == {}
    await backend.stop()
    await _until_issues(hass, {"backend_unreachable"})
    assert _issues(hass)["backend_unreachable"].translation_placeholders == {"url": backend.url}
    await backend.start()
    await _until_issues(hass, set())


async def test_a_backend_that_was_never_there(
    hass: HomeAssistant, lovelace: None, backend: LoopbackBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "UNREACHABLE_AFTER", 0.1)
    await backend.stop()
    entry = MockConfigEntry(domain="wattribute", unique_id="instance-1", data={"url": backend.url, "token": TOKEN})
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await _until_issues(hass, {"backend_unreachable"})
    await hass.config_entries.async_remove(entry.entry_id)
    assert _issues(hass) == {}


async def test_a_backend_of_an_older_wire(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    backend.health["protocol"] = 0
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert set(_issues(hass)) == {"backend_too_old"}
    backend.health["protocol"] = 1
    await hass.config_entries.async_reload(entry.entry_id)
    assert _issues(hass) == {}


async def test_a_backend_of_a_newer_wire_works_and_is_told(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    backend.health["protocol"] = 2
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert set(_issues(hass)) == {"integration_too_old"}


async def test_a_meter_that_is_silent_for_minutes(
    hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent: dict[str, Any] = {"stale": True, "age_s": 40, "entity_ids": ["sensor.grid", "sensor.solar"]}
    for age_s, told in ((40, set[str]()), (301, {"meter_silent"})):
        backend.answers["/energy/current"] = {**silent, "age_s": age_s}
        entry.runtime_data.refresh_soon()
        await asyncio.sleep(0.3)
        assert set(_issues(hass)) == told
    assert _issues(hass)["meter_silent"].translation_placeholders == {"url": backend.url, "sensors": "sensor.grid, sensor.solar"}
    backend.answers["/energy/current"] = {**silent, "stale": False}
    entry.runtime_data.refresh_soon()
    await _until_issues(hass, set())

    # One that never spoke has no age: it is given the same time.
    monkeypatch.setattr(issues, "_SILENT_AFTER", 0.1)
    backend.answers["/energy/current"] = {**silent, "age_s": None}
    entry.runtime_data.refresh_soon()
    await asyncio.sleep(0.3)
    assert _issues(hass) == {}
    entry.runtime_data.refresh_soon()
    await _until_issues(hass, {"meter_silent"})
