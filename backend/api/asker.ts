/** Who asks, as far as they have proven it. */

export interface Asker {
  /** By which way they came; `nobody` has proven nothing. */
  readonly by: 'nobody' | 'token' | 'session' | 'ingress' | 'demo';
  /** The id of the user in Home Assistant where it is known, else the way. */
  readonly name: string;
  /** Whether they may change things; false where that cannot be told. */
  isAdmin(): Promise<boolean>;
}

const always = (answer: boolean) => () => Promise.resolve(answer);

export const nobody: Asker = { by: 'nobody', name: 'nobody', isAdmin: always(false) };

export const askerBy = (by: Exclude<Asker['by'], 'nobody' | 'ingress'>, admin: boolean, name: string = by): Asker => ({
  by,
  name,
  isAdmin: always(admin),
});
