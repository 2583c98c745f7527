/** Barcodes that stand for a key or a button, so that nobody takes gloves off (UI design, section 17). */
export const commandCodes = [
  { text: '*PPS-OK*', word: 'OK', says: 'Go on after a refusal' },
  { text: '*PPS-UNDO*', word: 'UNDO', says: 'Take back the last bind' },
  { text: '*PPS-CANCEL*', word: 'CANCEL', says: 'Drop the held half' },
  { text: '*PPS-CAMERA*', word: 'CAMERA', says: 'Scan with the camera' },
  { text: '*PPS-PRINT*', word: 'PRINT LABEL', says: 'Print the last unit’s label' },
] as const;
