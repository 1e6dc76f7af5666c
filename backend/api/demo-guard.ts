/** The demo is open, so it answers only this machine, and only under this machine's own names. */
import type { RequestHandler } from 'express';
import { peerOf } from './peer.ts';
import { RequestError } from './problem.ts';

const isLoopback = (address: string): boolean => address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
// A page of another site can point its own name at 127.0.0.1; the name then gives it away.
const isOwnName = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);

export const guardDemo: RequestHandler = (request, _response, next) => {
  if (isLoopback(peerOf(request)) && isOwnName(request.get('Host') ?? '')) {
    next();
    return;
  }
  throw new RequestError({
    title: 'Forbidden',
    status: 403,
    code: 'demo_is_local',
    detail: 'This is the demo: it is open, and answers only on its own machine as localhost. Set up a meter to reach it from elsewhere.',
  });
};
