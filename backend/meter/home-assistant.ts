/** The meter that Home Assistant already has: the sensors of its Energy dashboard, or those that the user names. */
import { isAborted, type Clock } from '../clock.ts';
import { ConfigurationError, messageOf, UnavailableError } from '../errors.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import { readEnergyPreferences } from '../home-assistant/energy-preferences.ts';
import { createHistoryReader } from '../home-assistant/history.ts';
import { createPresence } from '../home-assistant/presence.ts';
import type { Log } from '../log.ts';
import type { Report } from '../status-board.ts';
import { createPowerFollower, type PowerFollower } from './follow-power.ts';
import type { OnFinding } from './house-power.ts';
import { readPastReadings } from './home-assistant-history.ts';
import { createBackwardLook } from './look-back.ts';
import { lookForPower, type Found } from './look-for-power.ts';
import { reasonOf, type Meter, type MeterDescription } from './meter.ts';
import { entitiesOf, type MeterConfiguration } from './power-plan.ts';
import { tellOnce } from './tell-once.ts';

export type HomeAssistantMeterOptions = {
  id: string;
  connection: HomeAssistantConnection;
  configuration?: MeterConfiguration | undefined;
  clock: Clock;
  log: Log;
  /** How often a meter that makes no events is asked, ms. */
  pollIntervalMs: number;
  /** Between two looks at the Energy preferences and statistics, ms. */
  refreshMs?: number;
  /** How soon a meter that was not found is looked for again, ms. */
  searchMs?: number;
  /** How long the recorder may keep a state before it writes it, ms. */
  commitMs?: number;
};

type Needs = Required<Pick<HomeAssistantMeterOptions, 'connection' | 'clock' | 'log' | 'refreshMs' | 'searchMs'>> & {
  configuration: MeterConfiguration;
};

/** What is wrong can be mended in Home Assistant as well as here: it is said, and looked for again. */
async function search(
  { connection, configuration, clock, log, searchMs }: Needs,
  report: Report,
  session: AbortSignal,
): Promise<Found | undefined> {
  let said = '';
  while (!isAborted(session)) {
    try {
      return await lookForPower(connection, configuration, session, clock);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      if (said !== error.message) log.error(error.message);
      said = error.message;
      report('failed', said, error.trouble);
      await clock.sleep(searchMs, session);
    }
  }
  return undefined;
}

/** Resolves when the Energy preferences are no longer those that the meter was found by: Home Assistant tells of no change of them. */
async function untilPreferencesChange(
  { connection, clock, log, refreshMs }: Needs,
  { preferences }: Found,
  session: AbortSignal,
): Promise<void> {
  const before = JSON.stringify(preferences);
  while (!isAborted(session)) {
    await clock.sleep(refreshMs, session);
    if (isAborted(session)) return;
    try {
      if (JSON.stringify(await readEnergyPreferences(connection)) !== before) return;
    } catch (error) {
      log.warn(`The Energy preferences could not be read: ${messageOf(error)}`);
    }
  }
}

const describe = ({ plan, circuits }: Found): MeterDescription => ({
  kind: plan.kind,
  entity_ids: entitiesOf(plan),
  reasons: plan.reasons,
  derived: plan.counters !== null,
  circuits,
});

export function createHomeAssistantMeter(options: HomeAssistantMeterOptions): Meter {
  const { id, connection, clock, log, pollIntervalMs, refreshMs = 300_000, searchMs = 30_000, configuration = {}, commitMs } = options;
  const needs: Needs = { connection, clock, log, refreshMs, searchMs, configuration };
  const reader = createHistoryReader({ connection, clock, batch: 4, mostRows: 12_000, commitMs });
  const presence = createPresence(connection);
  let found: Found | undefined;
  const findings = { unit_change: 0, counter_reset: 0 };
  const onFinding: OnFinding = (kind) => (findings[kind] += 1);
  const backward = createBackwardLook({ id, reader, clock, log });
  let follower: PowerFollower | undefined;

  return {
    id,
    type: 'home_assistant',
    source: 'ha_integration',
    describe: () => (found === undefined ? null : describe(found)),
    findings: () => ({ ...findings, skew: backward.seen().delays.size }),
    heardMs: () => {
      const heard = presence.heardMs();
      const waiting = follower?.waitingMs() ?? null;
      return heard === null || waiting === null ? heard : Math.min(heard, waiting - 1);
    },
    run: ({ onBack, report, signal, ...handlers }) => {
      const onReadings = tellOnce(handlers.onReadings);
      const followOnce = async (now: Found, session: AbortSignal) => {
        log.info(`Meter ${id}: ${reasonOf(now.plan) ?? ''}`);
        const round = new AbortController();
        const within = AbortSignal.any([session, round.signal]);
        const onFirst = () => {
          onBack();
          presence.begin(within);
        };
        const from = { meterId: id, found: now, lookedBack: backward.seen(), pollIntervalMs };
        follower = createPowerFollower({ ...needs, ...from, onReadings, onFinding, report, onFirst });
        const ended = untilPreferencesChange(needs, now, within).finally(() => round.abort());
        await Promise.all([follower.run(within).finally(() => round.abort()), ended]);
      };
      const onReady = async (session: AbortSignal) => {
        while (!isAborted(session)) {
          const now = await search(needs, report, session);
          if (now === undefined) return;
          await backward.look(now.plan, session);
          if (isAborted(session)) return;
          found = now;
          await followOnce(now, session);
        }
      };
      return connection.follow({ onReady, report, signal });
    },
    history: (range) => {
      if (found === undefined) throw new UnavailableError(`Meter ${id}: it is not known yet which sensors it reads`);
      const { delays } = backward.seen();
      return readPastReadings(reader, { meterId: id, plan: found.plan, circuits: found.circuits, delays }, range);
    },
  };
}
