"""The action that explains a moment."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from loopback_backend import LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

MOMENT = {
    "power_w": 2245,
    "parts": [
        {"entity_id": "switch.kettle", "kind": "learned", "power_w": 1950, "interval_w": 12},
        {"entity_id": "pattern.p1", "name": "Fridge", "kind": "learned", "power_w": 95, "interval_w": None},
        {"entity_id": None, "kind": "always_on", "power_w": 200, "interval_w": None},
    ],
    "reasons": [],
}


async def _explain(hass: HomeAssistant, **data: Any) -> Any:
    return await hass.services.async_call("wattribute", "explain", data, blocking=True, return_response=True)


async def test_answers_with_the_parts_and_their_names(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    hass.states.async_set("switch.kettle", "on", {"friendly_name": "Kettle"})
    backend.answers["/energy/moment"] = MOMENT
    answer = await _explain(hass, at="2026-11-24T14:30:00+01:00")
    assert answer["power_w"] == 2245
    assert [part.get("name") for part in answer["parts"]] == ["Kettle", "Fridge", None]
    assert backend.asked[-1].query["at"] == "2026-11-24T13:30:00.000Z"
    assert backend.asked[-1].headers["Wattribute-Role"] == "user"


async def test_explains_now_when_no_moment_is_named(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    backend.answers["/energy/moment"] = MOMENT
    await _explain(hass, config_entry_id=entry.entry_id)
    assert backend.asked[-1].query["at"].endswith("Z")


async def test_says_what_is_missing(hass: HomeAssistant, entry: MockConfigEntry, backend: LoopbackBackend) -> None:
    with pytest.raises(ServiceValidationError, match="has no backend yet"):
        await _explain(hass, config_entry_id="unknown")
    await backend.stop()
    with pytest.raises(HomeAssistantError, match="could not be explained: The Wattribute backend cannot be reached"):
        await _explain(hass)
