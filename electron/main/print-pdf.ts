import { app, BrowserWindow, session as sessions } from 'electron';
import { failure, success } from '../../shared/lib/result.ts';
import type { PrintPdf } from '../services/bundle/make-bundle.ts';
import { PAGE_SCHEME } from './page-origin.ts';

const PRINT_MS = 20_000;
const REPORT_URL = `${PAGE_SCHEME}://report/`;

/** Chromium fills in the classes; the title is the report's own, with what was taken out of it taken out here as well. */
const FOOTER =
  "<div style=\"box-sizing:border-box;width:100%;padding:0 13mm;display:flex;justify-content:space-between;gap:6mm;font:7.5pt 'Segoe UI',system-ui,'Helvetica Neue',Arial,sans-serif;color:#5c5c5c\">" +
  '<span class="title" style="overflow:hidden;white-space:nowrap;text-overflow:ellipsis"></span>' +
  '<span style="flex:none">Rungs, page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>';
/** Where printers hold that paper; everywhere else it is A4. */
const LETTER_COUNTRIES: readonly string[] = ['US', 'CA', 'MX', 'CL', 'CO', 'PH', 'VE'];
/** Without one Chromium prints date and title there. */
const NO_HEADER = '<span></span>';

/**
 * Prints a report in a window that nobody sees: without script, in a session of its own that knows this one page and no
 * network. Fails with a sentence when it takes longer than 20 seconds.
 */
export const printPdf: PrintPdf = async (html) => {
  const session = sessions.fromPartition(`report-${String(Date.now())}`, { cache: false });
  session.webRequest.onBeforeRequest((details, respond) => respond({ cancel: details.url !== REPORT_URL }));
  session.protocol.handle(
    PAGE_SCHEME,
    () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }),
  );
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
    },
  });
  try {
    return await Promise.race([printed(window), tooLong()]);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  } finally {
    window.destroy();
    session.protocol.unhandle(PAGE_SCHEME);
  }
};

async function printed(window: BrowserWindow): ReturnType<PrintPdf> {
  await window.loadURL(REPORT_URL);
  return success(
    await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      pageSize: LETTER_COUNTRIES.includes(app.getLocaleCountryCode()) ? 'Letter' : 'A4',
      generateTaggedPDF: true,
      displayHeaderFooter: true,
      headerTemplate: NO_HEADER,
      footerTemplate: FOOTER,
    }),
  );
}

function tooLong(): ReturnType<PrintPdf> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(failure('it took longer than 20 seconds.')), PRINT_MS);
  });
}
