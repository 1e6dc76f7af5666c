/** The log: one line of JSON a message, without secrets. info = what a user would tell a friend, warn = will try again, error = the user must act. */
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Secrets as they may stand in a text: as they are, URL-encoded, and in JSON. */
const formsOf = (secret: string): string[] => [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])];

/** A log in which every one of `secrets` is written as "***", wherever it stands. */
export function createLog({
  level,
  secrets,
  destination,
}: {
  level: LogLevel;
  secrets: readonly string[];
  destination?: DestinationStream;
}): Log {
  const forms = secrets.filter((secret) => secret.length >= 4).flatMap(formsOf);
  const target = destination ?? process.stdout;
  const redacting = { write: (line: string) => void target.write(forms.reduce((text, secret) => text.replaceAll(secret, '***'), line)) };
  return pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }, redacting);
}
