import { describe, expect, it } from 'vitest';
import type { Progress } from '../../contract/status.ts';
import { createProgressTeller } from '../../correlator/progress-teller.ts';
import { createEvents } from '../../events.ts';
import { createLog } from '../../log.ts';

const open = () => {
  const state = { now: 1_000_000 };
  const lines: string[] = [];
  const told: Progress[] = [];
  const events = createEvents();
  events.subscribe('progress', (progress) => told.push(progress));
  const log = createLog({ level: 'info', secrets: [], destination: { write: (line: string) => void lines.push(line) } });
  const teller = createProgressTeller({ days: 10, events, clock: { now: () => state.now, sleep: () => Promise.resolve() }, log });
  return { state, lines, told, teller };
};

describe('progress of the history', () => {
  it('goes from 0 to 100 % over reading, learning and correlating, and is over when done', () => {
    const { teller } = open();
    expect(teller.progress()).toBeNull();
    teller.tell('reading', 0.5, () => 0);
    expect(teller.progress()).toMatchObject({ phase: 'reading', percent: 17, days: 10 });
    teller.tell('learning', 0.5, () => 3);
    expect(teller.progress()).toMatchObject({ percent: 50, devices_found: 3 });
    teller.tell('correlating', 1, () => 8);
    expect(teller.progress()).toMatchObject({ percent: 100 });
    teller.tell('done', 1, () => 8);
    expect(teller.progress()).toBeNull();
  });

  it('estimates the time left from the time that it took so far', () => {
    const { state, teller } = open();
    teller.tell('reading', 0, () => 0);
    expect(teller.progress()?.eta_s).toBeNull();
    state.now += 60_000;
    teller.tell('learning', 0.5, () => 3);
    expect(teller.progress()?.eta_s).toBe(60);
  });

  it('tells at most once a second, but each phase at once, and writes a line for every ten percent', () => {
    const { state, told, lines, teller } = open();
    for (let i = 0; i <= 100; i++) teller.tell('learning', i / 100, () => 1);
    expect(told).toHaveLength(1);
    state.now += 1000;
    teller.tell('learning', 1, () => 1);
    teller.tell('correlating', 0, () => 1);
    expect(told).toHaveLength(3);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(lines[0]).toContain('History: 33 % (learning), 1 devices found.');
  });
});
