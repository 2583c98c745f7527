/** The worker's end of `matcher.ts`. */
import { type MatchQuestion, matchAll } from './match.ts';

self.addEventListener('message', ({ data }: MessageEvent<MatchQuestion>) => {
  const answer = matchAll(data);
  self.postMessage(answer, { transfer: [answer.hits.buffer] });
});
self.postMessage('ready');
