import { describe, expect, it } from 'vitest';
import { createEvents } from '../events.ts';
import { createStatusBoard } from '../status-board.ts';

describe('createStatusBoard', () => {
  it('keeps since when a part has had its status, and tells of changes only', () => {
    let now = 0;
    let told = 0;
    const events = createEvents();
    events.subscribe('status', () => told++);
    const board = createStatusBoard({ clock: { now: () => now, sleep: () => Promise.resolve() }, events });
    const report = board.reporter('meter');
    report('waiting', 'no answer');
    now = 5000;
    report('waiting', 'no answer');
    report('waiting', 'still no answer');
    expect(board.parts()).toEqual([
      { part: 'meter', status: 'waiting', message: 'still no answer', trouble: null, since: '1970-01-01T00:00:00.000Z' },
    ]);
    report('ok');
    expect(board.parts()[0]).toEqual({ part: 'meter', status: 'ok', message: null, trouble: null, since: '1970-01-01T00:00:05.000Z' });
    expect(told).toBe(3);
  });
});
