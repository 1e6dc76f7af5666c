/** What a browser may do with our answers. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

export const setSecurityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // Lit writes style="…" for what is computed, such as the width of a bar.
      styleSrcAttr: ["'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      // Below ingress the page stands in a frame of Home Assistant, at the same origin.
      frameAncestors: ["'self'"],
    },
  },
  // The host is Home Assistant's below ingress, and may be plain http elsewhere: neither is ours to decide.
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
});
