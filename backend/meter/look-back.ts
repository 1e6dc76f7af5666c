/** What the sensors of a plan did in the last day: which of them is late, and what those that are silent now said last. */
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { HistoryReader, HistoryRow } from '../home-assistant/history.ts';
import type { Log } from '../log.ts';
import { createHousePower } from './house-power.ts';
import { holdBack, type Told } from './learn-delays.ts';
import { entitiesOf, type PowerPlan } from './power-plan.ts';
import { toWatts } from './units.ts';

export type LookedBack = {
  /** How long to hold back what a sensor says, ms, so that all tell of the same moment. */
  delays: ReadonlyMap<string, number>;
  /** W that sensors said last. */
  lastKnown: ReadonlyMap<string, number>;
};

const DAY_MS = 86_400_000;
/** The recorder writes what happened with this delay. */
const NOT_YET_WRITTEN_MS = 20_000;

const PARTS = ['grid', 'solar', 'battery'] as const;
const nothingSeen: LookedBack = { delays: new Map(), lastKnown: new Map() };

/** Only a house that is added up from several parts has something to align, or an inverter that may be off. */
const isAddedUp = ({ kind, home, solar, battery }: PowerPlan): boolean =>
  kind === 'load' && home.length === 0 && solar.length + battery.length > 0;

function createSeen(plan: PowerPlan) {
  const house = createHousePower(plan);
  const told = new Map(PARTS.filter((part) => plan[part].length > 0).map((part) => [part as string, [] as Told[]]));
  const lastKnown = new Map<string, number>();
  return {
    see(row: HistoryRow) {
      const unit = row.attributes['unit_of_measurement'];
      house.put({ ...row, unit });
      const watts = toWatts(row.state, unit);
      if (watts.ok) lastKnown.set(row.entity_id, watts.value);
      const now = house.now();
      for (const part of PARTS) told.get(part)?.push({ time_ms: row.time_ms, watts: now[`${part}_w`] });
    },
    result(): LookedBack {
      const byPart = holdBack(told);
      const delays = PARTS.flatMap((part) => plan[part].map(({ entity_id }) => [entity_id, byPart.get(part) ?? 0] as const));
      return { delays: new Map(delays.filter(([, ms]) => ms > 0)), lastKnown };
    },
  };
}

/** Throws UnavailableError where the recorder does not answer. */
async function lookBack(plan: PowerPlan, history: HistoryReader, nowMs: number, signal: AbortSignal): Promise<LookedBack> {
  if (!isAddedUp(plan)) return nothingSeen;
  const seen = createSeen(plan);
  const end_ms = nowMs - NOT_YET_WRITTEN_MS;
  const query = { entityIds: entitiesOf(plan), start_ms: end_ms - DAY_MS, end_ms, signal };
  for await (const { initial, rows } of history.read(query)) for (const row of [...initial, ...rows]) seen.see(row);
  return seen.result();
}

export interface BackwardLook {
  /** Looks once a day, and when other sensors were chosen; where it cannot, nothing is held back. */
  look(plan: PowerPlan, session: AbortSignal): Promise<void>;
  seen(): LookedBack;
}

export function createBackwardLook({
  id,
  reader,
  clock,
  log,
}: {
  id: string;
  reader: HistoryReader;
  clock: Clock;
  log: Log;
}): BackwardLook {
  let last: { at_ms: number; plan: string; seen: LookedBack } | undefined;
  return {
    async look(plan, session) {
      const sensors = JSON.stringify(plan);
      if (last?.plan === sensors && clock.now() - last.at_ms < DAY_MS) return;
      try {
        const seen = await lookBack(plan, reader, clock.now(), session);
        if (session.aborted) return;
        last = { at_ms: clock.now(), plan: sensors, seen };
        const early = [...seen.delays].map(([entityId, ms]) => `${entityId} by ${ms / 1000} s`);
        if (early.length > 0) log.info(`Meter ${id}: so that all parts tell of the same moment, these are held back: ${early.join(', ')}.`);
      } catch (error) {
        last = undefined;
        log.warn(`Meter ${id}: how late its parts are could not be learned from the history: ${messageOf(error)}`);
      }
    },
    seen: () => last?.seen ?? nothingSeen,
  };
}
