"""What a person must look at: told in Settings, Repairs, and taken back when it is mended."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .const import DOMAIN

BACKEND_UNREACHABLE = "backend_unreachable"
BACKEND_TOO_OLD = "backend_too_old"
INTEGRATION_TOO_OLD = "integration_too_old"
METER_SILENT = "meter_silent"
_ALL = (BACKEND_UNREACHABLE, BACKEND_TOO_OLD, INTEGRATION_TOO_OLD, METER_SILENT)

# Seconds. A restart of the backend takes less, and so does a meter's hiccup.
UNREACHABLE_AFTER = 60
_SILENT_AFTER = 300


@callback
def raise_issue(hass: HomeAssistant, entry: ConfigEntry[Any], key: str, **placeholders: str) -> None:
    """Tell of it; what is told already stays."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _id(entry, key),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR if key == BACKEND_TOO_OLD else ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders={"url": entry.data.get(CONF_URL, ""), **placeholders},
    )


@callback
def clear_issues(hass: HomeAssistant, entry: ConfigEntry[Any], *keys: str) -> None:
    """Take back these, or all."""
    for key in keys or _ALL:
        ir.async_delete_issue(hass, DOMAIN, _id(entry, key))


class MeterWatch:
    """Tells of a meter that has been silent for minutes."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Begin with a meter that speaks."""
        self._hass = hass
        self._entry = entry
        self._silent_since: float | None = None

    @callback
    def look(self, current: Mapping[str, Any]) -> None:
        """Judge what `/energy/current` says."""
        if not current.get("stale"):
            self._silent_since = None
            clear_issues(self._hass, self._entry, METER_SILENT)
            return
        now = dt_util.utcnow().timestamp()
        self._silent_since = self._silent_since or now
        if max(now - self._silent_since, current.get("age_s") or 0) >= _SILENT_AFTER:
            sensors = ", ".join(current.get("entity_ids") or []) or str(current.get("meter_id"))
            raise_issue(self._hass, self._entry, METER_SILENT, sensors=sensors)


def _id(entry: ConfigEntry[Any], key: str) -> str:
    return f"{key}_{entry.entry_id}"
