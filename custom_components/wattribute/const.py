"""Names that several parts of the integration share."""

from typing import Final

DOMAIN: Final = "wattribute"

# Version of the wire between card and backend that this release was made for, and the oldest that it still carries.
PROTOCOL: Final = 1
OLDEST_PROTOCOL: Final = 1

NOT_CONFIGURED: Final = "not_configured"
NOT_LOADED: Final = "not_loaded"
UNREACHABLE: Final = "backend_unreachable"
TIMEOUT: Final = "backend_timeout"
UNAUTHORIZED: Final = "backend_unauthorized"
INVALID: Final = "backend_invalid"
TOO_OLD: Final = "backend_too_old"
