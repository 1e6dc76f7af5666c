/** As much of a WebSocket server (RFC 6455) as a test needs: text, ping and close, on loopback. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export type Peer = { send: (text: string) => void; close: () => void; destroy: () => void };

export type Handlers = { onOpen: (peer: Peer) => void; onText: (peer: Peer, text: string) => void };

const frame = (opcode: number, payload: Buffer): Buffer => {
  const length = payload.length;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (length >= 126) {
    head.writeUInt8(0x80 | opcode, 0);
    head.writeUInt8(length < 65_536 ? 126 : 127, 1);
    if (length < 65_536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
};

/** Frames of a client, always masked; what is not yet whole is given back. */
function readFrames(data: Buffer, onFrame: (opcode: number, payload: Buffer) => void): Buffer {
  for (let rest = data; ;) {
    if (rest.length < 2) return rest;
    const short = rest.readUInt8(1) & 0x7f;
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    const start = 2 + extra + 4;
    if (rest.length < start) return rest;
    const length = extra === 0 ? short : extra === 2 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    if (rest.length < start + length) return rest;
    const mask = rest.subarray(2 + extra, start);
    const payload = Buffer.from(rest.subarray(start, start + length));
    for (let i = 0; i < payload.length; i++) payload[i] = payload[i]! ^ mask[i % 4]!;
    onFrame(rest.readUInt8(0) & 0x0f, payload);
    rest = rest.subarray(start + length);
  }
}

function serve(socket: Duplex, { onOpen, onText }: Handlers): void {
  let waiting: Buffer = Buffer.alloc(0);
  const peer: Peer = {
    send: (text) => {
      if (socket.writable) socket.write(frame(1, Buffer.from(text)));
    },
    close: () => {
      if (socket.writable) socket.end(frame(8, Buffer.from([0x03, 0xe8])));
    },
    destroy: () => void socket.destroy(),
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => {
    waiting = readFrames(Buffer.concat([waiting, data]), (opcode, payload) => {
      if (opcode === 1) onText(peer, payload.toString());
      if (opcode === 8) peer.close();
      if (opcode === 9) socket.write(frame(10, payload));
    });
  });
  onOpen(peer);
}

export async function startWebSocketServer(handlers: Handlers, port = 0): Promise<{ port: number; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((_, response) => response.writeHead(404).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    const key = createHash('sha1')
      .update(`${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
    serve(socket, handlers);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
