"""The entity that a sensor of ours is about, and the device that it belongs to."""

from dataclasses import dataclass
from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback, split_entity_id
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device import async_entity_id_to_device

from .const import DOMAIN


@dataclass(frozen=True, slots=True)
class Owner:
    """An entity with its device, where it has one, else a service of ours in its name."""

    entity_id: str
    device: dr.AnyDeviceEntry | None
    # Its name within the device; None: it is what the device is about.
    part: str | None
    own_device: dr.DeviceInfo


@callback
def find_owner(hass: HomeAssistant, entry: ConfigEntry[Any], entity_id: str, service_id: str) -> Owner:
    """Return what stands behind an entity id."""
    known = er.async_get(hass).async_get(entity_id)
    device = async_entity_id_to_device(hass, entity_id)
    state = hass.states.get(entity_id)
    name = state.name if state is not None else split_entity_id(entity_id)[1].replace("_", " ")
    own = dr.DeviceInfo(
        identifiers={(DOMAIN, f"{entry.entry_id}_{entity_id}")},
        name=name,
        entry_type=dr.DeviceEntryType.SERVICE,
        via_device_id=service_id,
    )
    return Owner(entity_id, device, known.name or known.original_name if known is not None and device is not None else None, own)


async def find_measured_devices(hass: HomeAssistant) -> frozenset[str]:
    """Return the devices that the Energy dashboard measures; a sensor of ours on a device is no meter of it."""
    preferences = (await async_get_manager(hass)).data
    registry = er.async_get(hass)
    known = [registry.async_get(device["stat_consumption"]) for device in (preferences["device_consumption"] if preferences else [])]
    return frozenset(entity.device_id for entity in known if entity is not None and entity.device_id and entity.platform != DOMAIN)
