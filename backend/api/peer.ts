/** Whom the connection comes from. */
import type { Request } from 'express';

/** The address, an IPv4 one always in its own form: on "::" Node shows it as ::ffff:172.30.32.2. */
export const peerOf = (request: Request): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
