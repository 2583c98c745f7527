import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function firmwareQuestions({ firmware, changes }: Station): BenchFacade['firmware'] {
  const changed = () => {
    changes.publish([{ type: 'firmware' }]);
    return firmware.state();
  };
  return {
    list: () => firmware.state(),
    beginUpload: async (wanted) => ({ upload: await firmware.beginUpload(wanted) }),
    sendPart: async ({ upload, offset, base64 }) => ({
      bytes: await firmware.addPart(upload, offset, Buffer.from(base64, 'base64')),
    }),
    finishUpload: async ({ upload, checksum }) => {
      const image = await firmware.finishUpload(upload, checksum ?? null);
      changes.publish([{ type: 'firmware' }]);
      return image;
    },
    cancelUpload: async ({ upload }) => {
      await firmware.cancelUpload(upload);
      return {};
    },
    checkImage: async ({ file, checksum }) => {
      await firmware.check(file, checksum);
      return changed();
    },
    removeImage: async ({ file }) => {
      await firmware.remove(file);
      return changed();
    },
    setRule: async (wanted) => {
      await firmware.setRule(wanted);
      return changed();
    },
  };
}
