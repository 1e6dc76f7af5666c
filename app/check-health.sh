#!/bin/bash
# Whether the backend serves: /health answers 200, also where it waits for Home Assistant or the meter. No program is started for it.
exec 3<>"/dev/tcp/127.0.0.1/${SERVICE_PORT:-8015}" || exit 1
printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
