"""The ways to set Wattribute up."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

pytestmark = pytest.mark.usefixtures("lovelace")


async def _start(hass: HomeAssistant, choice: str) -> Any:
    menu = await hass.config_entries.flow.async_init("wattribute", context={"source": SOURCE_USER})
    assert menu["type"] is FlowResultType.MENU
    return await hass.config_entries.flow.async_configure(menu["flow_id"], {"next_step_id": choice})


async def _go_on(hass: HomeAssistant, form: Any, **answers: str) -> Any:
    result = await hass.config_entries.flow.async_configure(form["flow_id"], answers)
    await hass.async_block_till_done()
    return result


async def _unload_all(hass: HomeAssistant) -> None:
    for entry in hass.config_entries.async_entries("wattribute"):
        await hass.config_entries.async_unload(entry.entry_id)


async def test_address_and_token_make_an_entry_that_is_known_by_the_instance(hass: HomeAssistant, backend: LoopbackBackend) -> None:
    form = await _start(hass, "backend")
    result = await _go_on(hass, form, url=f" 127.0.0.1:{backend.port}/api/v1/ ", token=f"{TOKEN}\n")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {"url": backend.url, "token": TOKEN}
    assert result["result"].unique_id == "instance-1"
    assert result["result"].state is ConfigEntryState.LOADED
    await _unload_all(hass)


@pytest.mark.parametrize(
    ("health", "answers", "errors"),
    [
        ({}, {"token": "wrong"}, {"base": "invalid_auth"}),
        ({}, {"url": "ftp://127.0.0.1"}, {"url": "invalid_address"}),
        ({"status": "fine"}, {}, {"base": "not_wattribute"}),
        ({"protocol": 0}, {}, {"base": "too_old"}),
        ({"refuse": 429}, {}, {"base": "refused"}),
    ],
)
async def test_what_cannot_be_kept_is_said_and_can_be_put_right(
    hass: HomeAssistant, backend: LoopbackBackend, health: dict[str, Any], answers: dict[str, str], errors: dict[str, str]
) -> None:
    right = {"url": backend.url, "token": TOKEN}
    usual = dict(backend.health)
    backend.health |= health
    result = await _go_on(hass, await _start(hass, "backend"), **right | answers)
    assert (result["type"], result["errors"]) == (FlowResultType.FORM, errors)
    backend.health = usual
    assert (await _go_on(hass, result, **right))["type"] is FlowResultType.CREATE_ENTRY
    await _unload_all(hass)


async def test_a_backend_that_is_not_there_cannot_be_connected(hass: HomeAssistant, backend: LoopbackBackend) -> None:
    await backend.stop()
    result = await _go_on(hass, await _start(hass, "backend"), url=backend.url, token=TOKEN)
    assert result["errors"] == {"base": "cannot_connect"}


async def test_the_same_backend_is_set_up_once(hass: HomeAssistant, backend: LoopbackBackend, entry: MockConfigEntry) -> None:
    result = await _go_on(hass, await _start(hass, "backend"), url=backend.url, token=TOKEN)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_the_card_alone_gets_its_backend_later(hass: HomeAssistant, backend: LoopbackBackend) -> None:
    alone = await _start(hass, "card_only")
    assert alone["type"] is FlowResultType.CREATE_ENTRY
    assert alone["result"].state is ConfigEntryState.LOADED
    assert (await _start(hass, "card_only"))["reason"] == "card_is_there"

    result = await _go_on(hass, await _start(hass, "backend"), url=backend.url, token=TOKEN)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "completed")
    (entry,) = hass.config_entries.async_entries("wattribute")
    assert entry.entry_id == alone["result"].entry_id
    assert (entry.unique_id, entry.state) == ("instance-1", ConfigEntryState.LOADED)
    await _unload_all(hass)


async def test_a_new_token_is_taken_after_the_old_one_was_refused(
    hass: HomeAssistant, backend: LoopbackBackend, entry: MockConfigEntry
) -> None:
    backend.token = "new"
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress_by_handler("wattribute")
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["step_id"] == "reauth_confirm"
    assert TOKEN not in str(form["data_schema"].schema)

    assert (await _go_on(hass, form, token="wrong"))["errors"] == {"base": "invalid_auth"}
    assert (await _go_on(hass, form, token="new"))["reason"] == "reauth_successful"
    assert (entry.data["token"], entry.state) == ("new", ConfigEntryState.LOADED)


async def test_reconfiguring_keeps_the_token_and_never_shows_it(
    hass: HomeAssistant, backend: LoopbackBackend, entry: MockConfigEntry
) -> None:
    form = await entry.start_reconfigure_flow(hass)
    shown = [marker.description for marker in form["data_schema"].schema]
    assert {"suggested_value": backend.url} in shown
    assert TOKEN not in str(shown)

    backend.health["instance_id"] = "instance-2"  # installed anew at the same address
    result = await _go_on(hass, form, url=f"{backend.url}/")
    assert result["reason"] == "reconfigure_successful"
    assert dict(entry.data) == {"url": backend.url, "token": TOKEN}
    assert entry.unique_id == "instance-2"
