/** Accounts of a Home Assistant that was just installed: the owner, made by onboarding, and others. */
import type { Connection } from 'home-assistant-js-websocket';

export type Tokens = { access_token: string; refresh_token: string; expires_in: number; token_type: string };

/** Posts JSON and returns the answer's; throws with what was refused. */
export async function postJson<T>(url: string, body: unknown, token?: string): Promise<T> {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const headers = { 'Content-Type': 'application/json', ...authorization };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function exchangeCode(url: string, code: string): Promise<Tokens> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, client_id: `${url}/` });
  const response = await fetch(`${url}/auth/token`, { method: 'POST', body });
  if (!response.ok) throw new Error(`Home Assistant gave no token: ${response.status}`);
  return (await response.json()) as Tokens;
}

/** All steps of onboarding: no page shows before the last of them. */
export async function onboard(url: string): Promise<Tokens> {
  const client_id = `${url}/`;
  const account = { client_id, name: 'Olga Owner', username: 'olga', password: 'olga-password', language: 'en' };
  const { auth_code } = await postJson<{ auth_code: string }>(`${url}/api/onboarding/users`, account);
  const tokens = await exchangeCode(url, auth_code);
  for (const step of ['core_config', 'analytics', 'integration'])
    await postJson(`${url}/api/onboarding/${step}`, { client_id, redirect_uri: client_id }, tokens.access_token);
  return tokens;
}

/** Makes a user who is no administrator, and logs in as them. */
export async function addUser(url: string, owner: Connection, name: string): Promise<Tokens> {
  const username = name.toLowerCase();
  const password = `${username}-password`;
  const { user } = await owner.sendMessagePromise<{ user: { id: string } }>({
    type: 'config/auth/create',
    name,
    group_ids: ['system-users'],
  });
  await owner.sendMessagePromise({ type: 'config/auth_provider/homeassistant/create', user_id: user.id, username, password });
  const start = { client_id: `${url}/`, handler: ['homeassistant', null], redirect_uri: `${url}/` };
  const { flow_id } = await postJson<{ flow_id: string }>(`${url}/auth/login_flow`, start);
  const login = { client_id: `${url}/`, username, password };
  const { result } = await postJson<{ result: string }>(`${url}/auth/login_flow/${flow_id}`, login);
  return exchangeCode(url, result);
}
