/** A real Home Assistant with our integration, a house that is driven in it, and a dashboard for the card. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'home-assistant-js-websocket';
import { createCleanUps, type CleanUps } from '../clean-ups.ts';
import { type HomeAssistant, type HomeAssistantOptions, startHomeAssistant } from '../start-home-assistant.ts';
import { driveHouse, type House, houseConfiguration } from './house.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the dashboard is found. */
export const BOARD = 'energy-board';

export type Home = {
  readonly homeAssistant: HomeAssistant;
  readonly house: House;
  /** As the owner. */
  readonly owner: Connection;
  /** Puts these views on the dashboard. */
  saveViews: (...views: object[]) => Promise<unknown>;
  /** For what is started beside it; run, they end everything, and remove what it wrote. */
  readonly cleanUps: CleanUps;
};

async function start(cleanUps: CleanUps, environment: HomeAssistantOptions['environment']): Promise<Home> {
  const integration = 'custom_components/wattribute';
  const folders = { [root + integration]: integration, [`${root}dist/card`]: `${integration}/frontend` };
  if (!existsSync(`${root}dist/card/wattribute-card.js`)) throw new Error('dist/card/wattribute-card.js is missing: npm run build');
  const options = { configuration: houseConfiguration, folders, ...(environment !== undefined && { environment }) };
  const homeAssistant = await startHomeAssistant(options);
  cleanUps.add(() => homeAssistant.stop());
  const owner = await homeAssistant.connect();
  cleanUps.add(() => owner.close());
  const house = driveHouse(await homeAssistant.connect());
  cleanUps.add(() => house.stop());
  await owner.sendMessagePromise({
    type: 'energy/save_prefs',
    energy_sources: [{ type: 'grid', stat_energy_from: null, stat_rate: 'sensor.house_power', cost_adjustment_day: 0 }],
  });
  await owner.sendMessagePromise({ type: 'lovelace/dashboards/create', url_path: BOARD, title: 'Energy', mode: 'storage' });
  const saveViews = (...views: object[]) => owner.sendMessagePromise({ type: 'lovelace/config/save', url_path: BOARD, config: { views } });
  await saveViews({ title: 'Home', cards: [{ type: 'custom:wattribute-card' }] });
  return { homeAssistant, house, owner, saveViews, cleanUps };
}

/** `environment`: of Home Assistant, made before its start. */
export async function startHome(environment?: HomeAssistantOptions['environment']): Promise<Home> {
  const cleanUps = createCleanUps();
  try {
    return await start(cleanUps, environment);
  } catch (error) {
    await cleanUps.run();
    throw error;
  }
}
