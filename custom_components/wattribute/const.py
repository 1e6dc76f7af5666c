"""Names that several parts of the integration share."""

from typing import Final

DOMAIN: Final = "wattribute"

# Version of the wire between card and backend that this release was made for, and the oldest that it still carries.
PROTOCOL: Final = 1
OLDEST_PROTOCOL: Final = 1

# An option of the entry: every sensor is enabled when it is made.
CONF_ALL_ENTITIES: Final = "all_entities"
# Of the data of an entry: which app of the Supervisor the backend is.
CONF_APP: Final = "app"

NOT_CONFIGURED: Final = "not_configured"
NOT_LOADED: Final = "not_loaded"
UNREACHABLE: Final = "backend_unreachable"
TIMEOUT: Final = "backend_timeout"
UNAUTHORIZED: Final = "backend_unauthorized"
INVALID: Final = "backend_invalid"
TOO_OLD: Final = "backend_too_old"
