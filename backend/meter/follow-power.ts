/** Follows the sensors of a meter in Home Assistant and hands on readings. */
import { isAborted, type Clock } from '../clock.ts';
import { messageOf, UnavailableError } from '../errors.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import type { EntityChange, EntityState } from '../home-assistant/entity-state.ts';
import { followStates } from '../home-assistant/follow-states.ts';
import type { Log } from '../log.ts';
import type { Report } from '../status-board.ts';
import { troubleWith } from '../trouble.ts';
import { readDailyEnergy, type DailyEnergy } from './daily-energy.ts';
import { TOGETHER_MS } from './home-assistant-history.ts';
import { createHoldBack } from './hold-back.ts';
import type { OnFinding } from './house-power.ts';
import type { LookedBack } from './look-back.ts';
import type { Found } from './look-for-power.ts';
import type { MeterReadings } from './meter.ts';
import { pollPower } from './poll-power.ts';
import { entitiesOf, watchedBy } from './power-plan.ts';
import { createReadingMaker, type ReadingMaker } from './reading-maker.ts';

export type FollowPowerOptions = {
  connection: HomeAssistantConnection;
  meterId: string;
  found: Found;
  lookedBack: LookedBack;
  clock: Clock;
  log: Log;
  pollIntervalMs: number;
  /** Between two looks at the statistics, ms. */
  refreshMs: number;
  onReadings: (readings: MeterReadings) => void;
  onFinding: OnFinding;
  report: Report;
  /** All sensors are there as they are now; then come readings. */
  onFirst: () => void;
};

export interface PowerFollower {
  /** Until the session ends. Throws UnavailableError where Home Assistant does not push what it knows. */
  run(session: AbortSignal): Promise<void>;
  /** Time of the newest state that is not yet handed on; null: none. */
  waitingMs(): number | null;
}

const say = (maker: ReadingMaker, report: Report) => {
  const faults = maker.faults();
  if (faults.length === 0) {
    report('ok');
    return;
  }
  const entity_ids = faults.flatMap((fault) => fault.entity_ids);
  const trouble = troubleWith('not_known', { entity_ids, why: faults.map(({ why }) => why).join('; ') });
  report('degraded', trouble.text, trouble);
};

const put = (maker: ReadingMaker, { entity_id, state, attributes, time_ms }: EntityState) =>
  maker.put({ entity_id, state, unit: attributes['unit_of_measurement'], time_ms });

/** A sensor that is gone says nothing any more. */
const stateAfter = ({ entity_id, after }: EntityChange, nowMs: number): EntityState =>
  after ?? { entity_id, state: 'unavailable', attributes: {}, time_ms: nowMs, context: { id: null, parent_id: null, user_id: null } };

/** Hands on what the maker makes of states. */
function createTeller(maker: ReadingMaker, { found, clock, onReadings, report }: FollowPowerOptions) {
  const isAlone = entitiesOf(found.plan).length === 1;
  let collecting = false;

  const handOn = (atMs?: number) => {
    const reading = maker.reading(atMs);
    say(maker, report);
    if (reading !== undefined) onReadings({ readings: [reading], circuits: [] });
  };
  /** Sensors of one meter change one after the other: what changes together is one reading. */
  const collect = async (session: AbortSignal) => {
    if (collecting) return;
    collecting = true;
    await clock.sleep(TOGETHER_MS, session);
    collecting = false;
    if (!session.aborted) handOn();
  };
  const tellCircuits = ({ entity_id: entityId }: EntityState) => {
    const rows = maker.circuit(entityId);
    if (rows.length > 0) onReadings({ readings: [], circuits: rows });
  };
  const apply = (state: EntityState, session: AbortSignal) => {
    const { house, circuit } = put(maker, state);
    if (circuit) tellCircuits(state);
    if (!house) return;
    if (isAlone) handOn();
    else void collect(session);
  };
  return { handOn, collect, apply, tellCircuits };
}

export function createPowerFollower(options: FollowPowerOptions): PowerFollower {
  const { connection, meterId, found, lookedBack, clock, onFirst } = options;
  const { plan, circuits } = found;
  const { delays, lastKnown } = lookedBack;
  const wanted = [...new Set([...watchedBy(plan), ...circuits.flatMap((circuit) => circuit.entity_id ?? [])])];
  const daily = createDailyEnergy(options);
  const maker = createReadingMaker({ meterId, plan, circuits, dailyKwh: daily.kwhAt, lastKnown, onFinding: options.onFinding });
  /** As Home Assistant told it last. */
  const arrived = new Map<string, string>();
  const { handOn, collect, apply, tellCircuits } = createTeller(maker, options);
  const holdBack = createHoldBack({ delays, clock, apply });
  const isSettled = () => holdBack.firstMs() === Infinity && maker.faults().length === 0;
  const onChanges = (changes: EntityChange[], session: AbortSignal) => {
    for (const change of changes) {
      const state = stateAfter(change, clock.now());
      arrived.set(state.entity_id, state.state);
      holdBack.pass(state, session);
    }
  };
  const onFirstStates = (states: { get: (entityId: string) => EntityState | undefined }, session: AbortSignal) => {
    const known = wanted.flatMap((entityId) => states.get(entityId) ?? []);
    for (const state of known) {
      arrived.set(state.entity_id, state.state);
      put(maker, state);
    }
    onFirst();
    void collect(session);
    for (const state of known) tellCircuits(state);
  };

  return {
    waitingMs: () => {
      const first = Math.min(maker.waitingMs() ?? Infinity, holdBack.firstMs());
      return first === Infinity ? null : first;
    },
    async run(session) {
      const handlers = {
        onFirst: (states: Parameters<typeof onFirstStates>[0]) => onFirstStates(states, session),
        onChanges: (changes: EntityChange[]) => onChanges(changes, session),
      };
      const end = await followStates(connection, { domains: [], entities: wanted, globs: [] }, session, handlers);
      try {
        await Promise.all([daily.keep(session), keepPolling(options, { arrived, isSettled, handOn }, session)]);
      } finally {
        end();
      }
    },
  };
}

/** Energy of the day as Home Assistant's statistics tell it, read anew from time to time. */
function createDailyEnergy({ connection, found, clock, log, refreshMs }: FollowPowerOptions) {
  let energy: DailyEnergy | null = null;
  return {
    kwhAt: (timeMs: number) => (energy !== null && timeMs >= energy.start_ms && timeMs < energy.end_ms ? energy.kwh : null),
    async keep(session: AbortSignal): Promise<void> {
      while (!isAborted(session)) {
        try {
          energy = await readDailyEnergy(connection, found.counters, found.timeZone, clock.now());
        } catch (error) {
          log.warn(`The energy of the day stays as it was: ${messageOf(error)}`);
        }
        await clock.sleep(refreshMs, session);
      }
    },
  };
}

/** A steady meter makes no events: it is asked now and then, which also shows whether Home Assistant still pushes. */
async function keepPolling(
  { connection, found, clock, log, pollIntervalMs }: FollowPowerOptions,
  { arrived, isSettled, handOn }: { arrived: ReadonlyMap<string, string>; isSettled: () => boolean; handOn: (atMs: number) => void },
  session: AbortSignal,
): Promise<void> {
  const entityIds = entitiesOf(found.plan);
  await clock.sleep(2 * TOGETHER_MS, session);
  while (!isAborted(session)) {
    try {
      const polled = await pollPower(connection, entityIds, session, clock);
      const lost = polled.find(({ entity_id: entityId, state }) => arrived.has(entityId) && arrived.get(entityId) !== state);
      if (lost !== undefined) throw new UnavailableError(`Home Assistant no longer tells of the changes of ${lost.entity_id}`);
      // A mean that was derived from a counter is over: it is no news that the counter has not gone on.
      if (!isAborted(session) && found.plan.counters === null && isSettled())
        handOn(Math.max(...polled.map(({ reported_ms: reportedMs }) => reportedMs)));
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      log.warn(`The meter could not be asked: ${messageOf(error)}`);
    }
    await clock.sleep(pollIntervalMs, session);
  }
}
