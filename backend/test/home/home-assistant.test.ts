import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { StateChange } from '../../contract/state-change.ts';
import { createHomeAssistantConnection } from '../../home-assistant/connection.ts';
import { createEntityFilter } from '../../home-assistant/entity-filter.ts';
import { createHomeAssistantHome } from '../../home/home-assistant.ts';
import { createLog } from '../../log.ts';
import { startFakeHomeAssistant, type FakeHomeAssistant } from '../home-assistant/fake-home-assistant.ts';
import { until } from '../home-assistant/until.ts';

const log = createLog({ level: 'silent', secrets: [] });
const T = Math.floor(Date.now() / 1000) * 1000 - 86_400_000;
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(prepare: (fake: FakeHomeAssistant) => void, options: Partial<Parameters<typeof createHomeAssistantHome>[0]> = {}) {
  const fake = await startFakeHomeAssistant();
  stops.push(fake.stop);
  prepare(fake);
  const connection = createHomeAssistantConnection({
    ...{ url: fake.url, token: fake.token, clock: systemClock, log },
    ...{ pingIntervalMs: 20, answerTimeoutMs: 500, startingPollMs: 10 },
  });
  const home = createHomeAssistantHome({ connection, filter: createEntityFilter({}), clock: systemClock, log, commitMs: 0, ...options });
  const changes: StateChange[] = [];
  const seen = { back: 0, reports: [] as string[] };
  const stop = new AbortController();
  const running = home.run({
    signal: stop.signal,
    onChange: (change) => changes.push(change),
    onBack: () => (seen.back += 1),
    report: (status) => seen.reports.push(status),
  });
  stops.push(async () => {
    stop.abort();
    await running;
  });
  await until(() => seen.back === 1);
  const past = async (start_ms: number, end_ms: number) => {
    const slices = [];
    for await (const slice of home.history({ start_ms, end_ms, signal: stop.signal })) slices.push(slice);
    return slices;
  };
  return { fake, home, changes, seen, past };
}

describe('the home in Home Assistant', () => {
  it('hands on a change with its own time, its state before, its attributes, its context and the weather', async () => {
    const { fake, changes, home, seen } = await start((fake) => {
      fake.set('light.kitchen', 'off', {}, T);
      fake.set('weather.home', 'sunny', { temperature: 50, temperature_unit: '°F' }, T);
      fake.set('sensor.noise', '1', {}, T);
    });
    fake.set('sensor.noise', '2', {}, T + 1);
    fake.set('light.kitchen', 'on', { brightness: 128, power: 40, energy: 3 }, T + 1000.456, { id: 'c' });
    await until(() => changes.length === 1);
    expect(changes[0]).toEqual({
      time_ms: T + 1000,
      entity_id: 'light.kitchen',
      domain: 'light',
      state_value: 'on',
      previous_state: 'off',
      attributes: { brightness: 128 },
      weather_temp: 10,
      context_id: 'c',
      context_parent_id: null,
      context_user_id: null,
      cause: { kind: 'device', name: null },
    });
    expect(seen.reports.at(-1)).toBe('ok');
    expect(home.heardMs()).not.toBeNull();
  });

  it('keeps a change of what scales the power, and drops one of other attributes', async () => {
    const { fake, changes } = await start((fake) => {
      fake.set('light.a', 'on', { brightness: 10 }, T);
      fake.set('climate.a', 'heat', { hvac_action: 'idle' }, T);
    });
    fake.set('light.a', 'on', { brightness: 10, effect: 'none' }, T + 1);
    fake.set('light.a', 'on', { brightness: 90, effect: 'none' }, T + 2);
    fake.set('climate.a', 'heat', { hvac_action: 'heating', current_temperature: 20 }, T + 3);
    await until(() => changes.length === 2);
    expect(changes).toMatchObject([
      { time_ms: T + 2, state_value: 'on', previous_state: 'on', attributes: { brightness: 90 } },
      { time_ms: T + 3, state_value: 'heat', attributes: { hvac_action: 'heating' }, cause: { kind: 'itself' } },
    ]);
  });

  it('gives a second change in the same millisecond the next one', async () => {
    const { fake, changes } = await start((fake) => fake.set('switch.a', 'off', {}, T));
    fake.set('switch.a', 'on', {}, T + 5.1);
    fake.set('switch.a', 'off', {}, T + 5.2);
    fake.set('switch.a', 'on', {}, T + 5.9);
    await until(() => changes.length === 3);
    expect(changes.map((change) => change.time_ms)).toEqual([T + 5, T + 6, T + 7]);
  });

  it('takes what an entity does when it comes (back) for no change of its', async () => {
    const { fake, changes } = await start((fake) => {
      fake.set('switch.late', 'unavailable', { restored: true }, T);
      fake.set('switch.a', 'off', {}, T);
    });
    fake.set('switch.new', 'on', {}, T + 1);
    fake.set('switch.late', 'on', {}, T + 2);
    fake.remove('switch.a');
    fake.set('switch.a', 'on', {}, T + 3);
    fake.set('switch.a', 'off', {}, T + 4);
    fake.set('switch.late', 'off', {}, T + 5);
    await until(() => changes.length === 2);
    expect(changes.map((change) => [change.entity_id, change.previous_state, change.state_value])).toEqual([
      ['switch.a', 'on', 'off'],
      ['switch.late', 'on', 'off'],
    ]);
  });

  it('takes an empty state for unknown, and passes over what is no entity id', async () => {
    const { fake, changes } = await start((fake) => {
      fake.set('switch.a', 'off', {}, T);
      fake.set('switch.b c', 'off', {}, T);
      fake.set(`switch.${'x'.repeat(300)}`, 'off', {}, T);
    });
    const odd = '\u0000"\'\n,;é漢😀'.repeat(23);
    fake.set('switch.b c', 'on', {}, T + 1);
    fake.set(`switch.${'x'.repeat(300)}`, 'on', {}, T + 1);
    fake.set('switch.a', '', {}, T + 1);
    fake.set('switch.a', odd, {}, T + 2);
    await until(() => changes.length === 2);
    expect(changes.map((change) => change.state_value)).toEqual(['unknown', odd]);
  });

  it('names who did it: a person, an automation, a program, a hand at the device', async () => {
    const { fake, changes } = await start((fake) => {
      for (const id of ['a', 'b', 'c', 'd', 'e']) fake.set(`switch.${id}`, 'off', {}, T);
      fake.set('person.ann', 'home', { user_id: 'u-ann', friendly_name: 'Ann' }, T);
      fake.set('automation.evening', 'on', { friendly_name: 'Evening' }, T);
      fake.users = [
        { id: 'u-ann', name: 'ann-login', is_owner: true, is_active: true },
        { id: 'u-program', name: 'Supervisor', system_generated: true },
      ];
    });
    fake.set('switch.a', 'on', {}, T + 1, { user_id: 'u-ann' });
    fake.set('automation.evening', 'on', { friendly_name: 'Evening', current: 1 }, T + 2, { id: 'run-1', parent_id: 'trigger' });
    fake.set('switch.b', 'on', {}, T + 3, { id: 'run-1', parent_id: 'trigger' });
    fake.set('switch.c', 'on', {}, T + 4, { id: 'child', parent_id: 'run-1' });
    fake.set('switch.d', 'on', {}, T + 5, { user_id: 'u-program' });
    fake.set('switch.e', 'on', {}, T + 6, { parent_id: 'never seen' });
    await until(() => changes.length === 5);
    expect(changes.map((change) => change.cause)).toEqual([
      { kind: 'user', name: 'Ann' },
      { kind: 'automation', name: 'Evening' },
      { kind: 'automation', name: 'Evening' },
      { kind: 'automation', name: 'Supervisor' },
      { kind: 'automation', name: null },
    ]);
  });

  it('comes back after a break and a restart: what it missed is history, nothing is told twice', async () => {
    const { fake, changes, seen, home, past } = await start((fake) => fake.set('switch.a', 'off', {}, T));
    fake.set('switch.a', 'on', {}, T + 1000);
    await until(() => changes.length === 1);
    await fake.stop();
    await until(() => seen.reports.at(-1) === 'waiting');
    fake.set('switch.a', 'off', {}, T + 2000);
    fake.runState = 'STARTING';
    await fake.start();
    const heard = home.heardMs();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(home.heardMs()).toBe(heard);
    fake.runState = 'RUNNING';
    await until(() => seen.back === 2);
    fake.set('switch.a', 'on', {}, T + 3000);
    await until(() => changes.length === 2);
    expect(changes[1]).toMatchObject({ time_ms: T + 3000, previous_state: 'off', state_value: 'on' });
    const [slice] = await past(T + 1000, T + 2500);
    expect(slice?.changes.map((change) => [change.time_ms, change.previous_state, change.state_value])).toEqual([[T + 2000, 'on', 'off']]);
    expect(slice?.until_ms).toBe(T + 2500);
  });

  it('follows only what the filter wants, and asks for no more', async () => {
    const { fake, home } = await start((fake) => {
      fake.set('sensor.a', '1', {}, T);
      fake.set('input_boolean.a', 'on', {}, T);
      fake.set('light.a', 'on', {}, T);
    });
    expect(home.entities().map((entity) => entity.entity_id)).toEqual(['light.a']);
    const include = fake.asked.find((message) => message.type === 'subscribe_entities')?.['include'] as { domains: string[] };
    expect(include.domains).not.toContain('sensor');
  });

  it('copes with 5,000 entities', async () => {
    const { fake, home, changes } = await start((fake) => {
      for (let i = 0; i < 5000; i++) fake.set(`switch.n${i}`, 'off', { friendly_name: `Switch ${i}`, note: 'x'.repeat(200) }, T);
    });
    expect(home.entities()).toHaveLength(5000);
    for (let i = 0; i < 5000; i++) fake.set(`switch.n${i}`, 'on', {}, T + i);
    await until(() => changes.length === 5000);
    expect(changes.every((change) => change.previous_state === 'off')).toBe(true);
  });

  it('knows names, areas, icons and settings', async () => {
    const { home } = await start((fake) => {
      fake.set('light.a', 'on', { friendly_name: 'Lamp', icon: 'mdi:lamp' }, T);
      fake.set('light.b', 'off', {}, T);
      fake.set('switch.c', 'off', { device_class: 'outlet' }, T);
      fake.set('climate.d', 'heat', { hvac_action: 'idle' }, T);
      fake.entities = [
        { ei: 'light.a', pl: 'x', di: 'd1' },
        { ei: 'light.b', pl: 'x', di: 'd1', ai: 'own', ic: 'mdi:own' },
        { ei: 'switch.c', pl: 'x', di: 'd2' },
      ];
      fake.devices = [
        { id: 'd1', area_id: 'kitchen', parent_device_id: null },
        { id: 'd2', area_id: null, parent_device_id: 'd1' },
      ];
      fake.areas = [
        { area_id: 'kitchen', name: 'Kitchen' },
        { area_id: 'own', name: 'Own' },
      ];
      fake.preferences = {
        energy_sources: [{ type: 'grid', stat_energy_from: 'sensor.e', entity_energy_price: 'sensor.price' }],
        device_consumption: [],
      };
      fake.set('sensor.price', '200', { unit_of_measurement: 'EUR/MWh' }, T - 3_600_000);
      fake.set('sensor.price', '250', { unit_of_measurement: 'EUR/MWh' }, T);
    });
    expect(await home.prices({ start_ms: T - 1_800_000, end_ms: T + 1_800_000 })).toEqual([
      { time_ms: T - 1_800_000, price: 0.2 },
      { time_ms: T, price: 0.25 },
    ]);
    expect([home.deviceOf('light.a'), home.deviceOf('light.nowhere')]).toEqual(['d1', null]);
    expect(home.entities()).toEqual([
      { entity_id: 'light.a', name: 'Lamp', icon: 'mdi:lamp', area: 'Kitchen', device_class: null, state: 'on' },
      { entity_id: 'light.b', name: 'light.b', icon: 'mdi:own', area: 'Own', device_class: null, state: 'off' },
      { entity_id: 'switch.c', name: 'switch.c', icon: null, area: 'Kitchen', device_class: 'outlet', state: 'off' },
      { entity_id: 'climate.d', name: 'climate.d', icon: null, area: null, device_class: null, state: 'heat', action: 'idle' },
    ]);
    expect(home.settings()).toEqual({ name: 'Home', time_zone: 'Europe/Berlin', currency: 'EUR', price: 0.25, language: 'de' });
  });

  it('knows administrators, and nobody where it may not know', async () => {
    const { fake, home } = await start((fake) => {
      fake.users = [
        { id: 'owner', name: 'O', is_owner: true, is_active: true, group_ids: [] },
        { id: 'admin', name: 'A', is_owner: false, is_active: true, group_ids: ['system-admin'] },
        { id: 'gone', name: 'G', is_owner: false, is_active: false, group_ids: ['system-admin'] },
        { id: 'user', name: 'U', is_owner: false, is_active: true, group_ids: ['system-users'] },
      ];
    });
    expect(await Promise.all(['owner', 'admin', 'gone', 'user', 'nobody'].map((id) => home.isAdmin(id)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    fake.users = null;
  });

  it('tells no administrator where the token may not list users', async () => {
    const { home } = await start((fake) => (fake.users = null));
    expect(await home.isAdmin('owner')).toBe(false);
  });
});

describe('the history of the home', () => {
  it('tells past changes in order, with the state before, attributes, weather and causes', async () => {
    const { past } = await start((fake) => {
      fake.users = [{ id: 'u', name: 'Ann' }];
      fake.set('weather.home', 'x', { temperature: 5 }, T - 1000);
      fake.set('light.a', 'off', {}, T - 1000);
      fake.set('light.a', 'on', { brightness: 50 }, T + 100.5);
      fake.set('weather.home', 'y', { temperature: 6 }, T + 200);
      fake.set('light.a', 'on', { brightness: 50, color: 1 }, T + 300);
      fake.set('light.a', 'on', { brightness: 99, color: 1 }, T + 400);
      fake.set('switch.first', 'on', {}, T + 450);
      fake.set('light.a', 'off', {}, T + 500);
      fake.set('switch.first', 'off', {}, T + 60_000);
      fake.set('light.a', 'on', {}, T + 3_600_000);
      fake.logbook = [
        {
          entity_id: 'light.a',
          when: (T + 100.5) / 1000,
          context_user_id: 'u',
          context_event_type: 'call_service',
          context_domain: 'light',
        },
        {
          entity_id: 'light.a',
          when: (T + 500) / 1000,
          context_event_type: 'automation_triggered',
          context_domain: 'automation',
          context_name: 'Night',
          context_user_id: 'u',
        },
        { entity_id: 'switch.first', when: (T + 60_000) / 1000 },
      ];
    });
    const slices = await past(T, T + 7_200_000);
    const changes = slices.flatMap((slice) => slice.changes);
    expect(
      changes.map((change) => [change.time_ms - T, change.entity_id, change.previous_state, change.state_value, change.weather_temp]),
    ).toEqual([
      [100, 'light.a', 'off', 'on', 5],
      [400, 'light.a', 'on', 'on', 6],
      [500, 'light.a', 'on', 'off', 6],
      [60_000, 'switch.first', 'on', 'off', 6],
      [3_600_000, 'light.a', 'off', 'on', 6],
    ]);
    expect(changes.map((change) => change.cause)).toEqual([
      { kind: 'user', name: 'Ann' },
      { kind: 'unknown', name: null },
      { kind: 'automation', name: 'Night' },
      { kind: 'device', name: null },
      { kind: 'unknown', name: null },
    ]);
    expect(slices.length).toBeGreaterThan(1);
    expect(slices.at(-1)?.until_ms).toBe(T + 7_200_000);
    expect(changes[1]?.attributes).toEqual({ brightness: 99 });
  });

  it('gives a change the same identity as live: nothing is doubled, however the range is cut', async () => {
    const { fake, changes, past } = await start((fake) => fake.set('switch.a', 'off', {}, T));
    for (let i = 0; i < 40; i++) fake.set('switch.a', i % 2 === 0 ? 'on' : 'off', {}, T + 1 + i * 0.4);
    await until(() => changes.length === 40);
    const ids = (list: StateChange[]) => list.map((change) => `${change.time_ms} ${change.previous_state} ${change.state_value}`);
    const whole = await past(T, T + 100_000);
    expect(ids(whole.flatMap((slice) => slice.changes))).toEqual(ids(changes));
  });

  it('keeps to its bounds: after the start and up to the end', async () => {
    const { past } = await start((fake) => {
      fake.set('switch.a', 'off', {}, T - 5);
      fake.set('switch.a', 'on', {}, T + 0.9);
      fake.set('switch.a', 'off', {}, T + 1);
      fake.set('switch.a', 'on', {}, T + 10.9);
      fake.set('switch.a', 'off', {}, T + 11);
    });
    const [slice] = await past(T, T + 10);
    expect(slice?.changes.map((change) => change.time_ms - T)).toEqual([1, 10]);
  });

  it('does without a logbook, and fills the members of a group from now', async () => {
    const { past } = await start((fake) => {
      fake.logbook = null;
      fake.set('light.group', 'off', {}, T);
      fake.set('light.group', 'on', {}, T + 1000);
      fake.set('light.group', 'on', { entity_id: ['light.a', 'light.b'] }, T + 10_000);
    });
    const [slice] = await past(T, T + 5000);
    expect(slice?.changes).toMatchObject([{ attributes: { members: ['light.a', 'light.b'] }, cause: { kind: 'unknown' } }]);
  });
});
