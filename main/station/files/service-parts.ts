/** What every service that hands out files and takes what units send is made of, but for its sockets. */
import type { Clock } from '../clock.ts';
import type { Tell } from '../events.ts';
import type { Log } from '../log.ts';
import type { AnswerFile } from './answer.ts';
import type { AnswerUpload } from './upload.ts';

export interface FileServiceParts {
  answer: AnswerFile;
  upload: AnswerUpload;
  clock: Clock;
  log: Log;
  tell: Tell;
}
