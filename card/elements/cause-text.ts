/** Who caused a change, in words. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Localize } from '../localize.ts';

export function causeText({ kind, name }: Correlation['cause'], localize: Localize): string {
  switch (kind) {
    case 'user':
      return name === null ? localize('cause.someone') : localize('cause.user', { name });
    case 'automation':
      return name === null ? localize('cause.an_automation') : localize('cause.automation', { name });
    case 'device':
      return localize('cause.device');
    case 'itself':
      return localize('cause.itself');
    case 'unknown':
      return localize('cause.unknown');
  }
}
