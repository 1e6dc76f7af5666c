"""The sensors: the house where its power is computed, what nothing explains, and each learned device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, UnitOfEnergy, UnitOfPower
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.typing import StateType

from .const import CONF_ALL_ENTITIES
from .coordinator import Coordinator, Snapshot, WattributeConfigEntry
from .entity import WattributeEntity
from .owner import Owner, find_owner

PARALLEL_UPDATES = 0

_WATTS: dict[str, Any] = {
    "device_class": SensorDeviceClass.POWER,
    "state_class": SensorStateClass.MEASUREMENT,
    "native_unit_of_measurement": UnitOfPower.WATT,
    "suggested_display_precision": 0,
}


@dataclass(frozen=True, kw_only=True)
class HouseDescription(SensorEntityDescription):
    """A sensor of the whole house."""

    value: Callable[[Snapshot], StateType]


def _power_of_house(data: Snapshot) -> StateType:
    # A meter that is silent does not go on drawing what it last said.
    return None if data.current.get("stale") else data.current.get("total_power_w")


def _unexplained(data: Snapshot) -> StateType:
    return None if data.current.get("stale") else (data.current.get("split") or {}).get("unexplained_w")


_UNEXPLAINED = HouseDescription(key="unexplained_power", value=_unexplained, **_WATTS)
_HOUSE = {
    "load": HouseDescription(key="house_power", value=_power_of_house, **_WATTS),
    "net": HouseDescription(key="grid_power", value=_power_of_house, **_WATTS),
}


@dataclass(frozen=True, kw_only=True)
class DeviceDescription(SensorEntityDescription):
    """A sensor of one learned device; `field` of the backend's answer is what it shows."""

    field: str
    # Shown also while the backend is away: a total does not go.
    lasting: bool = False


_POWER = DeviceDescription(key="attributed_power", field="power_w", **_WATTS)
_ENERGY = DeviceDescription(
    key="attributed_energy",
    field="total_kwh",
    lasting=True,
    device_class=SensorDeviceClass.ENERGY,
    state_class=SensorStateClass.TOTAL_INCREASING,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    suggested_display_precision=2,
)
_COST = DeviceDescription(
    key="attributed_cost",
    field="total_cost",
    lasting=True,
    device_class=SensorDeviceClass.MONETARY,
    state_class=SensorStateClass.TOTAL,
    suggested_display_precision=2,
)


async def async_setup_entry(hass: HomeAssistant, entry: WattributeConfigEntry, add: AddConfigEntryEntitiesCallback) -> None:
    """Add what is known now, and each device when it is learned."""
    if (coordinator := entry.runtime_data) is None:
        return
    if entry.options.get(CONF_ALL_ENTITIES):
        _enable_all(hass, entry)
    add([HouseSensor(coordinator, description) for description in _of_house(hass, coordinator.data)])
    known: set[str] = set()

    @callback
    def add_learned() -> None:
        new = {name for name, device in coordinator.data.devices.items() if device.get("verdict") == "learned"} - known
        known.update(new)
        if new:
            add(sensor for name in sorted(new) for sensor in _of_device(coordinator, find_owner(hass, entry, name, coordinator.service_id)))

    add_learned()
    entry.async_on_unload(coordinator.async_add_listener(add_learned))


def _of_house(hass: HomeAssistant, data: Snapshot) -> list[HouseDescription]:
    """Leave out the power that a sensor of Home Assistant shows already."""
    sensors = data.current.get("entity_ids") or []
    state = hass.states.get(sensors[0]) if len(sensors) == 1 else None
    is_there = state is not None and state.attributes.get("device_class") == SensorDeviceClass.POWER
    return [_UNEXPLAINED] if is_there else [_HOUSE[data.current.get("kind", "load")], _UNEXPLAINED]


def _of_device(coordinator: Coordinator, owner: Owner) -> list[DeviceSensor]:
    """Leave out the energy that the Energy dashboard measures already, and with it the cost."""
    is_measured = owner.device is not None and owner.device.id in coordinator.data.measured
    descriptions = [_POWER] if is_measured else [_POWER, _ENERGY, _COST]
    return [DeviceSensor(coordinator, owner, description) for description in descriptions]


@callback
def _enable_all(hass: HomeAssistant, entry: WattributeConfigEntry) -> None:
    """Enable what was made disabled; what a person disabled stays so."""
    registry = er.async_get(hass)
    for known in er.async_entries_for_config_entry(registry, entry.entry_id):
        if known.disabled_by is er.RegistryEntryDisabler.INTEGRATION:
            registry.async_update_entity(known.entity_id, disabled_by=None)


class HouseSensor(WattributeEntity, SensorEntity):
    """A sensor of the whole house."""

    entity_description: HouseDescription

    def __init__(self, coordinator: Coordinator, description: HouseDescription) -> None:
        """Keep what it shows."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    def native_value(self) -> StateType:
        """Return watts."""
        return self.entity_description.value(self.coordinator.data)


class DeviceSensor(WattributeEntity, SensorEntity):
    """A sensor of one learned device."""

    entity_description: DeviceDescription

    def __init__(self, coordinator: Coordinator, owner: Owner, description: DeviceDescription) -> None:
        """Stand on the device that owns the entity."""
        super().__init__(coordinator, description.key)
        self.entity_description = description
        self._owner = owner
        self._last: StateType = None
        self._attr_unique_id = f"{coordinator.config_entry.entry_id}_{owner.entity_id}_{description.key}"
        self._attr_entity_registry_enabled_default = bool(coordinator.config_entry.options.get(CONF_ALL_ENTITIES))
        if owner.part is not None:
            self._attr_translation_key = f"{description.key}_of"
            self._attr_translation_placeholders = {"entity": owner.part}
        if owner.device is not None:
            # Of its own integration: it gets our entity, and stays theirs.
            self.device_entry = owner.device
            self._attr_device_info = None
        else:
            self._attr_device_info = owner.own_device

    async def async_added_to_hass(self) -> None:
        """Look anew when the entity changes; the backend knows what that means in watts."""
        await super().async_added_to_hass()
        if self.entity_description is _POWER:
            self.async_on_remove(async_track_state_change_event(self.hass, self._owner.entity_id, self._follow_owner))

    @callback
    def _follow_owner(self, _event: Event[EventStateChangedData]) -> None:
        self.coordinator.refresh_soon()

    @property
    def _device(self) -> Mapping[str, Any]:
        return self.coordinator.data.devices.get(self._owner.entity_id, {})

    @property
    def available(self) -> bool:
        """Tell whether there is something to show."""
        if self.entity_description.lasting:
            return self.native_value is not None
        owner = self.hass.states.get(self._owner.entity_id)
        is_there = owner is not None and owner.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        return super().available and is_there and self._device.get("verdict") == "learned"

    @property
    def native_value(self) -> StateType:
        """Return watts, kWh or money; a total that is not told for a moment is the last one, and never 0."""
        value: StateType = self._device.get(self.entity_description.field)
        if self.entity_description.lasting:
            self._last = self._last if value is None else value
            return self._last
        return value

    @property
    def native_unit_of_measurement(self) -> str | None:
        """Return the currency of the home for cost."""
        if self.entity_description is _COST:
            return self.coordinator.data.currency
        return super().native_unit_of_measurement

    @property
    def extra_state_attributes(self) -> dict[str, Any]:
        """Say where the number comes from, and how sure it is."""
        device = self._device
        entered = device.get("entered_w") is not None
        return {
            "source_entity_id": self._owner.entity_id,
            "provenance": "entered" if entered else "learned",
            "on_power_w": device.get("on_power_w"),
            # Of the interval around on_power_w: so likely it holds the true one.
            "confidence": None if entered or device.get("interval_w") is None else 0.95,
            "interval_w": device.get("interval_w"),
            "switches": device.get("switches"),
        }
