import * as electron from 'electron';

/** Up to Electron 43 the clipboard took pictures so. */
interface OlderClipboard {
  writeImage(image: Electron.NativeImage): void;
}

/** Puts a PNG on the clipboard, as every Electron that we run on can. */
export async function writePicture(png: Uint8Array): Promise<void> {
  const { clipboard, nativeImage } = electron;
  if (isOlder(clipboard)) {
    clipboard.writeImage(nativeImage.createFromBuffer(Buffer.from(png)));
    return;
  }
  const picture = new Blob([new Uint8Array(png)], { type: 'image/png' });
  await clipboard.write([new electron.ClipboardItem({ 'image/png': picture })]);
}

function isOlder(clipboard: object): clipboard is OlderClipboard {
  return 'writeImage' in clipboard;
}
