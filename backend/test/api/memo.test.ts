import { describe, expect, it } from 'vitest';
import { createMemo } from '../../api/memo.ts';
import { createHandClock } from './hand-clock.ts';

/** Makes "1", "2", "3" …, each when the test lets it. */
function createMaker() {
  const waiting: (() => void)[] = [];
  let made = 0;
  return {
    make: async () => {
      made += 1;
      const mine = made;
      await new Promise<void>((resolve) => void waiting.push(resolve));
      return Buffer.from(String(mine));
    },
    finish: async () => {
      waiting.splice(0).forEach((resolve) => resolve());
      await new Promise((resolve) => setImmediate(resolve));
    },
    made: () => made,
  };
}

describe('createMemo', () => {
  it('makes one answer for all who ask the same at once', async () => {
    const memo = createMemo(createHandClock(0));
    const maker = createMaker();
    const answers = Promise.all([memo.answer('a', maker.make), memo.answer('a', maker.make), memo.answer('b', maker.make)]);
    await maker.finish();
    expect((await answers).map(String)).toEqual(['1', '1', '2']);
  });

  it('gives a kept answer once more while it makes a new one', async () => {
    const clock = createHandClock(0);
    const memo = createMemo(clock);
    const maker = createMaker();
    const first = memo.answer('a', maker.make);
    await maker.finish();
    expect(String(await first)).toBe('1');
    await clock.advance(1999);
    expect(String(await memo.answer('a', maker.make))).toBe('1');
    expect(maker.made()).toBe(1);
    await clock.advance(1);
    expect(String(await memo.answer('a', maker.make))).toBe('1');
    await maker.finish();
    expect(String(await memo.answer('a', maker.make))).toBe('2');
  });

  it('gives no answer that is older than ten seconds', async () => {
    const clock = createHandClock(0);
    const memo = createMemo(clock);
    const maker = createMaker();
    void memo.answer('a', maker.make);
    await maker.finish();
    await clock.advance(10_000);
    const late = memo.answer('a', maker.make);
    await maker.finish();
    expect(String(await late)).toBe('2');
  });

  it('keeps nothing that was begun before it was cleared', async () => {
    const memo = createMemo(createHandClock(0));
    const maker = createMaker();
    const before = memo.answer('a', maker.make);
    memo.clear();
    const after = memo.answer('a', maker.make);
    await maker.finish();
    expect([String(await before), String(await after)]).toEqual(['1', '2']);
    expect(String(await memo.answer('a', maker.make))).toBe('2');
  });

  it('keeps eight megabytes at most, and no answer of more than one', async () => {
    const memo = createMemo(createHandClock(0));
    let made = 0;
    const ask = (key: string, size: number) =>
      memo.answer(key, () => {
        made += 1;
        return Promise.resolve(Buffer.alloc(size));
      });
    for (let key = 0; key < 9; key++) await ask(String(key), 1_000_000);
    await ask('8', 1_000_000);
    expect(made).toBe(9);
    await ask('0', 1_000_000);
    expect(made).toBe(10);
    await ask('large', 1_000_001);
    await ask('large', 1_000_001);
    expect(made).toBe(12);
  });

  it('tells a failure to who asked and keeps none', async () => {
    const memo = createMemo(createHandClock(0));
    await expect(memo.answer('a', () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(String(await memo.answer('a', () => Promise.resolve(Buffer.from('well'))))).toBe('well');
  });
});
