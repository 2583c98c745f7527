import './labels.css';
import { Barcode } from './barcode.tsx';
import { commandCodes } from './commands.ts';

/** The five commands on an A5 page, far enough apart that one pull of the trigger cannot hit two. */
export function CommandSheet() {
  return (
    <section className="command-sheet" aria-label="Command barcodes">
      <p className="sheet-title">Scan a command</p>
      <ul>
        {commandCodes.map(({ text, word, says }) => (
          <li key={text}>
            <div>
              <b>{word}</b>
              <span>{says}</span>
            </div>
            <Barcode text={text} height={14} module={0.375} label={`Barcode ${word}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}
