import type { Circuit } from '../../backend/contract/circuit.ts';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import { applyEvent } from '../controllers/apply-event.ts';
import { confidenceOf } from '../elements/confidence-of.ts';
import { changesOf } from '../elements/changes-of.ts';
import { causeText } from '../elements/cause-text.ts';
import { countKinds, filterChanges, sortChanges } from '../elements/filter-changes.ts';
import { worthShowing } from '../elements/worth-showing.ts';
import { flowsOf } from '../elements/flows-of.ts';
import { nestCircuits } from '../elements/nest-circuits.ts';
import { sentenceFor } from '../elements/sentence-for.ts';
import { sparklinePaths } from '../elements/sparkline-paths.ts';
import { stateChangeText, stateSides, statesText } from '../elements/state-change-text.ts';
import { at, circuit, correlation, current, homeWith, hostIn, live, MINUTE_MS, NOW } from './fixtures.ts';
import { contains, isEqual, isTrue } from './expect.ts';

const host = hostIn('de');
const context = { host, now: NOW, minDelta: 10 };
const plain = (text: string | null | undefined) => text?.replaceAll('\u00a0', ' ').replaceAll('\u2212', '-') ?? null;

describe('the sentence', () => {
  it('says a level as a level', () => {
    const sentence = sentenceFor(
      current({ latest: correlation({ entity_id: 'light.lamp', previous_state: 'on', previous_level: 40, level: 100 }) }),
      context,
    );
    isEqual(plain(sentence?.predicate), '40 % → 100 %');
  });

  it('names all that cannot be told apart, with the step as a whole', () => {
    const latest = correlation({
      entity_id: 'light.dining',
      shared_with: ['light.kitchen'],
      power_before_w: 377,
      power_after_w: 291,
      power_delta_w: -24,
    });
    const sentence = sentenceFor(current({ latest }), context);
    isEqual(sentence?.subjects, ['Dining table', 'Kitchen lights']);
    isEqual(plain(sentence?.watts), '-86 W');
    contains(sentence?.second ?? '', 'nicht zu unterscheiden');
  });

  it('prefers the newer of a known and an unexplained change', () => {
    const step = { start: at(1), end: null, power_w: 300, pattern_id: null };
    isEqual(sentenceFor(current({ latest_unexplained: step }), context)?.sign, 'unknown');
    isEqual(sentenceFor(current({ latest_unexplained: { ...step, start: at(9) } }), context)?.entityId, 'switch.dryer');
  });

  it('calls a house steady after two quiet hours', () => {
    const sentence = sentenceFor(current({ latest: correlation({}, 130) }), { ...context, host: hostIn('en') });
    isEqual([sentence?.subjects[0], sentence?.predicate, sentence?.watts], ['Steady', 'for 2\u00a0h 10\u00a0min', null]);
    isEqual(sentence?.second, 'Utility room and Always on, mostly');
  });

  it('is silent about changes below the configured minimum, and where none is known', () => {
    isEqual(sentenceFor(current({ latest: correlation({ power_delta_w: 9 }) }), context), null);
    isEqual(sentenceFor(current({ latest: null }), context), null);
  });
});

describe('the tree of circuits', () => {
  const rows = (circuits: Circuit[], whole: number | null) =>
    nestCircuits(circuits, whole).map(({ key, level, power_w, share }) => [key, level, power_w, share === null ? null : Math.round(share)]);

  it('nests by parent, sorts by watts and closes with what is left over', () => {
    isEqual(rows([circuit('b', 100), circuit('a', 500), circuit('a1', 300, { parent: 'a' }), circuit('a2', 150, { parent: 'a' })], 1000), [
      ['a', 0, 500, 50],
      ['a1', 1, 300, 30],
      ['a2', 1, 150, 15],
      ['a remaining', 1, 50, 5],
      ['b', 0, 100, 10],
      ['untracked', 0, 400, 40],
    ]);
  });

  it('shows a rest below zero as 0 W, and knows why', () => {
    const [, , remaining, untracked] = nestCircuits([circuit('a', 100), circuit('a1', 130, { parent: 'a' })], 90);
    isEqual([remaining?.power_w, remaining?.late, untracked?.power_w, untracked?.late], [0, true, 0, true]);
  });

  it('closes no parent of which no child is shown', () => {
    isEqual(rows([circuit('a', 100), circuit('a1', 0, { parent: 'a' })], null), [['a', 0, 100, null]]);
  });

  it('leaves out what is below 1 W, but not what is unknown', () => {
    isEqual(rows([circuit('a', 0.4), circuit('b', null)], null), [['b', 0, null, null]]);
  });

  it('has neither shares nor untracked watts where the house power is unknown', () => {
    isEqual(rows([circuit('a', 10)], null), [['a', 0, 10, null]]);
  });

  it('survives circles and parents that do not exist', () => {
    isEqual(rows([circuit('a', 10, { parent: 'b' }), circuit('b', 9, { parent: 'a' }), circuit('c', 8, { parent: 'gone' })], null), [
      ['a', 0, 10, null],
      ['b', 0, 9, null],
      ['c', 0, 8, null],
    ]);
  });
});

describe('the flows', () => {
  it('say direction by words', () => {
    isEqual(
      flowsOf({ solar_w: 100, grid_w: -50, battery_w: 20 }).map(({ kind, watts }) => [kind, watts]),
      [
        ['solar', 100],
        ['to-grid', 50],
        ['from-battery', 20],
      ],
    );
  });
  it('are left out where the grid is all there is', () => isEqual(flowsOf({ solar_w: null, grid_w: 10, battery_w: null }), []));
});

describe('the sparkline', () => {
  const options = { now: NOW, width: 96, height: 40, stale: false };
  const point = (minutesAgo: number, power_w: number | null) => ({ time_ms: NOW - minutesAgo * MINUTE_MS, power_w });

  it('holds each value until the next, up to now', () => {
    const paths = sparklinePaths([point(60, 100), point(30, 200)], options);
    isEqual(paths?.line, 'M0 21H45.5V5H91');
    isEqual([paths?.low, paths?.high], [100, 200]);
  });
  it('draws nothing where nothing is known', () => {
    const paths = sparklinePaths([point(60, 100), point(45, null), point(15, 100)], options);
    isEqual(paths?.line, 'M0 5H22.8M68.3 5H91');
    isEqual(sparklinePaths([], options), null);
  });
  it('goes on in silence where the meter is stale', () => {
    const paths = sparklinePaths([point(60, 100), point(30, 100)], { ...options, stale: true });
    isEqual([paths?.last, paths?.silence?.x], [null, 45.5]);
  });
  it('draws one step a pixel, the highest, and ends at the newest reading', () => {
    const everySecond = Array.from({ length: 3600 }, (_, i) => point((3600 - i) / 60, i === 1800 ? 900 : 100 + (i % 2)));
    const paths = sparklinePaths(everySecond, options);
    isTrue((paths?.line.match(/H/g) ?? []).length <= options.width, 'not more steps than pixels');
    isEqual(paths?.high, 900);
    isTrue(paths?.line.includes('V5H') === true, 'the highest reading reaches the top');
    isEqual(paths?.last, { x: 91, y: 33.4 });
  });
  it('shows no dot where the newest value is unknown', () => isEqual(sparklinePaths([point(9, 1), point(3, null)], options)?.last, null));
});

describe('the list', () => {
  const lamp = correlation({ entity_id: 'light.lamp', power_delta_w: -60 }, 9);
  const dryer = correlation({}, 20);
  const step = { start: at(15), end: at(9), power_w: 1180, pattern_id: null };
  const listed = (correlations: Correlation[], steps: UnexplainedStep[] = []) => changesOf({ correlations, steps, minDelta: 10 });
  const all = Object.freeze(listed([lamp, dryer]));
  const nameOf = (id: string) => host.entity(id).name;

  it('keeps silent below a confidence of one half', () => {
    isEqual(worthShowing([correlation({ confidence: 0.49 }), lamp], 10).length, 1);
  });
  it('is sure from 0.9, likely from 0.5, shared with whom it cannot be told from', () => {
    const said = [0.9, 0.89, 0.5, 0.49].map((confidence) => confidenceOf({ confidence, shared_with: [] }));
    isEqual(said, ['sure', 'likely', 'likely', null]);
    isEqual(confidenceOf({ confidence: 0.95, shared_with: ['light.a'] }), 'shared');
  });
  it('is filtered by name or id, by watts and by kind, together', () => {
    const ids = (filters: object) =>
      filterChanges(all, { text: '', atLeast: 10, kind: null, ...filters }, nameOf).map(({ correlation: told }) => told?.entity_id);
    isEqual(ids({ text: 'FLOOR' }), ['light.lamp']);
    isEqual(ids({ text: 'switch.' }), ['switch.dryer']);
    isEqual(ids({ atLeast: 200 }), ['switch.dryer']);
    isEqual(ids({ kind: 'light', atLeast: 200 }), []);
  });
  it('is sorted by time, by size or by name', () => {
    const ids = (order: 'time' | 'delta' | 'entity') => sortChanges(all, order, nameOf).map(({ correlation: told }) => told?.entity_id);
    isEqual([ids('time')[0], ids('delta')[0], ids('entity')[0]], ['light.lamp', 'switch.dryer', 'light.lamp']);
  });
  it('counts the kinds that occur', () => {
    isEqual(countKinds(listed([lamp, dryer, correlation({ domain: 'siren' })], [step])), [
      { kind: 'light', count: 1 },
      { kind: 'switch', count: 1 },
      { kind: 'other', count: 1 },
      { kind: 'unexplained', count: 2 },
    ]);
  });
  it('says states and levels', () => {
    const sides = stateSides(correlation({ state: 'off', previous_state: 'on', previous_level: 40, level: null }), host).map(plain);
    isEqual(sides, ['40 %', 'aus']);
    isEqual(stateSides(correlation({ state: 'heat_cool', previous_state: 'off' }), host)[1], 'heat cool');
  });
  it('says a state that stayed the same once', () => {
    const change = correlation({ state: 'heat', previous_state: 'heat' });
    isEqual([statesText(change, host), stateChangeText(change, hostIn('en'))], ['heat', 'changed']);
  });
  it('says who did it', () => {
    const said = (['user', 'automation', 'device', 'itself', 'unknown'] as const).map((kind) =>
      causeText({ kind, name: null }, hostIn('en').localize),
    );
    isEqual(said, ['a person', 'an automation', 'at the device', 'by itself', 'unknown']);
    isEqual(causeText({ kind: 'automation', name: 'Lunch over' }, hostIn('en').localize), 'automation Lunch over');
  });
});

describe('an event of the stream', () => {
  const shown = { hours: 6, endMs: null, min_delta: 10, hasChart: true, hasDevices: false, hasUnexplained: true };
  const reading = (minutesAgo: number, total_power_w: number | null) => live({ timestamp: at(minutesAgo), total_power_w });

  it('brings a new reading into the number and the curve', () => {
    const home = applyEvent(homeWith(), { type: 'reading', data: reading(-1, 100) }, shown);
    isEqual([home.current.value?.total_power_w, home.lastHour.value?.at(-1)?.power_w], [100, 100]);
    isEqual(home.current.value?.entity_ids, ['sensor.house_power']);
  });
  it('passes over what is older, and what is of another meter', () => {
    const before = homeWith();
    isTrue(applyEvent(before, { type: 'reading', data: reading(5, 100) }, shown) === before, 'an older reading changes nothing');
    const other = { ...reading(-1, 100), meter_id: 'garage' };
    isTrue(applyEvent(before, { type: 'reading', data: other }, shown) === before, 'another meter changes nothing');
  });
  it('keeps a gap a gap', () => {
    const home = applyEvent(homeWith(), { type: 'reading', data: reading(-1, null) }, shown);
    isEqual([home.current.value?.stale, home.lastHour.value?.at(-1)?.power_w], [true, null]);
  });
  it('adds a change once, newest first, and makes it the sentence', () => {
    const told = correlation({ entity_id: 'light.kitchen' }, 1);
    const once = applyEvent(homeWith(), { type: 'correlation', data: told }, shown);
    const twice = applyEvent(once, { type: 'correlation', data: told }, shown);
    isEqual(
      twice.correlations.value?.map(({ entity_id }) => entity_id),
      ['light.kitchen', 'switch.dryer', 'light.lamp'],
    );
    isEqual(twice.current.value?.latest?.entity_id, 'light.kitchen');
  });
  it('is silent about doubtful and about small changes', () => {
    const before = homeWith();
    for (const changes of [{ confidence: 0.4 }, { power_delta_w: 5 }])
      isTrue(applyEvent(before, { type: 'correlation', data: correlation(changes, 1) }, shown) === before, 'it changes nothing');
  });
  it('follows an unexplained step to its end', () => {
    const step = { start: at(3), end: null, power_w: 95, pattern_id: null };
    const begun = applyEvent(homeWith(), { type: 'unexplained', data: step }, shown);
    const ended = applyEvent(begun, { type: 'unexplained', data: { ...step, end: at(1) } }, shown);
    isEqual(ended.current.value?.latest_unexplained?.end, at(1));
  });
  it('tells progress until it is done', () => {
    const progress = { phase: 'learning', days: 10, percent: 63, eta_s: 240, devices_found: 21 } as const;
    isEqual(applyEvent(homeWith(), { type: 'progress', data: progress }, shown).progress?.percent, 63);
    isEqual(applyEvent(homeWith({ progress }), { type: 'progress', data: { ...progress, phase: 'done' } }, shown).progress, null);
  });
});
