/** Users that come through Home Assistant's ingress; Home Assistant tells which of them are administrators. */
import type { Clock } from '../clock.ts';
import type { Asker } from './asker.ts';
import { keepNewest } from './keep-newest.ts';

const BELIEVED_MS = 60_000;
/** An answer that takes longer counts as no. */
const PATIENCE_MS = 3000;
const MOST_USERS = 200;

export type IngressUsersOptions = { isAdmin: (userId: string) => Promise<boolean>; clock: Clock };

export function createIngressUsers({ isAdmin, clock }: IngressUsersOptions): (userId: string) => Asker {
  const known = new Map<string, { untilMs: number; admin: Promise<boolean> }>();

  async function ask(userId: string): Promise<boolean> {
    const patience = new AbortController();
    try {
      return await Promise.race([
        isAdmin(userId),
        clock.sleep(PATIENCE_MS, patience.signal).then(() => Promise.reject(new Error('too late'))),
      ]);
    } catch {
      // Fails closed, and asks again the next time.
      known.delete(userId);
      return false;
    } finally {
      patience.abort();
    }
  }

  function lookUp(userId: string): Promise<boolean> {
    const cached = known.get(userId);
    if (cached !== undefined && clock.now() < cached.untilMs) return cached.admin;
    const admin = ask(userId);
    keepNewest(known, userId, { untilMs: clock.now() + BELIEVED_MS, admin }, MOST_USERS);
    return admin;
  }

  return (userId) => ({ by: 'ingress', name: userId, isAdmin: () => lookUp(userId) });
}
