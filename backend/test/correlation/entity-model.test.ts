import { describe, expect, it } from 'vitest';
import { modelOf, type EntityModel } from '../../correlation/entity-model.ts';
import { eventOf, lastSeenOf, type Event } from '../../correlation/event.ts';
import type { Runs } from '../../correlation/front.ts';
import type { Mixture } from '../../correlation/gaussian-mixture.ts';
import { learnLoadOdds, learnStep } from '../../correlation/learn-step.ts';
import { deviceOf, onPowerOf } from '../../correlation/on-power.ts';
import { priorOfEvent, type PriorPart } from '../../correlation/prior-of-event.ts';
import { moveRun } from '../../correlation/settle-event.ts';
import { withoutEvent } from '../../correlation/without-event.ts';

const switched = (entity_id: string, state: string, brightness?: number): Event => {
  const [domain, previous_state] = [entity_id.split('.')[0]!, state === 'on' ? 'off' : 'on'];
  const attributes = brightness === undefined ? {} : { brightness };
  const before = lastSeenOf({ time_ms: 0, entity_id, domain, state: previous_state, previous_state: state, attributes }, undefined);
  return eventOf({ time_ms: 1000, entity_id, domain, state, previous_state, attributes }, before)!;
};

/** All of the posterior on one kind of explanation. */
const onlyIn = (prior: readonly PriorPart[], source: PriorPart['source']) => {
  const count = prior.filter((part) => part.source === source).length;
  return prior.map((part) => (part.source === source ? 1 / count : 0));
};

/** Teaches a model that this event made these steps, W. */
function teach(model: EntityModel, event: Event, steps: readonly number[], source: PriorPart['source'] = 'anything') {
  for (const stepW of steps) {
    const prior = priorOfEvent(model, event, null);
    const known = prior.some((part) => part.source === 'cluster') && source === 'anything' ? 'cluster' : source;
    const posterior = onlyIn(prior, known);
    learnLoadOdds(model, event, prior, posterior);
    learnStep(model, event, prior, { stepW, variance: 4, blur: 0, weight: 1, posterior, delay: 0.5 });
  }
}

const sourcesOf = (prior: readonly PriorPart[]) => [...new Set(prior.map(({ source }) => source))];
const weightOf = (prior: readonly PriorPart[], source: PriorPart['source']) =>
  prior.reduce((sum, part) => sum + (part.source === source ? part.weight : 0), 0);

describe('the model without one event', () => {
  const on = switched('switch.a', 'on');

  it('knows nothing of a step that was seen once, and one less of a step seen often', () => {
    const model = modelOf({}, 'switch.a');
    teach(model, on, [700]);
    expect(withoutEvent(model, on).transitions[on.key]!.clusters).toEqual([]);
    teach(model, on, [60, 60, 60, 60]);
    const [cluster] = model.transitions[on.key]!.clusters;
    expect(withoutEvent(model, on).transitions[on.key]!.clusters).toEqual([{ ...cluster, count: cluster!.count - 1 }]);
  });

  it('leaves out one step of a light between these brightnesses, and keeps what it is made from', () => {
    const [model, full, dimmed] = [modelOf({}, 'light.a'), switched('light.a', 'on', 255), switched('light.a', 'on', 100)];
    teach(model, full, [9, 9]);
    teach(model, dimmed, [3]);
    const before = structuredClone(model);
    expect(withoutEvent(model, full).brightnessSteps.map(({ stepW }) => stepW)).toEqual([9, 3]);
    expect(withoutEvent(model, dimmed).brightnessSteps.map(({ stepW }) => stepW)).toEqual([9, 9]);
    expect(model).toEqual(before);
  });

  it('is the model itself where the transition was never seen', () => {
    const model = modelOf({}, 'switch.a');
    expect(withoutEvent(model, on)).toBe(model);
  });
});

describe('the prior of an event', () => {
  it('is nothing or anything for an entity never seen, and adds up to 1', () => {
    const prior = priorOfEvent(modelOf({}, 'switch.a'), switched('switch.a', 'on'), null);
    expect(sourcesOf(prior)).toEqual(['nothing', 'anything']);
    expect(prior.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const up = prior.filter(({ source, mean }) => source === 'anything' && mean > 0).reduce((sum, { weight }) => sum + weight, 0);
    expect(up / weightOf(prior, 'anything')).toBeCloseTo(0.96, 12);
  });

  it('expects small loads of lights, and a curve where they tell their brightness', () => {
    const largest = (id: string) => Math.max(...priorOfEvent(modelOf({}, id), switched(id, 'on'), null).map(({ mean }) => mean));
    expect(largest('light.a')).toBe(280);
    expect(largest('switch.a')).toBe(960);
    expect(sourcesOf(priorOfEvent(modelOf({}, 'light.a'), switched('light.a', 'on', 200), null))).toContain('curve');
  });

  it('expects what the transition did before', () => {
    const model = modelOf({}, 'switch.a');
    teach(model, switched('switch.a', 'on'), [60, 61, 59, 60]);
    const prior = priorOfEvent(model, switched('switch.a', 'on'), null);
    const cluster = prior.find(({ source }) => source === 'cluster')!;
    expect(cluster.mean).toBeCloseTo(60, 0);
    expect(cluster.weight).toBeGreaterThan(0.5);
  });

  it('borrows the way back, mirrored, until the transition has steps of its own', () => {
    const model = modelOf({}, 'switch.a');
    teach(model, switched('switch.a', 'on'), [60, 60, 60]);
    const borrowed = priorOfEvent(model, switched('switch.a', 'off'), null).find(({ source }) => source === 'borrowed')!;
    expect(borrowed.mean).toBeCloseTo(-60, 6);
    teach(model, switched('switch.a', 'off'), [-60]);
    expect(sourcesOf(priorOfEvent(model, switched('switch.a', 'off'), null))).not.toContain('borrowed');
  });

  it('trusts the curve of a light at a brightness never seen as far as it was right at others', () => {
    const model = modelOf({}, 'light.a');
    const untaught = weightOf(priorOfEvent(model, switched('light.a', 'on', 200), null), 'curve');
    teach(model, switched('light.a', 'on', 255), [9, 9, 9], 'curve');
    teach(model, switched('light.a', 'on', 100), [3, 3, 3], 'curve');
    expect(weightOf(priorOfEvent(model, switched('light.a', 'on', 200), null), 'curve')).toBeGreaterThan(untaught + 0.2);
  });

  it('hardly learns from a light that is switched on and draws less, but does from a switch', () => {
    const clusterOf = (id: string, brightness?: number) => {
      const model = modelOf({}, id);
      const event = switched(id, 'on', brightness);
      teach(model, event, [-40]);
      return model.transitions[event.key]!.clusters[0]!.count;
    };
    expect(clusterOf('light.a', 255)).toBeLessThan(0.1);
    expect(clusterOf('switch.a')).toBe(1);
  });

  it('expects an off to take away what the entity draws', () => {
    const run: Mixture = [{ weight: 1, mean: 45, variance: 9 }];
    const mirror = priorOfEvent(modelOf({}, 'switch.a'), switched('switch.a', 'off'), run).find(({ source }) => source === 'mirror')!;
    expect(mirror).toMatchObject({ mean: -45, variance: 13 });
  });

  it('no longer looks in every step for a switch that moves nothing', () => {
    const model = modelOf({}, 'switch.a');
    const fresh = weightOf(priorOfEvent(model, switched('switch.a', 'on'), null), 'anything');
    teach(model, switched('switch.a', 'on'), [0, 1, 0, -1, 0, 0], 'nothing');
    expect(weightOf(priorOfEvent(model, switched('switch.a', 'on'), null), 'anything')).toBeLessThan(fresh / 4);
  });
});

describe('learning', () => {
  it('keeps two sizes of one transition apart, and at most eight', () => {
    const model = modelOf({}, 'switch.a');
    teach(model, switched('switch.a', 'on'), [60, 500, 61, 502]);
    const means = model.transitions['off>on']!.clusters.map(({ mean }) => Math.round(mean));
    expect(means.sort((a, b) => a - b)).toEqual([61, 501]);
    teach(
      model,
      switched('switch.a', 'on'),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((k) => 100 * 2 ** k),
    );
    expect(model.transitions['off>on']!.clusters).toHaveLength(8);
  });

  it('does not take what its readings vary by for a spread of the load', () => {
    const sdAfter = (blur: number) => {
      const model = modelOf({}, 'switch.a');
      const event = switched('switch.a', 'on');
      for (const stepW of [40, 60, 80, 60, 40, 80, 60]) {
        const prior = priorOfEvent(model, event, null);
        learnStep(model, event, prior, { stepW, variance: 250, blur, weight: 1, posterior: onlyIn(prior, 'anything'), delay: null });
      }
      return Math.sqrt(priorOfEvent(model, event, null).find(({ source }) => source === 'cluster')!.variance);
    };
    expect(sdAfter(0)).toBeGreaterThan(13);
    expect(sdAfter(250)).toBeLessThan(7);
  });

  it('takes nothing from a lesson that is not believed', () => {
    const model = modelOf({}, 'switch.a');
    const event = switched('switch.a', 'on');
    const prior = priorOfEvent(model, event, null);
    learnStep(model, event, prior, { stepW: 60, variance: 4, blur: 0, weight: 0.01, posterior: onlyIn(prior, 'anything'), delay: null });
    expect(model.transitions).toEqual({});
  });

  it('knows how late a device starts', () => {
    const model = modelOf({}, 'switch.a');
    teach(model, switched('switch.a', 'on'), [60, 60, 60]);
    expect(model.transitions['off>on']!.clusters[0]).toMatchObject({ delayMean: 0.5 });
  });

  it('keeps the transitions of a dimmer that were used last', () => {
    const model = modelOf({}, 'light.a');
    for (let b = 1; b <= 100; b++) teach(model, switched('light.a', 'on', b), [b / 10]);
    expect(Object.keys(model.transitions)).toHaveLength(64);
    expect(model.transitions['0>100']).toBeDefined();
    expect(model.transitions['0>1']).toBeUndefined();
    expect(model.brightnessSteps.length).toBeLessThanOrEqual(80);
  });
});

describe('a device', () => {
  it('is being learned, then learned, with what it draws when on', () => {
    const model = modelOf({}, 'switch.a');
    expect(deviceOf('switch.a', model)).toMatchObject({ on_power_w: null, interval_w: null, switches: 0, verdict: 'learning' });
    teach(model, switched('switch.a', 'on'), [60, 61, 59, 60, 60]);
    expect(deviceOf('switch.a', model)).toMatchObject({ switches: 5, verdict: 'learned' });
    expect(Math.abs(onPowerOf(model)!.powerW - 60)).toBeLessThan(1);
  });

  it('is known from its offs too', () => {
    const model = modelOf({}, 'switch.a');
    teach(model, switched('switch.a', 'off'), [-60, -61, -59, -60]);
    expect(onPowerOf(model)!.powerW).toBeCloseTo(60, 0);
  });

  it('draws at full brightness what its curve says', () => {
    const model = modelOf({}, 'light.a');
    teach(model, switched('light.a', 'on', 255), [12, 12.5, 11.5, 12], 'curve');
    expect(deviceOf('light.a', model)).toMatchObject({ verdict: 'learned', on_power_w: expect.closeTo(12, 0) as number });
  });

  it('has no effect when its steps cannot be told from none', () => {
    const still = modelOf({}, 'switch.a');
    teach(still, switched('switch.a', 'on'), [0, 0, 0, 0, 0, 0], 'nothing');
    expect(deviceOf('switch.a', still).verdict).toBe('no_effect');
    expect(deviceOf('switch.a', still).on_power_w).toBe(0);
    // Steps about 0 W that found each other are no load either.
    const faint = modelOf({}, 'switch.b');
    teach(faint, switched('switch.b', 'on'), [1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1]);
    expect(faint.load).toBeLessThan(0);
  });
});

describe('what an entity draws now', () => {
  it('is its on step, moves with its level, and is unknown when off', () => {
    const runs: Runs = {};
    const step = (mean: number): Mixture => [{ weight: 1, mean, variance: 4 }];
    moveRun(runs, switched('light.a', 'on'), step(10));
    moveRun(runs, { ...switched('light.a', 'on'), kind: 'level' }, step(5));
    expect(runs['light.a']).toEqual([{ weight: 1, mean: 15, variance: 8 }]);
    moveRun(runs, switched('light.a', 'off'), step(-15));
    expect(runs['light.a']).toBeNull();
    moveRun(runs, { ...switched('light.a', 'on'), kind: 'level' }, step(5));
    expect(runs['light.a']).toBeNull();
  });
});
