/** A request that was not answered, or refused. */
export class RequestFailedError extends Error {
  override readonly name = 'RequestFailedError' as const;
  /** One word for programs. */
  readonly code: string;
  readonly status: number | null;

  constructor(code: string, message: string, { status = null, cause }: { status?: number | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.code = code;
    this.status = status;
  }
}
