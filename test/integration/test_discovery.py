"""The app announces itself: one click, and everything heals by itself."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

from aiohasupervisor import SupervisorClient
from aiohttp import web
from homeassistant.config_entries import SOURCE_HASSIO, SOURCE_REAUTH, SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.wattribute import config_flow

APP = "local_wattribute"

pytestmark = pytest.mark.usefixtures("lovelace")


def _config(backend: LoopbackBackend, **changes: Any) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": backend.port, "token": backend.token, "boot": "2026-11-24T12:00:00.000Z", **changes}


async def _announce(hass: HomeAssistant, backend: LoopbackBackend, **changes: Any) -> Any:
    info = HassioServiceInfo(config=_config(backend, **changes), name="Wattribute", slug=APP, uuid=uuid4().hex)
    result = await hass.config_entries.flow.async_init("wattribute", context={"source": SOURCE_HASSIO}, data=info)
    await hass.async_block_till_done(wait_background_tasks=False)
    return result


async def _click(hass: HomeAssistant, form: Any) -> Any:
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "hassio_confirm")
    assert form["data_schema"] is None
    result = await hass.config_entries.flow.async_configure(form["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=False)
    return result


@pytest.fixture
async def of_app(hass: HomeAssistant, backend: LoopbackBackend) -> AsyncGenerator[MockConfigEntry]:
    """Set the app up, as one click would."""
    entry = MockConfigEntry(
        domain="wattribute", title="Wattribute", unique_id="instance-1", data={"url": backend.url, "token": TOKEN, "app": APP}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    yield entry
    if entry.state.recoverable and hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


async def test_one_click_sets_it_up(hass: HomeAssistant, backend: LoopbackBackend) -> None:
    form = await _announce(hass, backend)
    assert form["description_placeholders"] == {"app": "Wattribute"}
    result = await _click(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {"url": backend.url, "token": TOKEN, "app": APP}
    entry = result["result"]
    assert (entry.unique_id, entry.state) == ("instance-1", ConfigEntryState.LOADED)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_card_alone_gets_the_app_by_the_same_click(hass: HomeAssistant, backend: LoopbackBackend) -> None:
    alone = MockConfigEntry(domain="wattribute", data={})
    alone.add_to_hass(hass)
    assert await hass.config_entries.async_setup(alone.entry_id)
    assert (await _click(hass, await _announce(hass, backend)))["reason"] == "completed"
    assert (alone.unique_id, alone.state) == ("instance-1", ConfigEntryState.LOADED)
    await hass.config_entries.async_unload(alone.entry_id)


async def test_a_new_start_brings_up_an_entry_that_waits(hass: HomeAssistant, backend: LoopbackBackend, of_app: MockConfigEntry) -> None:
    await backend.stop()
    await hass.config_entries.async_reload(of_app.entry_id)
    assert of_app.state is ConfigEntryState.SETUP_RETRY
    await backend.start()
    assert (await _announce(hass, backend, boot="2026-11-25T00:00:00.000Z"))["reason"] == "already_configured"
    assert of_app.state is ConfigEntryState.LOADED


async def test_a_new_token_heals_and_ends_the_question_for_it(
    hass: HomeAssistant, backend: LoopbackBackend, of_app: MockConfigEntry
) -> None:
    backend.token = "new"
    await hass.config_entries.async_reload(of_app.entry_id)
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == [SOURCE_REAUTH]
    await _announce(hass, backend)
    assert (of_app.data["token"], of_app.state) == ("new", ConfigEntryState.LOADED)
    assert hass.config_entries.flow.async_progress() == []


async def test_an_app_installed_anew_takes_the_place_of_the_old_one(
    hass: HomeAssistant, backend: LoopbackBackend, of_app: MockConfigEntry
) -> None:
    backend.token, backend.health["instance_id"] = "new", "instance-2"
    assert (await _announce(hass, backend))["reason"] == "already_configured"
    (entry,) = hass.config_entries.async_entries("wattribute")
    assert entry.entry_id == of_app.entry_id
    assert (entry.unique_id, entry.data["token"], entry.state) == ("instance-2", "new", ConfigEntryState.LOADED)


async def test_one_that_was_set_up_by_hand_is_known(hass: HomeAssistant, backend: LoopbackBackend, entry: MockConfigEntry) -> None:
    assert (await _announce(hass, backend))["reason"] == "already_configured"
    assert entry.data["app"] == APP


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"port": 1}, "cannot_connect"), ({"token": "wrong"}, "invalid_auth"), ({"host": None, "port": None}, "invalid_address")],
)
async def test_what_cannot_be_used_is_told_and_changes_nothing(
    hass: HomeAssistant, backend: LoopbackBackend, of_app: MockConfigEntry, changes: dict[str, Any], reason: str
) -> None:
    before = dict(of_app.data)
    assert (await _announce(hass, backend, **changes))["reason"] == reason
    assert dict(of_app.data) == before


class TestAddedByHand:
    """An app that announced itself before the integration was installed."""

    @pytest.fixture(autouse=True)
    async def supervisor(self, hass: HomeAssistant, backend: LoopbackBackend, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
        """Answer as the Supervisor does."""

        async def discovery(_request: web.Request) -> web.Response:
            messages = [
                {"addon": "core_mosquitto", "service": "mqtt", "uuid": uuid4().hex, "config": {}},
                {"addon": APP, "service": "wattribute", "uuid": uuid4().hex, "config": _config(backend)},
            ]
            return web.json_response({"result": "ok", "data": {"discovery": messages, "services": {}}})

        app = web.Application()
        app.router.add_get("/discovery", discovery)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        hass.config.components.add("hassio")
        monkeypatch.setattr(
            config_flow, "get_supervisor_client", lambda _: SupervisorClient(url, "token", session=async_get_clientsession(hass))
        )
        yield
        await runner.cleanup()

    async def test_is_found_and_needs_the_same_click(self, hass: HomeAssistant, backend: LoopbackBackend) -> None:
        form = await hass.config_entries.flow.async_init("wattribute", context={"source": SOURCE_USER})
        entry = (await _click(hass, form))["result"]
        assert entry.data == {"url": backend.url, "token": TOKEN, "app": APP}
        await hass.config_entries.async_unload(entry.entry_id)

    async def test_leaves_the_choice_where_it_is_set_up_already(self, hass: HomeAssistant, of_app: MockConfigEntry) -> None:
        assert of_app.state is ConfigEntryState.LOADED
        menu = await hass.config_entries.flow.async_init("wattribute", context={"source": SOURCE_USER})
        assert menu["type"] is FlowResultType.MENU

    async def test_leaves_the_choice_where_it_does_not_answer(self, hass: HomeAssistant, backend: LoopbackBackend) -> None:
        await backend.stop()
        menu = await hass.config_entries.flow.async_init("wattribute", context={"source": SOURCE_USER})
        assert menu["type"] is FlowResultType.MENU


async def test_another_address_by_hand_is_the_app_no_more(hass: HomeAssistant, backend: LoopbackBackend, of_app: MockConfigEntry) -> None:
    other = LoopbackBackend()
    await other.start()
    form = await of_app.start_reconfigure_flow(hass)
    await hass.config_entries.flow.async_configure(form["flow_id"], {"url": other.url})
    await hass.async_block_till_done(wait_background_tasks=False)
    assert dict(of_app.data) == {"url": other.url, "token": TOKEN}
    await hass.config_entries.async_unload(of_app.entry_id)
    await other.stop()
