"""The stream of the backend, as the cards follow it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from loopback_backend import TOKEN, LoopbackBackend
from pytest_homeassistant_custom_component.common import MockConfigEntry

UP = {"type": "connection", "data": {"connected": True}}


async def _subscribe(client: Any, **message: Any) -> int:
    await client.send_json_auto_id({"type": "wattribute/subscribe", **message})
    result = await client.receive_json()
    assert result["success"]
    return int(result["id"])


async def _next(client: Any) -> Any:
    return (await asyncio.wait_for(client.receive_json(), 5))["event"]


async def _until_up(client: Any) -> list[Any]:
    """Return what came before the connection stood."""
    before: list[Any] = []
    while (event := await _next(client)) != UP:
        before.append(event)
    return before


async def test_22_followers_share_one_stream(hass: HomeAssistant, user: Any, backend: LoopbackBackend) -> None:
    for _ in range(22):
        await _subscribe(user)
        await _until_up(user)
    await backend.push("reading", '{"total_power_w":412.5}')
    events = [await _next(user) for _ in range(22)]
    assert events == [{"type": "reading", "data": {"total_power_w": 412.5}}] * 22
    assert backend.streams_opened == 1


async def test_a_follower_gets_the_topics_asked_for_and_none_after_leaving(user: Any, backend: LoopbackBackend) -> None:
    left = await _subscribe(user)
    await _until_up(user)
    await _subscribe(user, topics=["correlation"])
    await _until_up(user)
    await user.send_json_auto_id({"type": "unsubscribe_events", "subscription": left})
    assert (await user.receive_json())["success"]
    await backend.push("reading", "{}")
    await backend.push("correlation", "<not json>")
    await backend.push("correlation", '{"id":"1.light.kitchen"}')
    assert await _next(user) == {"type": "correlation", "data": {"id": "1.light.kitchen"}}


async def test_the_subscription_outlives_the_backend_and_a_reload(
    hass: HomeAssistant, user: Any, entry: MockConfigEntry, backend: LoopbackBackend
) -> None:
    await _subscribe(user)
    await _until_up(user)
    await backend.stop()
    assert await _next(user) == {"type": "connection", "data": {"connected": False, "code": "backend_unreachable"}}
    await backend.start()
    await _until_up(user)

    await hass.config_entries.async_reload(entry.entry_id)
    codes = [event["data"].get("code") for event in await _until_up(user)]
    assert codes[0] == "not_loaded"
    await backend.push("reading", "{}")
    assert await _next(user) == {"type": "reading", "data": {}}


async def test_an_entry_that_found_no_backend_comes_up_with_it(
    hass: HomeAssistant, lovelace: None, backend: LoopbackBackend, hass_ws_client: Callable[..., Awaitable[Any]]
) -> None:
    await backend.stop()
    entry = MockConfigEntry(domain="wattribute", unique_id="instance-1", data={"url": backend.url, "token": TOKEN})
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert backend.url in (entry.reason or "")
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "wattribute/request", "path": "/health"})
    assert (await client.receive_json())["error"]["code"] == "backend_unreachable"
    await _subscribe(client)
    await backend.start()
    await _until_up(client)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_refused_token_ends_the_stream_and_asks_for_a_new_one(
    hass: HomeAssistant, user: Any, entry: MockConfigEntry, backend: LoopbackBackend
) -> None:
    await _subscribe(user)
    await _until_up(user)
    backend.token = "new"
    await backend.stop()
    await backend.start()
    codes = [(await _next(user))["data"]["code"]]
    while codes[-1] != "backend_unauthorized":
        codes.append((await _next(user))["data"]["code"])
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler("wattribute")
    assert flow["context"]["source"] == "reauth"

    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    await hass.config_entries.flow.async_configure(form["flow_id"], {"token": "new"})
    await _until_up(user)


async def test_a_follower_without_a_backend_waits_for_one(
    hass: HomeAssistant, lovelace: None, backend: LoopbackBackend, hass_ws_client: Callable[..., Awaitable[Any]]
) -> None:
    alone = MockConfigEntry(domain="wattribute", data={})
    alone.add_to_hass(hass)
    assert await hass.config_entries.async_setup(alone.entry_id)
    client = await hass_ws_client(hass)
    await _subscribe(client)
    assert await _next(client) == {"type": "connection", "data": {"connected": False, "code": "not_configured"}}
    hass.config_entries.async_update_entry(alone, data={"url": backend.url, "token": TOKEN})
    await hass.config_entries.async_reload(alone.entry_id)
    await _until_up(client)
    await hass.config_entries.async_unload(alone.entry_id)
