import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../api/listen.ts';
import { ConfigurationError } from '../../errors.ts';
import { startBackend, type ABackend } from './a-backend.ts';
import { waitFor } from '../wait-for.ts';

let backend: ABackend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

describe('listen', () => {
  it('says which port is in use and what to do', async () => {
    const second = listen({ api: backend.api, port: backend.port, address: '127.0.0.1' });
    await expect(second).rejects.toThrow(ConfigurationError);
    await expect(second).rejects.toThrow(`port ${backend.port} is in use by another program: stop that one, or set SERVICE_PORT`);
  });

  it('says that the machine has no such address', async () => {
    await expect(listen({ api: backend.api, port: 0, address: '192.0.2.1' })).rejects.toThrow('set BIND_ADDRESS');
  });

  it('finishes an answer that was begun, and takes no new one', async () => {
    const slow = await startBackend({ access: { trustedProxy: '127.0.0.1' } });
    let answer: ((admin: boolean) => void) | undefined;
    slow.told.isAdmin = () => new Promise((resolve) => (answer = resolve));
    const begun = fetch(`${slow.url}/api/v1/energy/context`, { headers: { 'X-Remote-User-Id': 'ann' } });
    await waitFor(() => expect(answer).toBeDefined());
    const stopped = slow.close();
    await expect(fetch(`${slow.url}/health`)).rejects.toThrow();
    answer!(true);
    expect(await (await begun).json()).toMatchObject({ admin: true });
    await stopped;
  });

  it('waits for no one who never ends a request', async () => {
    const lazy = connect(backend.port, '127.0.0.1');
    lazy.on('error', () => undefined);
    await new Promise<void>((resolve) => lazy.write('GET /health HTTP/1.1\r\nHost: localhost\r\n', () => resolve()));
    const closed = new Promise((resolve) => lazy.on('close', resolve));
    await backend.stopListening();
    await closed;
  });
});
