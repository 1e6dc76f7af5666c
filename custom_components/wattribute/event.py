"""The event entity: which change moved the power by how much, for automations and the logbook."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, WattributeConfigEntry
from .entity import WattributeEntity

PARALLEL_UPDATES = 0

# Of an answer below it is more likely that it is wrong.
_LEAST_CONFIDENCE = 0.5
_TOLD = ("entity_id", "state", "previous_state", "power_delta_w", "interval_w", "confidence", "shared_with", "timestamp")


async def async_setup_entry(hass: HomeAssistant, entry: WattributeConfigEntry, add: AddConfigEntryEntitiesCallback) -> None:
    """Add the one event."""
    if (coordinator := entry.runtime_data) is not None:
        add([AttributedChange(coordinator)])


class AttributedChange(WattributeEntity, EventEntity):
    """A change of an entity that moved the power of the house."""

    # What is told is not worth a row in the recorder twice.
    _unrecorded_attributes = frozenset({"shared_with", "timestamp"})

    def __init__(self, coordinator: Coordinator) -> None:
        """Begin with what comes next; what was is no event any more."""
        super().__init__(coordinator, "attributed_change")
        self._attr_event_types = ["rise", "fall"]
        self._last = coordinator.data.correlation

    @callback
    def _handle_coordinator_update(self) -> None:
        change = self.coordinator.data.correlation
        if change is not None and change is not self._last:
            self._last = change
            self._tell(change)
        super()._handle_coordinator_update()

    @callback
    def _tell(self, change: Mapping[str, Any]) -> None:
        if change["confidence"] < _LEAST_CONFIDENCE:
            return
        self._trigger_event("rise" if change["power_delta_w"] > 0 else "fall", {name: change.get(name) for name in _TOLD})
