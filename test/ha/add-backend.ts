/** A backend beside a Home Assistant, as in a container: it follows that one, and the integration is set up with its address and token. */
import { postJson } from '../home-assistant-account.ts';
import { type Backend, startBackend } from '../start-backend.ts';
import type { HomeAssistant } from '../start-home-assistant.ts';
import type { Home } from './start-home.ts';

/** The integration by its own flow, as a person would click it; throws when it is refused. */
async function setUpIntegration({ url: home, ownerToken }: HomeAssistant, { url, token }: Backend): Promise<void> {
  const flows = `${home}/api/config/config_entries/flow`;
  const post = <T>(address: string, answer: unknown) => postJson<T>(address, answer, ownerToken);
  const { flow_id } = await post<{ flow_id: string }>(flows, { handler: 'wattribute' });
  await post(`${flows}/${flow_id}`, { next_step_id: 'backend' });
  const entry = await post<{ type: string; result?: { state: string } }>(`${flows}/${flow_id}`, { url, token });
  if (entry.result?.state !== 'loaded') throw new Error(`The integration was not set up: ${JSON.stringify(entry)}`);
}

/** Ends with the home. */
export async function addBackend({ homeAssistant, cleanUps }: Home): Promise<Backend> {
  const backend = await startBackend({ HOME_ASSISTANT_URL: homeAssistant.url, HOME_ASSISTANT_TOKEN: homeAssistant.ownerToken });
  cleanUps.add(() => backend.remove());
  cleanUps.add(() => backend.end());
  await setUpIntegration(homeAssistant, backend);
  return backend;
}
