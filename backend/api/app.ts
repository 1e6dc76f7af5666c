/** The API: its routes, from the table of the contract, behind one door and one error boundary. */
import express, { Router, type Express, type Request } from 'express';
import type { Clock } from '../clock.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { API_PREFIX, type EndpointName, endpoints } from '../contract/endpoints.ts';
import type { Corrections } from '../corrections.ts';
import type { Correlator } from '../correlator.ts';
import type { Events } from '../events.ts';
import type { Home } from '../home/home.ts';
import type { House } from '../house.ts';
import type { Jobs } from '../jobs.ts';
import type { LiveView } from '../live.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter/meter.ts';
import type { Patterns } from '../patterns.ts';
import type { Recorder } from '../recorder.ts';
import type { StatusBoard } from '../status-board.ts';
import type { Store } from '../store/store.ts';
import { announce } from './announce.ts';
import { type Access, type Auth, createAuth } from './auth.ts';
import { checkOrigin } from './check-origin.ts';
import { guardDemo } from './demo-guard.ts';
import { createCorrectionHandlers } from './corrections.ts';
import { createDeviceImpact } from './device-impact.ts';
import { createEnergy } from './energy.ts';
import { createHomeContext } from './home-context.ts';
import { createInsight } from './insight.ts';
import { createJobFiles, createJobHandlers } from './jobs.ts';
import { createMemo, type Memo } from './memo.ts';
import { createMoment } from './moment.ts';
import { createOpenApi } from './openapi.ts';
import { createPage } from './page.ts';
import { createErrorBoundary, refuseUnknownPath } from './problem.ts';
import { createRoute, type Handlers, pathOf } from './route.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { createSessionRoute } from './session-route.ts';
import { type About, createStatus } from './status.ts';
import { createStream, type Stream } from './stream.ts';

export type AppOptions = {
  store: Store;
  corrections: Corrections;
  patterns: Patterns;
  jobs: Jobs;
  live: LiveView;
  house: House;
  correlator: Correlator;
  recorder: Recorder;
  home: Home;
  /** The first is the house. */
  meters: readonly Meter[];
  events: Events;
  statusBoard: StatusBoard;
  clock: Clock;
  log: Log;
  access: Access;
  about: About;
  /** Where the card was built. */
  cardFolder: string;
};

export interface Api {
  readonly app: Express;
  readonly stream: Stream;
  /** Ends the streams and lets go of the bus. */
  close(): void;
}

const createHandlers = (options: AppOptions): Handlers => ({
  ...createStatus(options),
  ...createEnergy(options),
  ...createHomeContext(options),
  ...createInsight(options),
  ...createCorrectionHandlers(options),
  ...createJobHandlers(options),
  deviceImpact: createDeviceImpact(options),
  moment: createMoment(options),
});

/** The answers that many ask for at once; a new correlation is told at once, so its list, and what it taught, must be new as well. */
function createMemos({ clock, events }: AppOptions, signal: AbortSignal): Partial<Record<EndpointName, Memo>> {
  const short = () => createMemo(clock);
  const learned = { correlations: short(), deviceImpact: short(), devices: short(), device: short() };
  const memos = { ...learned, series: short(), circuits: short(), unexplained: short(), moment: short() };
  const clear = (cleared: Record<string, Memo>) => () => Object.values(cleared).forEach((memo) => memo.clear());
  for (const end of [events.subscribe('correlation', clear(learned)), events.subscribe('corrected', clear(memos))])
    signal.addEventListener('abort', end, { once: true });
  return memos;
}

/** Every row of the table. */
function createTable(handlers: Handlers, memos: Partial<Record<EndpointName, Memo>>, auth: Auth): Router {
  const router = Router();
  const mount = (name: EndpointName) => {
    const endpoint: Endpoint = endpoints[name];
    const verb = endpoint.method.toLowerCase() as Lowercase<Endpoint['method']>;
    router[verb](pathOf(endpoint), createRoute(name, handlers[name], { identify: auth.identify, memo: memos[name] }));
  };
  for (const name of Object.keys(endpoints) as EndpointName[]) mount(name);
  return router;
}

export function createApp(options: AppOptions): Api {
  const { home, clock, log, access, about, cardFolder } = options;
  const closing = new AbortController();
  const auth = createAuth({ access, isAdmin: (userId) => home.isAdmin(userId), clock, log });
  const stream = createStream({ identify: auth.identify, clock });
  const table = createTable(createHandlers(options), createMemos(options, closing.signal), auth);
  const openApi = createOpenApi(about.version);
  announce({ ...options, stream, signal: closing.signal });

  const app = express().disable('x-powered-by').disable('etag').disable('query parser');
  app.use(setSecurityHeaders);
  if (access.mode === 'demo') app.use(guardDemo);
  app.use(refuseForeignWrites(auth));
  app.get(`${API_PREFIX}/openapi.json`, (_request, response) => void response.json(openApi));
  app.get(`${API_PREFIX}/stream`, stream.handle);
  app.get(`${API_PREFIX}/jobs/:id/files/:name`, createJobFiles(options.jobs, auth.identify));
  app.use(API_PREFIX, createSessionRoute(auth), table);
  // Two calls of the first plan are known without a prefix too.
  app.get(['/health', '/statistics'], table);
  app.use(createPage(cardFolder));
  app.use(refuseUnknownPath, createErrorBoundary(log));

  return {
    app,
    stream,
    close() {
      closing.abort();
      stream.close();
    },
  };
}

/** A bearer of the token is no browser; everyone else may be one that another site's page speaks through. */
const refuseForeignWrites =
  (auth: Auth) =>
  (request: Request, _response: unknown, next: () => void): void => {
    if (request.get('Authorization') === undefined || auth.isViaProxy(request)) checkOrigin(request, auth.isViaProxy(request));
    next();
  };
