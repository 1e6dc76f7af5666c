/** Who asks, as far as they have proven it. */

export interface Asker {
  /** By which way they came; `nobody` has proven nothing. */
  readonly by: 'nobody' | 'token' | 'session' | 'ingress' | 'demo';
  /** Whether they may change things; false where that cannot be told. */
  isAdmin(): Promise<boolean>;
}

const always = (answer: boolean) => () => Promise.resolve(answer);

export const nobody: Asker = { by: 'nobody', isAdmin: always(false) };

export const askerBy = (by: Exclude<Asker['by'], 'nobody' | 'ingress'>, admin: boolean): Asker => ({ by, isAdmin: always(admin) });
