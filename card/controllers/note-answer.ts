/** What an answer about now tells of the backend: that it is there, and how far its clock is ahead. */
import type { Current } from '../../backend/contract/current.ts';
import { didAnswer } from '../client/did-answer.ts';
import type { Loadable } from '../client/loadable.ts';
import type { HomeState } from './home-state.ts';

type News = Partial<Pick<HomeState, 'reachable' | 'answeredMs' | 'clockAheadMs'>>;

export function noteAnswer(current: Loadable<Current>, nowMs: number): News {
  if (current.status === 'failed') return { reachable: didAnswer(current.failure) };
  if (current.status !== 'ready') return {};
  const { timestamp, age_s } = current.value;
  const known = timestamp !== null && age_s !== null;
  return { reachable: true, answeredMs: nowMs, clockAheadMs: known ? Date.parse(timestamp) + age_s * 1000 - nowMs : 0 };
}
