/** What was asked for and is on its way, here, or could not be had; what was known before stays. */
export type Failure = { code: string; message: string; status: number | null };
export type Loadable<T> =
  { status: 'loading'; value: T | null } | { status: 'ready'; value: T } | { status: 'failed'; value: T | null; failure: Failure };
