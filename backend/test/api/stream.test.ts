import { connect } from 'node:net';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamEvent } from '../../contract/stream-event.ts';
import { aCorrelation, aReading, NOON, startBackend, TOKEN, type ABackend } from './a-backend.ts';
import { readStream, type Block } from './read-stream.ts';
import { waitFor } from '../wait-for.ts';

let backend: ABackend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

const isA = (event: string) => (block: Block) => block.event === event;
/** What a block carries, held against the contract. */
const read = (block: Block | undefined) => v.parse(StreamEvent, { type: block?.event, data: JSON.parse(block?.data ?? '') as unknown });
const emitReading = (power: number) =>
  backend.events.emit('reading', { readings: [aReading(backend.clock.now() + power, power)], circuits: [] });
const emitProgress = (percent: number) =>
  backend.events.emit('progress', { phase: 'learning', days: 10, percent, eta_s: null, devices_found: 0 });
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the stream', () => {
  it('passes through proxies as it comes', async () => {
    const stream = await readStream(backend);
    expect(stream.headers).toMatchObject({
      status: '200',
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await stream.until(({ retry }) => retry !== undefined)).toEqual([
      { retry: '3000', event: 'beat', data: '{}', id: expect.stringMatching(/^[0-9a-f]{8}-\d+$/) as string },
    ]);
    stream.stop();
  });

  it('tells readings, correlations, steps and progress in the words of the contract', async () => {
    const stream = await readStream(backend);
    backend.events.emit('correlation', aCorrelation(NOON, 800));
    backend.events.emit('unexplained', { time_ms: NOON, end_ms: null, power_w: 120, pattern_id: null });
    emitProgress(40);
    emitReading(250);
    const blocks = (await stream.until(isA('reading'))).filter(
      ({ event }) => event !== undefined && event !== 'health' && event !== 'beat',
    );
    expect(blocks.map(read)).toMatchObject([
      { type: 'correlation', data: { id: `${NOON}.switch.kettle`, power_delta_w: 800, feedback: null } },
      { type: 'unexplained', data: { start: '2026-11-24T12:00:00.000Z', end: null, power_w: 120 } },
      { type: 'progress', data: { percent: 40 } },
      { type: 'reading', data: { meter_id: 'house', total_power_w: 250 } },
    ]);
    stream.stop();
  });

  it('tells readings that arrive together once', async () => {
    const stream = await readStream(backend);
    for (const power of [1, 2, 3]) emitReading(power);
    await tick();
    emitReading(4);
    const blocks = await stream.until((block) => block.data?.includes('"total_power_w":4') === true);
    expect(blocks.filter(isA('reading')).map((block) => read(block).data)).toMatchObject([{ total_power_w: 3 }, { total_power_w: 4 }]);
    stream.stop();
  });

  it('has everything read anew now and then while history is read back, instead of telling it row by row', async () => {
    const stream = await readStream(backend);
    for (let hours = 2; hours < 500; hours++) backend.events.emit('correlation', aCorrelation(NOON - hours * 3_600_000, 800));
    await backend.clock.advance(5000);
    const blocks = await stream.until(isA('reset'));
    expect(blocks.some(isA('correlation'))).toBe(false);
    stream.stop();
  });

  it('tells only the topics that are asked for', async () => {
    const stream = await readStream(backend, { query: '?topics=correlation,health' });
    emitProgress(10);
    backend.events.emit('correlation', aCorrelation(NOON, 800));
    const blocks = await stream.until(isA('correlation'));
    expect(blocks.some(isA('progress'))).toBe(false);
    stream.stop();
    const refused = await backend.ask('/api/v1/stream?topics=readings');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'topics.0' }] });
  });

  it('tells that health has changed, and that the meter has fallen silent', async () => {
    const stream = await readStream(backend, { query: '?topics=health' });
    emitReading(100);
    backend.board.reporter('store')('ok');
    expect(read((await stream.until(isA('health'))).at(-1))).toMatchObject({ data: { status: 'ok' } });
    const report = backend.board.reporter('meter');
    report('waiting', 'no answer');
    expect(read((await stream.until(isA('health'))).at(-1))).toMatchObject({ data: { status: 'degraded' } });
    report('ok');
    expect(read((await stream.until(isA('health'))).at(-1))).toMatchObject({ data: { status: 'ok' } });
    await backend.clock.advance(60_000);
    expect(read((await stream.until(isA('health'))).at(-1))).toMatchObject({ data: { status: 'degraded' } });
    stream.stop();
  });

  it('gives a sign of life every 15 s', async () => {
    const stream = await readStream(backend);
    // The first at once, by which a client knows that nothing holds the stream.
    await stream.until(isA('beat'));
    await backend.clock.advance(15_000);
    const [sign] = (await stream.until(isA('beat'))).slice(-1);
    expect(sign).toMatchObject({ id: expect.stringMatching(/-\d+$/) as string, data: '{}' });
    stream.stop();
  });

  it('goes on after the last event that was seen', async () => {
    const first = await readStream(backend, { query: '?topics=progress' });
    emitProgress(1);
    emitProgress(2);
    const [, seen] = (await first.until((block) => block.data?.includes('"percent":2') === true)).slice(-2);
    first.stop();
    emitProgress(3);
    emitReading(5);
    emitProgress(4);
    const again = await readStream(backend, { query: '?topics=progress', lastId: seen!.id! });
    const blocks = (await again.until((block) => block.data?.includes('"percent":4') === true)).filter(isA('progress'));
    expect(blocks.map((block) => read(block).data)).toMatchObject([{ percent: 3 }, { percent: 4 }]);
    again.stop();
  });

  it('says so where it cannot go on: another run, an odd id, too long ago', async () => {
    const first = await readStream(backend);
    const [greeting] = await first.until(({ id }) => id !== undefined);
    first.stop();
    for (let percent = 0; percent < 1001; percent++) emitProgress(percent);
    for (const lastId of ['00000000-5', 'odd', greeting!.id!]) {
      const stream = await readStream(backend, { lastId });
      const [, reset] = await stream.until(isA('reset'));
      expect(read(reset)).toEqual({ type: 'reset', data: {} });
      stream.stop();
      const next = await readStream(backend, { lastId: reset!.id! });
      emitProgress(100);
      expect((await next.until(isA('progress'))).some(isA('reset'))).toBe(false);
      next.stop();
    }
  });

  it('forgets a listener that has gone', async () => {
    const stream = await readStream(backend);
    expect(backend.api.stream.listeners()).toBe(1);
    stream.stop();
    await waitFor(() => expect(backend.api.stream.listeners()).toBe(0));
  });

  it('drops a listener that does not read, and keeps the others', async () => {
    const reader = await readStream(backend, { query: '?topics=correlation' });
    const lazy = connect(backend.port, '127.0.0.1');
    lazy.on('error', () => undefined);
    lazy.write(`GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
    lazy.pause();
    await waitFor(() => expect(backend.api.stream.listeners()).toBe(2));
    const large = aCorrelation(NOON, 800, { shared_with: Array.from({ length: 2000 }, (_, index) => `light.number_${index}`) });
    for (let events = 0; backend.api.stream.listeners() > 1 && events < 2000; events++) {
      backend.events.emit('correlation', large);
      // Each listener takes one event before the next is told.
      await reader.until(isA('correlation'));
    }
    expect(backend.api.stream.listeners()).toBe(1);
    backend.events.emit('correlation', aCorrelation(NOON, 801));
    expect(read((await reader.until(isA('correlation'))).at(-1))).toMatchObject({ data: { power_delta_w: 801 } });
    lazy.destroy();
    reader.stop();
  });

  it('is given to a hundred listeners, and to one more when one of them has gone', async () => {
    const readers = await Promise.all(Array.from({ length: 100 }, () => readStream(backend)));
    const refused = await backend.ask('/api/v1/stream');
    expect([refused.status, refused.headers.get('Content-Type')]).toEqual([503, expect.stringContaining('application/problem+json')]);
    readers.pop()?.stop();
    await waitFor(() => expect(backend.api.stream.listeners()).toBe(99));
    const next = await readStream(backend);
    expect(next.headers['status']).toBe('200');
    for (const reader of [...readers, next]) reader.stop();
    await waitFor(() => expect(backend.api.stream.listeners()).toBe(0));
  });

  it('ends when the backend stops', async () => {
    const stream = await readStream(backend);
    await Promise.all([backend.stopListening(), stream.ended]);
    expect(backend.api.stream.listeners()).toBe(0);
  });
});
