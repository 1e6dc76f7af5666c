/** The truth of a composed home, and how many of its events were found on each of its days. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';

const Home = v.object({
  start: v.string(),
  days: v.number(),
  entities: v.record(v.string(), v.object({ kind: v.string() })),
  events: v.array(v.object({ t: v.number(), entity_id: v.string(), truth_w: v.number(), truth_inrush_w: v.number() })),
});
type HomeEvent = v.InferOutput<typeof Home>['events'][number];
export type HomeTruth = { days: number; isLoad: (entityId: string) => boolean; events: Map<string, HomeEvent & { day: number }> };

/** What a program said of an event, found by `<entity> <time in ms>`. */
export type Said = Map<string, { power_delta_w: number; mass: number; confidence: number }>;

/** How far an answer was believed before any calibration, and whether it was right. */
export type Judged = { mass: number; isRight: boolean };

/** Events of a day of at least 10 W, those found, and what was said, right or not. */
export type DayCounts = { events: number; found: number; said: number; right: number };

const DAY_S = 86_400;

function readHome(folder: string): HomeTruth {
  const home = v.parse(Home, JSON.parse(gunzipSync(readFileSync(join(folder, 'home.json.gz'))).toString()));
  const startMs = Date.parse(home.start);
  const keyed = home.events.map(
    (event) => [`${event.entity_id} ${startMs + Math.round(event.t * 1000)}`, { ...event, day: Math.floor(event.t / DAY_S) }] as const,
  );
  return { days: home.days, isLoad: (id) => home.entities[id]?.kind !== 'no_load', events: new Map(keyed) };
}

/** All homes of a folder. */
export const readHomes = (folder: string): HomeTruth[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('home-'))
    .sort()
    .map((name) => readHome(join(folder, name)));

/** Right: of the right sign and off by at most max(10 W, 20 %). */
const isRight = (saidW: number, truthW: number): boolean =>
  saidW * truthW > 0 && Math.abs(saidW - truthW) <= Math.max(10, 0.2 * Math.abs(truthW));
/** Less than this is silence, W. */
const LEAST_W = 10;
const isSaid = ({ power_delta_w, confidence }: { power_delta_w: number; confidence: number }): boolean =>
  Math.abs(power_delta_w) >= LEAST_W && confidence >= 0.5;

/** The steps that are right to tell: the one that stays, and the one within 3 s. */
const stepsOf = ({ truth_w, truth_inrush_w }: HomeEvent): number[] =>
  Math.abs(truth_inrush_w) >= LEAST_W ? [truth_w, truth_inrush_w] : [truth_w];

/** The home that these words are about: the one with most of their events. */
export function homeOf(homes: readonly HomeTruth[], said: Said): HomeTruth | undefined {
  const known = homes.map((home) => ({ home, events: [...said.keys()].filter((key) => home.events.has(key)).length }));
  return known.sort((a, b) => b.events - a.events)[0]?.home;
}

/** What one event adds to its day. */
function countsOf(event: HomeEvent, isLoad: boolean, saidW: number | null): DayCounts {
  const steps = stepsOf(event);
  const right = saidW !== null && isLoad && steps.some((stepW) => isRight(saidW, stepW)) ? 1 : 0;
  const wanted = isLoad && steps.some((stepW) => Math.abs(stepW) >= LEAST_W) ? 1 : 0;
  return { events: wanted, found: wanted * right, said: saidW === null ? 0 : 1, right };
}

/** Adds up what was said of a home by day, as the evaluation beside the homes counts it; changes `days`. */
export function countByDay(home: HomeTruth, said: Said, days: DayCounts[]): void {
  for (const [key, event] of home.events) {
    const answer = said.get(key);
    const counts = countsOf(event, home.isLoad(event.entity_id), answer !== undefined && isSaid(answer) ? answer.power_delta_w : null);
    const before = days[event.day] ?? { events: 0, found: 0, said: 0, right: 0 };
    days[event.day] = {
      events: before.events + counts.events,
      found: before.found + counts.found,
      said: before.said + counts.said,
      right: before.right + counts.right,
    };
  }
}

/** F1 of what was counted. */
export function f1Of({ events, found, said, right }: DayCounts): number {
  const [precision, recall] = [right / Math.max(1, said), found / Math.max(1, events)];
  return (2 * precision * recall) / Math.max(1e-9, precision + recall);
}

/** The answers of at least 10 W that were given in a home, judged. */
export const judgeAnswers = ({ events, isLoad }: HomeTruth, said: Said): Judged[] =>
  [...said].flatMap(([key, { power_delta_w, mass }]) => {
    const event = events.get(key);
    if (event === undefined || Math.abs(power_delta_w) < LEAST_W) return [];
    return [{ mass, isRight: isLoad(event.entity_id) && stepsOf(event).some((stepW) => isRight(power_delta_w, stepW)) }];
  });
