"""What all entities share."""

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import Coordinator


class WattributeEntity(CoordinatorEntity[Coordinator]):
    """An entity of the backend itself."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: Coordinator, key: str) -> None:
        """Be known by the entry: a backend that is installed anew makes no second entity."""
        super().__init__(coordinator)
        entry_id = coordinator.config_entry.entry_id
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_translation_key = key
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, entry_id)})

    @property
    def available(self) -> bool:
        """Tell whether the backend is there."""
        return self.coordinator.data.connected
