import { describe, expect, it } from 'vitest';
import { createEntityStates, cutToMs } from '../../home-assistant/entity-state.ts';

const seen = () => {
  const states = createEntityStates();
  states.apply({ a: { 'light.a': { s: 'on', a: { brightness: 10, icon: 'x' }, c: 'c1', lc: 1764000000.123 } } });
  return states;
};

describe('createEntityStates', () => {
  it('cuts times to the millisecond they lie in', () => {
    expect(cutToMs(1764000000.123)).toBe(1764000000123);
    expect(cutToMs(1764000000.123999)).toBe(1764000000123);
    for (let ms = 0; ms < 1000; ms++) expect(cutToMs(Number(`1764000000.${String(ms).padStart(3, '0')}`))).toBe(1764000000000 + ms);
  });

  it('knows a state as it came', () => {
    expect(seen().get('light.a')).toEqual({
      entity_id: 'light.a',
      state: 'on',
      attributes: { brightness: 10, icon: 'x' },
      time_ms: 1764000000123,
      context: { id: 'c1', parent_id: null, user_id: null },
    });
  });

  it('lays differences over it: state, attributes in and out, time, context', () => {
    const states = seen();
    const [change] = states.apply({
      c: { 'light.a': { '+': { a: { brightness: 20 }, lu: 1764000001, c: { user_id: 'u', id: 'c2' } }, '-': { a: ['icon'] } } },
    });
    expect(change?.before?.attributes).toEqual({ brightness: 10, icon: 'x' });
    expect(change?.after).toEqual({
      entity_id: 'light.a',
      state: 'on',
      attributes: { brightness: 20 },
      time_ms: 1764000001000,
      context: { id: 'c2', parent_id: null, user_id: 'u' },
    });
    states.apply({ c: { 'light.a': { '+': { s: 'off', lc: 1764000002, c: 'c3' } } } });
    expect(states.get('light.a')).toMatchObject({ state: 'off', time_ms: 1764000002000, context: { id: 'c3', user_id: 'u' } });
    states.apply({ c: { 'light.a': { '+': { lc: 1764000003, c: { user_id: null, id: 'c4' } } } } });
    expect(states.get('light.a')?.context).toEqual({ id: 'c4', parent_id: null, user_id: null });
  });

  it('takes a missing or empty state for unknown', () => {
    const states = seen();
    states.apply({ a: { 'light.b': { a: {}, c: 'c', lc: 1 }, 'light.c': { s: '', c: 'c', lc: 1 } } });
    expect([states.get('light.b')?.state, states.get('light.c')?.state]).toEqual(['unknown', 'unknown']);
  });

  it('says what was added and removed; an entity that comes again was not there before', () => {
    const states = seen();
    expect(states.apply({ r: ['light.a'] })).toMatchObject([{ entity_id: 'light.a', before: { state: 'on' }, after: null }]);
    expect(states.apply({ a: { 'light.a': { s: 'off', c: 'c', lc: 2 } } })).toMatchObject([{ before: null, after: { state: 'off' } }]);
    expect(states.apply({ a: { 'light.a': { s: 'on', c: 'c', lc: 3 } } })).toMatchObject([{ before: null, after: { state: 'on' } }]);
  });

  it('passes over a difference of what it never saw, and refuses what is no event', () => {
    const states = seen();
    expect(states.apply({ c: { 'light.z': { '+': { s: 'on', lc: 1 } } } })).toEqual([]);
    expect(() => states.apply('nonsense')).toThrow();
    expect(states.get('light.a')?.state).toBe('on');
  });
});
