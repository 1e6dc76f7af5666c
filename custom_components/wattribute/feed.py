"""The one stream of a backend, shared by all who follow it, and who these are."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
import logging
from time import monotonic
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import json_bytes
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import json_loads

from .backend import Backend, BackendError
from .const import DOMAIN, NOT_CONFIGURED, NOT_LOADED, UNAUTHORIZED, UNREACHABLE
from .issues import BACKEND_UNREACHABLE, UNREACHABLE_AFTER, clear_issues, raise_issue

_LOGGER = logging.getLogger(__name__)

# Seconds between attempts; the last one again and again.
_DELAYS = (1, 2, 4, 8, 15, 30)

type Send = Callable[[bytes], None]


@dataclass(frozen=True, slots=True, eq=False)
class Follower:
    """Someone who follows an entry (None: the one that is meant when none is named)."""

    entry_id: str | None
    topics: frozenset[str] | None
    send: Send


@dataclass(slots=True)
class Feed:
    """The stream of one entry: whether it is up, and the task that keeps it so."""

    task: asyncio.Task[None] | None = None
    connected: bool = False
    code: str | None = None


@dataclass(slots=True)
class Feeds:
    """All feeds and all followers; kept beside the entries, so that followers outlive a reload."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    followers: set[Follower] = field(default_factory=set)


FEEDS: HassKey[Feeds] = HassKey(DOMAIN)


@callback
def find_entry(hass: HomeAssistant, entry_id: str | None) -> ConfigEntry[Any] | None:
    """Return the entry named; without a name the first that has a backend, else the first."""
    if entry_id is not None:
        entry = hass.config_entries.async_get_entry(entry_id)
        return entry if entry is not None and entry.domain == DOMAIN else None
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False, include_disabled=False)
    return next((entry for entry in entries if CONF_URL in entry.data), next(iter(entries), None))


@callback
def describe_connection(hass: HomeAssistant, entry_id: str | None) -> dict[str, Any]:
    """Return whether an entry's stream is up, and if not why, as far as known."""
    entry = find_entry(hass, entry_id)
    if entry is None or CONF_URL not in entry.data:
        return {"connected": False, "code": NOT_CONFIGURED}
    feed = hass.data[FEEDS].feeds.get(entry.entry_id)
    if feed is None:
        return {"connected": False, "code": NOT_LOADED}
    return {"connected": feed.connected, **({"code": feed.code} if feed.code else {})}


@callback
def follow(hass: HomeAssistant, follower: Follower) -> Callable[[], None]:
    """Send the state of the connection now, then all that comes; returns how to stop it."""
    followers = hass.data[FEEDS].followers
    followers.add(follower)
    follower.send(_connection_event(hass, follower.entry_id))
    return lambda: followers.discard(follower)


@callback
def start_feed(hass: HomeAssistant, entry: ConfigEntry[Any], backend: Backend) -> None:
    """Follow the backend of an entry from now on, whether or not it can be reached yet."""
    stop_feed(hass, entry.entry_id)
    feed = hass.data[FEEDS].feeds[entry.entry_id] = Feed()
    feed.task = hass.async_create_background_task(_keep_up(hass, entry, backend, feed), f"{DOMAIN} stream {entry.entry_id}")
    announce(hass)


@callback
def stop_feed(hass: HomeAssistant, entry_id: str) -> None:
    """End the feed of an entry, where there is one."""
    feed = hass.data[FEEDS].feeds.pop(entry_id, None)
    if feed is None:
        return
    if feed.task is not None:
        feed.task.cancel()
    announce(hass)


@callback
def announce(hass: HomeAssistant) -> None:
    """Tell all followers how their connection is: which entry is meant may have changed too."""
    for follower in tuple(hass.data[FEEDS].followers):
        follower.send(_connection_event(hass, follower.entry_id))


async def _keep_up(hass: HomeAssistant, entry: ConfigEntry[Any], backend: Backend, feed: Feed) -> None:
    """Follow the stream, again after each break, until the entry goes or the token is refused."""
    attempt = 0
    down_since = monotonic()
    while _is_wanted(hass, entry):
        try:
            async with backend.stream() as events:
                attempt = 0
                clear_issues(hass, entry, BACKEND_UNREACHABLE)
                _set_state(hass, entry, feed, connected=True, code=None)
                async for name, data in events:
                    _publish(hass, entry, name, data)
            down_since = monotonic()
            # A backend that stops ends its stream properly.
            code = UNREACHABLE
        except BackendError as error:
            code = error.code
        _set_state(hass, entry, feed, connected=False, code=code)
        if code == UNAUTHORIZED:
            entry.async_start_reauth(hass)
            return
        if monotonic() - down_since > UNREACHABLE_AFTER:
            raise_issue(hass, entry, BACKEND_UNREACHABLE)
        await asyncio.sleep(_DELAYS[min(attempt, len(_DELAYS) - 1)])
        attempt += 1


def _is_wanted(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
    """Tell whether an entry that never came up, and so is never unloaded, is still there."""
    return hass.config_entries.async_get_entry(entry.entry_id) is entry and entry.disabled_by is None


@callback
def _set_state(hass: HomeAssistant, entry: ConfigEntry[Any], feed: Feed, *, connected: bool, code: str | None) -> None:
    if connected and entry.state is ConfigEntryState.SETUP_RETRY:
        # Home Assistant itself would try again after up to ten minutes.
        hass.config_entries.async_schedule_reload(entry.entry_id)
    if (feed.connected, feed.code) == (connected, code):
        return
    if connected and feed.code is not None:
        _LOGGER.info("The stream of the Wattribute backend is back")
    elif not connected:
        _LOGGER.warning("The stream of the Wattribute backend broke off (%s); trying again", code)
    feed.connected, feed.code = connected, code
    announce(hass)


@callback
def _publish(hass: HomeAssistant, entry: ConfigEntry[Any], name: str, data: bytes) -> None:
    try:
        json_loads(data)
    except ValueError:
        _LOGGER.warning("The Wattribute backend sent an event %s that is not JSON; passed over", name)
        return
    event = b'{"type":%b,"data":%b}' % (json_bytes(name), data)
    default = find_entry(hass, None)
    for follower in tuple(hass.data[FEEDS].followers):
        meant = follower.entry_id or (default.entry_id if default else None)
        if meant == entry.entry_id and (follower.topics is None or name in follower.topics):
            follower.send(event)


def _connection_event(hass: HomeAssistant, entry_id: str | None) -> bytes:
    return json_bytes({"type": "connection", "data": describe_connection(hass, entry_id)})
