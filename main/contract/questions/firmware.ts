/** Images and which model gets which. */
import * as z from 'zod';
import {
  beginUploadSchema,
  checksumTextSchema,
  firmwareImageSchema,
  firmwareStateSchema,
  LARGEST_PART_BYTES,
  setRuleSchema,
} from '../firmware.ts';
import { procedure } from './procedure.ts';

const anUpload = z.object({ upload: z.uuid() });

const anImage = z.object({ file: z.string().max(120) });

export const firmware = {
  list: procedure.output(firmwareStateSchema),
  /** An image to come in parts; what can be refused before is refused here. */
  beginUpload: procedure.input(beginUploadSchema).output(anUpload),
  /** The bytes from `offset` on, in order; `bytes`: how many are on the disk now. */
  sendPart: procedure
    .input(
      anUpload.extend({
        offset: z.number().int().nonnegative(),
        base64: z.base64().max(Math.ceil(LARGEST_PART_BYTES / 3) * 4),
      }),
    )
    .output(z.object({ bytes: z.number().int() })),
  /** Keeps the image, or refuses it and keeps nothing: `BAD_CHECKSUM`, `IMAGE_KNOWN`, `IMAGE_INCOMPLETE`. */
  finishUpload: procedure
    .input(anUpload.extend({ checksum: checksumTextSchema.optional() }))
    .output(firmwareImageSchema),
  cancelUpload: procedure.input(anUpload).output(z.object({})),
  /** Compares an image that is there, read once more from the disk, with a checksum. */
  checkImage: procedure
    .input(anImage.extend({ checksum: checksumTextSchema }))
    .output(firmwareStateSchema),
  /** Refused with `IMAGE_IN_USE` while a rule names it or a unit takes it. */
  removeImage: procedure.input(anImage).output(firmwareStateSchema),
  setRule: procedure.input(setRuleSchema).output(firmwareStateSchema),
};
