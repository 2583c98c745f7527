import { StationError } from '../../contract/errors.ts';
export const notBuilt = async (): Promise<never> => {
  throw new StationError('NOT_BUILT', 'not built');
};
