/** Whether a server can be used, each fault with a message of its own. */
import { AuthError, ConfigurationError } from '../../errors.ts';
import type { Connection } from './connection.ts';

/** Older ones leave a table half made when its first line is refused, and panic at a repeated tag. */
const WANTED = [3, 11, 2] as const;

const isOlder = (version: readonly number[]): boolean => {
  for (const [index, wanted] of WANTED.entries()) {
    const part = version[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
};

/** The version that the answer to /ping tells, as numbers and as text; null: it is none of InfluxDB 3. */
function versionOf(answer: { text: string; headers: Headers }): { numbers: number[]; text: string } | null {
  const text = answer.headers.get('x-influxdb-version') ?? /"version"\s*:\s*"([^"]+)"/.exec(answer.text)?.[1] ?? '';
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  return found === null ? null : { numbers: found.slice(1).map(Number), text: found[0] };
}

/** The server's version. Throws UnavailableError where it cannot be reached, AuthError for the token, ConfigurationError where it is another or too old. */
export async function checkServer(connection: Connection): Promise<string> {
  const { url } = connection;
  const answer = await connection.call('GET', '/ping');
  if (answer.status === 401) throw new AuthError(`InfluxDB: ${url} does not accept the token. Check INFLUXDB_TOKEN.`);
  if (answer.status === 403) throw new AuthError(`InfluxDB: the token has no right to use ${url}. Make one with rights for the database.`);
  const version = versionOf(answer);
  if (version === null)
    throw new ConfigurationError(
      `InfluxDB: what answers at ${url} is not InfluxDB 3 (/ping: ${answer.status}). Check INFLUXDB_URL; InfluxDB 3 listens on port 8181.`,
    );
  if (isOlder(version.numbers))
    throw new ConfigurationError(
      `InfluxDB: ${url} runs version ${version.text}; ${WANTED.join('.')} or later is wanted, because older ones can lose what is written. Update the server.`,
    );
  return version.text;
}
