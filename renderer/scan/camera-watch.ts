/** Looks through a camera for barcodes until it is told to stop. */

export type CameraState =
  | { kind: 'opening' }
  | { kind: 'watching'; torch: ((isOn: boolean) => void) | null }
  | { kind: 'problem'; text: string };

export interface CameraEars {
  onState: (state: CameraState) => void;
  onRead: (text: string) => void;
  /** While a refusal waits, nothing is read. */
  isPaused: () => boolean;
}

/** Between two pictures that are looked at; a phone's barcode stays for longer. */
const LOOK_EVERY_MS = 120;
/** The same barcode counts again once it was out of the picture for this long. */
const GONE_MS = 1500;

/** @returns stops it; the camera's light goes out */
export function watchCamera(video: HTMLVideoElement, ears: CameraEars): () => void {
  let isOver = false;
  let stream: MediaStream | null = null;
  const stop = (): void => {
    isOver = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  };
  const run = async (): Promise<void> => {
    const { readBarcode } = await import('./camera-reader.ts');
    stream = await openCamera();
    if (isOver) {
      stop();
      return;
    }
    video.srcObject = stream;
    await video.play();
    ears.onState({ kind: 'watching', torch: torchOf(stream) });
    await look(video, readBarcode, ears, () => isOver);
  };
  run().catch((error: unknown) => {
    if (isOver) return;
    stop();
    ears.onState({ kind: 'problem', text: problemText(error) });
  });
  return stop;
}

async function openCamera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw new DOMException('', 'NotFoundError');
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

async function look(
  video: HTMLVideoElement,
  read: (picture: ImageData) => Promise<string | null>,
  ears: CameraEars,
  isOver: () => boolean,
): Promise<void> {
  const canvas = new OffscreenCanvas(1, 1);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('no canvas');
  let last = { text: '', at: 0 };
  while (!isOver()) {
    if (video.videoWidth > 0 && !ears.isPaused()) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      pen.drawImage(video, 0, 0);
      const text = await read(pen.getImageData(0, 0, canvas.width, canvas.height));
      const now = performance.now();
      if (text !== null && !isOver()) {
        const isNew = text !== last.text || now - last.at > GONE_MS;
        last = { text, at: now };
        if (isNew) ears.onRead(text);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Chromium knows the light of a phone's camera by a constraint the DOM's types do not have. */
function torchOf(stream: MediaStream): ((isOn: boolean) => void) | null {
  const [track] = stream.getVideoTracks();
  if (track === undefined || !('torch' in track.getCapabilities())) return null;
  return (isOn) => {
    const advanced: (MediaTrackConstraintSet & { torch: boolean })[] = [{ torch: isOn }];
    // A light that does not answer leaves the camera as it is.
    track.applyConstraints({ advanced }).catch(() => undefined);
  };
}

function problemText(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No camera was found. Plug one in, or type the number: any key on this screen opens the line.';
    case 'NotAllowedError':
      return 'The camera is not allowed for this page. Allow it in the address bar, then open the camera again.';
    case 'NotReadableError':
      return 'Another program is using the camera. Close it, then open the camera again.';
    default:
      return 'The camera did not start. Close this window and open the camera again.';
  }
}
