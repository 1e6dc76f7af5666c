/** The users of Home Assistant: their names, and who may change things. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { NotFoundError } from '../errors.ts';
import type { User } from './causes.ts';
import type { HomeAssistantConnection } from './connection.ts';

const KnownUser = v.object({
  id: v.string(),
  name: v.optional(v.nullable(v.string()), null),
  is_owner: v.optional(v.boolean(), false),
  is_active: v.optional(v.boolean(), false),
  system_generated: v.optional(v.boolean(), false),
  group_ids: v.optional(v.array(v.string()), []),
});
type KnownUser = v.InferOutput<typeof KnownUser>;

/** How long a right that was looked up is believed, ms. */
const BELIEVED_MS = 60_000;

export interface Users {
  /** Reads the names; a token without the right to leaves them unknown. */
  read(): Promise<void>;
  find(id: string): User | undefined;
  /** Whether this user is an administrator now; false where that cannot be told. */
  isAdmin(id: string): Promise<boolean>;
}

export function createUsers(connection: HomeAssistantConnection, clock: Clock): Users {
  let users = new Map<string, KnownUser>();
  let readMs = -Infinity;
  const read = async () => {
    try {
      users = new Map(v.parse(v.array(KnownUser), await connection.call({ type: 'config/auth/list' })).map((user) => [user.id, user]));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      users = new Map();
    }
    readMs = clock.now();
  };
  return {
    read,
    find: (id) => {
      const user = users.get(id);
      return user?.name === undefined || user.name === null ? undefined : { name: user.name, program: user.system_generated };
    },
    isAdmin: async (id) => {
      try {
        if (Math.abs(clock.now() - readMs) > BELIEVED_MS) await read();
      } catch {
        // Without an answer nobody is an administrator.
        return false;
      }
      const user = users.get(id);
      return user !== undefined && (user.is_owner || (user.is_active && user.group_ids.includes('system-admin')));
    },
  };
}
