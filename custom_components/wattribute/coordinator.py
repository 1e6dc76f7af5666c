"""What the entities show: pushed by the backend's stream, and asked for anew where the stream tells only that something changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util.json import json_loads

from .backend import Backend, BackendError
from .const import DOMAIN
from .feed import Follower, follow
from .issues import MeterWatch
from .owner import find_measured_devices

_LOGGER = logging.getLogger(__name__)

# Energy grows without an event; so much later it is told.
_REFRESH_EVERY = timedelta(minutes=1)
# Seconds: what happens together is asked for once.
_COOLDOWN = 1.0

type WattributeConfigEntry = ConfigEntry[Coordinator | None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is known now; the mappings are the backend's own answers."""

    connected: bool = False
    current: Mapping[str, Any] = field(default_factory=dict)
    devices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    currency: str | None = None
    # Devices of Home Assistant with a meter of their own in the Energy dashboard.
    measured: frozenset[str] = frozenset()
    # The change that was attributed last.
    correlation: Mapping[str, Any] | None = None


class Coordinator(DataUpdateCoordinator[Snapshot]):
    """Keeps the snapshot of one backend."""

    config_entry: WattributeConfigEntry

    def __init__(self, hass: HomeAssistant, entry: WattributeConfigEntry, backend: Backend, service_id: str) -> None:
        """Without an interval of its own: a pushed reading would put the next look off for ever."""
        super().__init__(hass, _LOGGER, config_entry=entry, name=DOMAIN)
        self.data = Snapshot()
        # The device of ours that all others of ours hang on.
        self.service_id = service_id
        self._backend = backend
        self._was_cut = False
        self._meter = MeterWatch(hass, entry)
        self._soon = Debouncer(hass, _LOGGER, cooldown=_COOLDOWN, immediate=False, function=self._refresh)

    async def start(self) -> None:
        """Ask once, then follow until the entry is unloaded."""
        await self._refresh()
        entry = self.config_entry
        entry.async_on_unload(follow(self.hass, Follower(entry.entry_id, None, self._receive)))
        entry.async_on_unload(async_track_time_interval(self.hass, self._look, _REFRESH_EVERY))
        entry.async_on_unload(self._soon.async_shutdown)

    @callback
    def refresh_soon(self) -> None:
        """Ask anew in a moment: what is shown may have changed."""
        self._soon.async_schedule_call()

    async def _look(self, _now: datetime) -> None:
        if self.data.connected:
            await self._refresh()

    async def _refresh(self) -> None:
        try:
            current, devices = await self._ask("/energy/current"), await self._ask("/energy/devices")
        except BackendError as error:
            # The stream tells whether the backend is there; here it was busy, and is asked again.
            _LOGGER.debug("The Wattribute backend could not be asked: %s", error.message)
            return
        measured = await find_measured_devices(self.hass)
        self._meter.look(current)
        known = {device["entity_id"]: device for device in devices.get("devices", [])}
        self.async_set_updated_data(replace(self.data, current=current, devices=known, currency=devices.get("currency"), measured=measured))

    async def _ask(self, path: str) -> Mapping[str, Any]:
        answer: Any = json_loads(await self._backend.request("GET", path, role="user"))
        return answer if isinstance(answer, dict) else {}

    @callback
    def _receive(self, event: bytes) -> None:
        """Take an event of the stream, or of the connection."""
        message: Any = json_loads(event)
        kind, data = message["type"], message["data"]
        if kind == "connection":
            self._set_connected(connected=data["connected"])
        elif kind == "reading":
            self.async_set_updated_data(replace(self.data, current={**self.data.current, **data, "stale": False}))
        elif kind == "correlation":
            self.async_set_updated_data(replace(self.data, correlation=data))
            self.refresh_soon()
        else:
            self.refresh_soon()

    @callback
    def _set_connected(self, *, connected: bool) -> None:
        if connected == self.data.connected:
            return
        # Nothing is replayed after a break.
        if connected and self._was_cut:
            self.refresh_soon()
        self._was_cut = not connected
        self.async_set_updated_data(replace(self.data, connected=connected))
