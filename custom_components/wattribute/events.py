"""Server-sent events, taken from the bytes of a stream."""

from collections.abc import AsyncIterable, AsyncIterator

# Bytes. No event of ours comes near it; a peer that never ends one must not fill the memory.
_LONGEST_EVENT = 1_048_576


async def read_events(chunks: AsyncIterable[bytes]) -> AsyncIterator[tuple[str, bytes]]:
    """Yield name and data of each event; beats, ids and unfinished events are passed over."""
    buffer = b""
    async for chunk in chunks:
        buffer += chunk.replace(b"\r", b"")
        *blocks, buffer = buffer.split(b"\n\n")
        if len(buffer) > _LONGEST_EVENT:
            return
        for block in blocks:
            if (event := _parse_event(block)) is not None:
                yield event


def _parse_event(block: bytes) -> tuple[str, bytes] | None:
    name, data = "message", []
    for line in block.split(b"\n"):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            name = value.decode("ascii", "replace")
        elif field == b"data":
            data.append(value)
    # The beat is for those who cannot see that the connection lives.
    return (name, b"\n".join(data)) if data and name != "beat" else None
