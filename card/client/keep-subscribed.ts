/** Subscribes to the integration's stream, again and again until it works, and anew after each break of Home Assistant's connection. */
import type { Connection as Socket } from 'home-assistant-js-websocket';

export type Subscriber<E> = {
  /** The command. */
  type: string;
  /** Between attempts; the last one again and again. */
  retryMs: readonly number[];
  onEvent: (event: E) => void;
  /** `attempt` counts from 0 at each break. */
  onRefused: (error: unknown, attempt: number) => void;
  onDisconnected: () => void;
};

const ignore = () => undefined;

/** Returns how to stop. */
export function keepSubscribed<E>(socket: Socket, { type, retryMs, onEvent, onRefused, onDisconnected }: Subscriber<E>): () => void {
  // What belongs to an older round comes too late.
  let round = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: (() => Promise<void>) | null = null;

  const drop = () => {
    clearTimeout(timer);
    round += 1;
    unsubscribe?.().catch(ignore);
    unsubscribe = null;
  };
  const forget = () => {
    // The next connection counts its subscriptions from 1 again: to end this one there would end somebody else's.
    unsubscribe = null;
    drop();
    onDisconnected();
  };
  const subscribe = async (attempt: number, ofRound: number): Promise<void> => {
    const receive = (event: E) => {
      if (ofRound === round) onEvent(event);
    };
    try {
      // Not left to the library: Home Assistant may not know the command yet when it is back.
      const made = await socket.subscribeMessage<E>(receive, { type }, { resubscribe: false });
      if (ofRound === round) unsubscribe = made;
      else made().catch(ignore);
    } catch (error) {
      if (ofRound !== round) return;
      onRefused(error, attempt);
      timer = setTimeout(() => void subscribe(attempt + 1, ofRound), retryMs[Math.min(attempt, retryMs.length - 1)]);
    }
  };
  const restart = () => {
    drop();
    void subscribe(0, round);
  };

  socket.addEventListener('ready', restart);
  socket.addEventListener('disconnected', forget);
  restart();
  return () => {
    socket.removeEventListener('ready', restart);
    socket.removeEventListener('disconnected', forget);
    drop();
  };
}
