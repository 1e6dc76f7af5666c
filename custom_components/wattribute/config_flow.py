"""How Wattribute is set up: the address and token of a backend, or the card alone for now."""

from collections.abc import Mapping
from typing import Any

from aiohasupervisor import SupervisorError
from homeassistant.components.hassio import get_supervisor_client
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlow, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.hassio import is_hassio
from homeassistant.helpers.selector import BooleanSelector, TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
import voluptuous as vol

from .backend import BackendError, Health, get_backend, parse_address
from .const import CONF_ALL_ENTITIES, CONF_APP, DOMAIN, INVALID, TIMEOUT, TOO_OLD, UNAUTHORIZED, UNREACHABLE

_ADDRESS = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_TOKEN = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))

_ERRORS = {
    UNREACHABLE: "cannot_connect",
    TIMEOUT: "cannot_connect",
    UNAUTHORIZED: "invalid_auth",
    INVALID: "not_wattribute",
    TOO_OLD: "too_old",
}


class WattributeOptionsFlow(OptionsFlowWithReload):
    """Whether the sensors of all learned devices are wanted."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the one option."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        schema = vol.Schema({vol.Required(CONF_ALL_ENTITIES, default=False): BooleanSelector()})
        return self.async_show_form(step_id="init", data_schema=self.add_suggested_values_to_schema(schema, self.config_entry.options))


class WattributeConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks for what is needed, and checks it with the backend before it is kept."""

    VERSION = 1

    # What the backend said last, where it refused.
    _detail = ""
    # An app that waits for a click: what to keep of it, who it is, and its name.
    _found: tuple[dict[str, str], Health, str] | None = None

    @staticmethod
    @callback
    def async_get_options_flow(config_entry: ConfigEntry) -> WattributeOptionsFlow:
        """Return the options."""
        return WattributeOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Go on with the app of the Supervisor where there is a new one, else let the person choose."""
        if (app := await self._find_app()) is not None:
            self._found = app
            return await self.async_step_hassio_confirm()
        return self.async_show_menu(step_id="user", menu_options=["backend", "card_only"])

    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Take up the message of an app: known ones heal by themselves, a new one asks for a click."""
        errors: dict[str, str] = {}
        data, health = await self._check(_data_of(discovery_info), errors)
        if health is None:
            return self.async_abort(reason=errors.get("base", "invalid_address"))
        await self.async_set_unique_id(health.instance_id)
        for entry in self._async_current_entries():
            # The same backend, or one that was installed anew in the place of the old one.
            if entry.unique_id == health.instance_id or entry.data.get(CONF_APP) == discovery_info.slug:
                return self.async_update_reload_and_abort(
                    entry,
                    unique_id=health.instance_id,
                    data=data,
                    reason="already_configured",
                    # One that runs with what was told already is left alone.
                    reload_even_if_entry_is_unchanged=entry.state is not ConfigEntryState.LOADED,
                )
        self._found = (data, health, discovery_info.name)
        return await self.async_step_hassio_confirm()

    async def async_step_hassio_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the one click."""
        if self._found is None:
            return self.async_abort(reason="cannot_connect")
        data, health, name = self._found
        if user_input is not None:
            return await self._create(data, health)
        self._set_confirm_only()
        return self.async_show_form(step_id="hassio_confirm", description_placeholders={"app": name})

    async def _find_app(self) -> tuple[dict[str, str], Health, str] | None:
        """Ask the Supervisor, which tells of an app only once: it may have done so before this integration was installed."""
        if not is_hassio(self.hass):
            return None
        try:
            messages = await get_supervisor_client(self.hass).discovery.list()
        except SupervisorError:
            return None
        for message in messages:
            if message.service != DOMAIN:
                continue
            info = HassioServiceInfo(config=message.config, name="Wattribute", slug=message.addon, uuid=message.uuid.hex)
            data, health = await self._check(_data_of(info), {})
            if health is not None and all(entry.unique_id != health.instance_id for entry in self._async_current_entries()):
                return data, health, info.name
        return None

    async def async_step_card_only(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Bring the card without a backend."""
        if self._async_current_entries():
            return self.async_abort(reason="card_is_there")
        return self.async_create_entry(title="Wattribute", data={})

    async def async_step_backend(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for address and token."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, health = await self._check(user_input, errors)
            if health is not None:
                return await self._create(data, health)
        schema = vol.Schema({vol.Required(CONF_URL): _ADDRESS, vol.Required(CONF_TOKEN): _TOKEN})
        return self._show("backend", schema, errors, user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin when the backend refused the token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the new token."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data, health = await self._check({**entry.data, **user_input}, errors)
            if health is not None:
                return self._update(entry, data, health)
        return self._show("reauth_confirm", vol.Schema({vol.Required(CONF_TOKEN): _TOKEN}), errors, None)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another address or token; also how an entry of the card alone gets its backend."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            kept = dict(entry.data)
            if user_input[CONF_URL] != entry.data.get(CONF_URL):
                # It is the app no more.
                kept.pop(CONF_APP, None)
            data, health = await self._check({**kept, **user_input}, errors)
            if health is not None:
                return self._update(entry, data, health)
        # The old token is kept when none is typed; it is never shown.
        token = vol.Optional(CONF_TOKEN) if CONF_TOKEN in entry.data else vol.Required(CONF_TOKEN)
        schema = vol.Schema({vol.Required(CONF_URL): _ADDRESS, token: _TOKEN})
        return self._show("reconfigure", schema, errors, user_input or entry.data)

    async def _check(self, user_input: Mapping[str, Any], errors: dict[str, str]) -> tuple[dict[str, str], Health | None]:
        """Return what to keep and who answered; None with `errors` filled where it cannot be kept."""
        data = {**user_input, CONF_TOKEN: user_input[CONF_TOKEN].strip()}
        try:
            data[CONF_URL] = parse_address(data[CONF_URL])
        except ValueError:
            errors[CONF_URL] = "invalid_address"
            return data, None
        try:
            return data, await get_backend(self.hass, data).health()
        except BackendError as error:
            errors["base"] = _ERRORS.get(error.code, "refused")
            self._detail = error.message
            return data, None

    async def _create(self, data: dict[str, str], health: Health) -> ConfigFlowResult:
        """Keep a new backend, in the entry of the card alone where there is one."""
        await self.async_set_unique_id(health.instance_id, raise_on_progress=False)
        self._abort_if_unique_id_configured(updates=data)
        for entry in self._async_current_entries():
            if CONF_URL not in entry.data:
                return self.async_update_reload_and_abort(entry, unique_id=health.instance_id, data=data, reason="completed")
        return self.async_create_entry(title="Wattribute", data=data)

    def _update(self, entry: ConfigEntry, data: dict[str, str], health: Health) -> ConfigFlowResult:
        """Keep what changed; a backend that was installed anew takes the place of the old one."""
        others = (other for other in self._async_current_entries() if other.entry_id != entry.entry_id)
        if any(other.unique_id == health.instance_id for other in others):
            return self.async_abort(reason="already_configured")
        return self.async_update_reload_and_abort(entry, unique_id=health.instance_id, data=data)

    def _show(self, step_id: str, schema: vol.Schema, errors: dict[str, str], shown: Mapping[str, Any] | None) -> ConfigFlowResult:
        known = {CONF_URL: shown[CONF_URL]} if shown and CONF_URL in shown else {}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, known),
            errors=errors,
            description_placeholders={"detail": self._detail},
        )


def _data_of(message: HassioServiceInfo) -> dict[str, str]:
    """Return what to keep of a message; an odd one is refused when it is checked."""
    config = message.config
    url = f"http://{config.get(CONF_HOST)}:{config.get(CONF_PORT)}"
    return {CONF_URL: url, CONF_TOKEN: str(config.get(CONF_TOKEN)), CONF_APP: message.slug}
