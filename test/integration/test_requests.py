"""What the card asks through Home Assistant."""

import re
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from loopback_backend import LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry


async def _ask(client: Any, **message: Any) -> Any:
    await client.send_json_auto_id({"type": "wattribute/request", **message})
    return await client.receive_json()


async def test_any_user_reads_and_speaks_as_a_user(user: Any, backend: LoopbackBackend) -> None:
    answer = await _ask(user, path="/energy/current", query={"hours": 1.5, "deep": True})
    assert answer["result"] == {"path": "/api/v1/energy/current", "query": {"hours": "1.5", "deep": "true"}}
    assert backend.asked[-1].headers["Wattribute-Role"] == "user"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_only_administrators_change(user: Any, admin: Any, backend: LoopbackBackend, method: str) -> None:
    asked = len(backend.asked)
    assert (await _ask(user, method=method, path="/corrections", body={"kind": "name"}))["error"]["code"] == "unauthorized"
    assert len(backend.asked) == asked
    answer = await _ask(admin, method=method, path="/corrections", body={"kind": "name"})
    assert answer["success"]
    assert backend.asked[-1].headers["Wattribute-Role"] == "admin"
    assert (backend.asked[-1].method, backend.bodies[-1]) == (method, b'{"kind":"name"}')


async def test_what_is_changed_bears_the_id_of_who_changed_it(hass: HomeAssistant, admin: Any, backend: LoopbackBackend) -> None:
    await _ask(admin, method="POST", path="/energy/corrections", body={"kind": "confirm"})
    owner = next(user for user in await hass.auth.async_get_users() if user.is_admin and not user.system_generated)
    assert backend.asked[-1].headers["Wattribute-User"] == owner.id
    # Which the backend takes as it is: letters, digits, _ and -, 64 at the most.
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", owner.id)


@pytest.mark.parametrize(
    "path",
    ["/../x", "/energy/..", "/./x", "/energy/%2e%2e/x", "//host/x", "energy", "/", "", "/a?b=c", "/a#b", "/a\n", "http://host/x"],
)
async def test_no_path_leads_out_of_the_api(admin: Any, backend: LoopbackBackend, path: str) -> None:
    asked = len(backend.asked)
    assert (await _ask(admin, path=path))["error"]["code"] == "invalid_format"
    assert len(backend.asked) == asked


async def test_dots_within_a_name_are_no_way_out(user: Any) -> None:
    answer = await _ask(user, path="/energy/device-impact/light.kitchen..x")
    assert answer["result"]["path"] == "/api/v1/energy/device-impact/light.kitchen..x"


@pytest.mark.parametrize(("path", "code"), [("/page", "backend_invalid"), ("/moved", "backend_invalid"), ("/refused", "invalid_query")])
async def test_what_is_no_answer_is_told_as_an_error(user: Any, path: str, code: str) -> None:
    error = (await _ask(user, path=path))["error"]
    assert error["code"] == code
    assert error["message"]


async def test_a_backend_that_is_gone_is_told(user: Any, backend: LoopbackBackend) -> None:
    await backend.stop()
    assert (await _ask(user, path="/energy/current"))["error"]["code"] == "backend_unreachable"


async def test_a_refused_token_asks_the_owner_for_a_new_one(hass: HomeAssistant, user: Any, backend: LoopbackBackend) -> None:
    backend.token = "new"
    assert (await _ask(user, path="/energy/current"))["error"]["code"] == "backend_unauthorized"
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler("wattribute")
    assert flow["context"]["source"] == "reauth"


async def test_who_has_no_backend_is_told_so(hass: HomeAssistant, admin: Any, entry: MockConfigEntry) -> None:
    assert (await _ask(admin, entry_id="unknown", path="/health"))["error"]["code"] == "not_configured"
    await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert (await _ask(admin, path="/health"))["error"]["code"] == "not_loaded"


async def test_the_backend_is_asked_while_the_entry_is_being_set_up(hass: HomeAssistant, user: Any, entry: MockConfigEntry) -> None:
    entry.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)
    assert (await _ask(user, path="/energy/current"))["success"]
    entry.mock_state(hass, ConfigEntryState.LOADED)


async def test_info_tells_what_is_set_up(user: Any, entry: MockConfigEntry) -> None:
    await user.send_json_auto_id({"type": "wattribute/info"})
    info = (await user.receive_json())["result"]
    (told,) = info["entries"]
    assert (info["protocol"], info["version"], info["admin"]) == (1, "0.1.0", False)
    assert (told["entry_id"], told["state"], told["backend"]) == (entry.entry_id, "loaded", True)
