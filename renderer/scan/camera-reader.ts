/** Reads barcodes from pictures, without a network: the reader's code comes with the page. */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

prepareZXingModule({
  overrides: {
    locateFile: (path: string, prefix: string) =>
      path.endsWith('.wasm') ? wasmUrl : prefix + path,
  },
});

/**
 * @returns the text of the first barcode in the picture, or null. Of a product code with its symbology
 *   in front, as a scanner that names it would send: its digits alone could be a MAC.
 */
export async function readBarcode(picture: ImageData): Promise<string | null> {
  const found = await readBarcodes(picture, {
    formats: [
      'Code128',
      'Code39',
      'Code93',
      'EAN13',
      'EAN8',
      'UPCA',
      'ITF',
      'QRCode',
      'DataMatrix',
    ],
    maxNumberOfSymbols: 1,
    tryHarder: true,
  });
  const [first] = found;
  if (first === undefined || !first.isValid || first.text === '') return null;
  return first.symbology === 'EANUPC' ? `]E0${first.text}` : first.text;
}
