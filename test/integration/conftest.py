"""What the tests share: a backend on loopback, a built card, an entry that is set up, and clients of both kinds of users."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from loopback_backend import TOKEN, LoopbackBackend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

# First of all: else a folder of the same name that the test package brings wins.
import custom_components.wattribute  # noqa: F401
from custom_components.wattribute import card, coordinator, feed


@pytest.fixture
def before_home_assistant() -> None:
    """Make nothing; a file that needs something made before Home Assistant is says so here."""


@pytest.fixture(autouse=True)
def _own_integration(before_home_assistant: None, enable_custom_integrations: None, socket_enabled: None) -> None:
    """Find the integration under test, and let it reach loopback."""


@pytest.fixture(autouse=True)
def built_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "frontend"
    folder.mkdir()
    (folder / "wattribute-card.js").write_text("customElements.define('wattribute-card', class extends HTMLElement {});")
    monkeypatch.setattr(card, "FOLDER", folder)
    return folder


@pytest.fixture(autouse=True)
def _short_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_DELAYS", (0.02, 0.05))
    monkeypatch.setattr(coordinator, "_COOLDOWN", 0.02)


@pytest.fixture
async def backend() -> AsyncGenerator[LoopbackBackend]:
    server = LoopbackBackend()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def lovelace(hass: HomeAssistant) -> None:
    """Bring dashboards up before the integration, as Home Assistant does."""
    assert await async_setup_component(hass, "lovelace", {})


@pytest.fixture
async def entry(hass: HomeAssistant, backend: LoopbackBackend, lovelace: None) -> AsyncGenerator[MockConfigEntry]:
    entry = MockConfigEntry(domain="wattribute", title="Wattribute", unique_id="instance-1", data={"url": backend.url, "token": TOKEN})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    yield entry
    if entry.state.recoverable and hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def admin(hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: Callable[..., Awaitable[Any]]) -> Any:
    return await hass_ws_client(hass)


@pytest.fixture
async def user(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: Callable[..., Awaitable[Any]],
    hass_read_only_access_token: str,
) -> Any:
    """Speak as someone who is logged in, and no more."""
    return await hass_ws_client(hass, hass_read_only_access_token)
