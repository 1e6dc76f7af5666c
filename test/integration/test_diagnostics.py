"""Diagnostics help, and tell no secret."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from loopback_backend import TOKEN, LoopbackBackend
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry


async def test_hold_health_but_neither_token_nor_address(
    hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend, hass_client: Callable[..., Awaitable[Any]]
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert report["entry"] == {"url": "**REDACTED**", "token": "**REDACTED**"}
    assert report["health"]["instance_id"] == "instance-1"
    assert report["health"]["parts"][0]["message"] == "Home Assistant at **REDACTED** is not there yet"
    text = json.dumps(report)
    assert TOKEN not in text
    assert "127.0.0.1" not in text
    assert backend.asked[-1].headers["Wattribute-Role"] == "user"


async def test_say_why_the_backend_told_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend, hass_client: Callable[..., Awaitable[Any]]
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    await backend.stop()
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert report["health"] == {"error": "backend_unreachable"}
