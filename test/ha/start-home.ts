/** A real Home Assistant with our integration, a backend that follows it, and a house that is driven. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'home-assistant-js-websocket';
import { postJson } from '../home-assistant-account.ts';
import { type Backend, startBackend } from '../start-backend.ts';
import { type HomeAssistant, startHomeAssistant } from '../start-home-assistant.ts';
import { driveHouse, type House, houseConfiguration } from './house.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Home = {
  readonly homeAssistant: HomeAssistant;
  readonly backend: Backend;
  readonly house: House;
  /** As the owner. */
  readonly owner: Connection;
  /** Ends everything, and removes what it wrote. */
  stop: () => Promise<void>;
};

/** The integration by its own flow, as a person would click it; throws when it is refused. */
async function setUpIntegration({ url: home, ownerToken }: HomeAssistant, { url, token }: Backend): Promise<void> {
  const flows = `${home}/api/config/config_entries/flow`;
  const post = <T>(address: string, answer: unknown) => postJson<T>(address, answer, ownerToken);
  const { flow_id } = await post<{ flow_id: string }>(flows, { handler: 'wattribute' });
  await post(`${flows}/${flow_id}`, { next_step_id: 'backend' });
  const entry = await post<{ type: string; result?: { state: string } }>(`${flows}/${flow_id}`, { url, token });
  if (entry.result?.state !== 'loaded') throw new Error(`The integration was not set up: ${JSON.stringify(entry)}`);
}

export async function startHome(): Promise<Home> {
  const integration = 'custom_components/wattribute';
  const folders = { [root + integration]: integration, [`${root}dist/card`]: `${integration}/frontend` };
  if (!existsSync(`${root}dist/card/wattribute-card.js`)) throw new Error('dist/card/wattribute-card.js is missing: npm run build');
  // What to end, newest first, however far the start came.
  const cleanUps: (() => unknown)[] = [];
  const stop = async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  };
  try {
    const homeAssistant = await startHomeAssistant({ configuration: houseConfiguration, folders });
    cleanUps.push(() => homeAssistant.stop());
    const owner = await homeAssistant.connect();
    cleanUps.push(() => owner.close());
    const house = driveHouse(await homeAssistant.connect());
    cleanUps.push(() => house.stop());
    await owner.sendMessagePromise({
      type: 'energy/save_prefs',
      energy_sources: [{ type: 'grid', stat_energy_from: null, stat_rate: 'sensor.house_power', cost_adjustment_day: 0 }],
    });
    const backend = await startBackend({ HOME_ASSISTANT_URL: homeAssistant.url, HOME_ASSISTANT_TOKEN: homeAssistant.ownerToken });
    cleanUps.push(
      () => backend.remove(),
      () => backend.end(),
    );
    await setUpIntegration(homeAssistant, backend);
    return { homeAssistant, backend, house, owner, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
