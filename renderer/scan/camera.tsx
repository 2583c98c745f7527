import './camera.css';
import { Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import { type CameraState, watchCamera } from './camera-watch.ts';
import { useScan } from './scanning-context.ts';
import { useVerdict } from './verdict-panel.tsx';

/** The camera in place of a broken scanner: the same queue, the same rules. No picture is kept. */
export function CameraDialog() {
  const { isCameraOpen, setCameraOpen } = useScan();
  if (!isCameraOpen) return null;
  return (
    <Modal.Root opened onClose={() => setCameraOpen(false)} centered size={720}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>Scan with the camera</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>
          <Camera />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Camera() {
  const { submit, acknowledge, setCameraOpen } = useScan();
  const view = useVerdict();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>({ kind: 'opening' });
  const [isTorchOn, setTorchOn] = useState(false);
  const latest = useRef({ submit, isPaused: view.isLocked });
  useEffect(() => {
    latest.current = { submit, isPaused: view.isLocked };
  });
  useEffect(() => {
    if (video.current === null) return;
    return watchCamera(video.current, {
      onState: setState,
      onRead: (text) => latest.current.submit(text),
      isPaused: () => latest.current.isPaused,
    });
  }, []);
  const torch = state.kind === 'watching' ? state.torch : null;
  return (
    <div className="camera">
      <div className="camera-picture" data-testid="camera" data-state={state.kind}>
        <video ref={video} muted playsInline aria-label="Picture of the camera" />
        <span className="camera-guide" aria-hidden="true" />
      </div>
      {state.kind === 'problem' && (
        <Note tone="fail" role="alert">
          {state.text}
        </Note>
      )}
      <p className={`camera-verdict ${view.tone}`}>
        <Icon name={view.tone === 'no' ? 'failed' : view.tone === 'ok' ? 'verified' : 'scan'} />
        <span>
          <b>{view.word}</b> {view.sentence}
        </span>
      </p>
      <div className="confirm-actions">
        {torch !== null && (
          <button
            type="button"
            className="button large"
            aria-pressed={isTorchOn}
            onClick={() => {
              setTorchOn(!isTorchOn);
              torch(!isTorchOn);
            }}
          >
            Light
          </button>
        )}
        {view.isLocked && (
          <button type="button" className="button primary large" onClick={acknowledge}>
            Put this device aside
          </button>
        )}
        <button type="button" className="button large" onClick={() => setCameraOpen(false)}>
          Close the camera
        </button>
      </div>
    </div>
  );
}
