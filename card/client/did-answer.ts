/** Whether a failure is the backend's own answer, and not that it could not be asked. */
import type { Failure } from './loadable.ts';

const notAsked = /^(backend_|not_configured|not_loaded|home_assistant_|unknown_command|unknown_error)/;

export const didAnswer = ({ status, code }: Failure): boolean => status !== null || !notAsked.test(code);
