/** Exports and migrations as jobs, and the files that an export has made. */
import type { Request, RequestHandler } from 'express';
import type { Jobs } from '../jobs.ts';
import type { Store } from '../store/store.ts';
import type { Asker } from './asker.ts';
import { badRequest, RequestError } from './problem.ts';
import { checkRole, type Handlers } from './route.ts';

export type JobsOptions = { jobs: Jobs; store: Pick<Store, 'kind'> };

export const createJobHandlers = ({ jobs, store }: JobsOptions): Pick<Handlers, 'jobs' | 'startJob' | 'cancelJob'> => ({
  jobs: () => ({ jobs: [...jobs.list()], store: store.kind }),
  startJob({ body }) {
    if (body.kind === 'migrate' && store.kind !== 'influxdb')
      throw badRequest([{ field: 'to', message: 'no InfluxDB server is set; set INFLUXDB_URL, INFLUXDB_TOKEN and INFLUXDB_BUCKET' }]);
    const job = jobs.start(body);
    if (job !== null) return job;
    throw new RequestError({ title: 'Conflict', status: 409, code: 'busy', detail: 'Another job runs; wait for its end, or cancel it.' });
  },
  cancelJob: ({ path: { id } }) => jobs.cancel(id),
});

/** A file is no JSON, and so has no row in the table. */
export function createJobFiles(jobs: Jobs, identify: (request: Request) => Asker): RequestHandler<{ id: string; name: string }> {
  return async function sendFile(request, response) {
    await checkRole('admin', identify(request as Request));
    const file = jobs.fileOf(request.params.id, request.params.name);
    response.set('Cache-Control', 'no-store').attachment(request.params.name);
    await new Promise<void>((resolve, reject) => {
      response.sendFile(file, { cacheControl: false, dotfiles: 'allow' }, (error?: Error) => {
        if (error === undefined || response.headersSent || response.destroyed) resolve();
        else reject(error);
      });
    });
  };
}
