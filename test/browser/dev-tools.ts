import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';

/** Without this, Chromium lets no page inspect another one. */
export const devToolsArgs = ['--remote-allow-origins=*'];

/** Chromium's own DevTools, opened on a page. */
export interface DevTools {
  /**
   * What `Export HAR` of the Network panel saves; with `sanitize`, the default, without cookies and tokens.
   *
   * @param last end of the URL of the request that it waits for
   */
  exportHar(last: string, sanitize: boolean): Promise<string>;
}

/** The parts of Chromium 156's front end that are called here; it has no public interface for them. */
interface FrontEnd {
  readonly NetworkLog: {
    readonly NetworkLog: { instance(): { requests(): { url(): string; finished: boolean }[] } };
  };
  readonly NetworkPanel: {
    readonly NetworkPanel: {
      instance(): { networkLogView: { exportAll(options: { sanitize: boolean }): Promise<void> } };
    };
  };
  readonly ViewManager: { readonly ViewManager: { instance(): { showView(name: string): Promise<void> } } };
}

/** Opens DevTools as for remote debugging: as a page that Chromium itself serves. */
export async function openDevTools(browser: Browser, page: Page): Promise<DevTools> {
  const session = await page.createCDPSession();
  const { targetInfo } = await session.send('Target.getTargetInfo');
  const { host } = new URL(browser.wsEndpoint());
  const tools = await browser.newPage();
  await tools.goto(
    `http://${host}/devtools/devtools_app.html?ws=${host}/devtools/page/${targetInfo.targetId}`,
  );
  await tools.waitForSelector('.root-view');
  await tools.evaluate(async (path: string) => {
    const { ViewManager } = (await import(path)) as FrontEnd;
    await ViewManager.ViewManager.instance().showView('network');
  }, './ui/legacy/legacy.js');
  return {
    exportHar: async (last, sanitize) => {
      const hasEnded = async (path: string, end: string): Promise<boolean> => {
        const { NetworkLog } = (await import(path)) as FrontEnd;
        const requests = NetworkLog.NetworkLog.instance().requests();
        return requests.some((request) => request.finished && request.url().endsWith(end));
      };
      await tools.waitForFunction(hasEnded, { polling: 50 }, './models/logs/logs.js', last);
      const download = await nextDownload(browser);
      const exportAll = async (path: string, isSanitized: boolean): Promise<void> => {
        const { NetworkPanel } = (await import(path)) as FrontEnd;
        await NetworkPanel.NetworkPanel.instance().networkLogView.exportAll({ sanitize: isSanitized });
      };
      await tools.evaluate(exportAll, './panels/network/network.js', sanitize);
      return download.text();
    },
  };
}

/** Starts to listen. */
async function nextDownload(browser: Browser): Promise<{ readonly text: () => Promise<string> }> {
  const session = await browser.target().createCDPSession();
  const downloadPath = await mkdtemp(join(tmpdir(), 'holdover-download-'));
  const ended = new Promise<string>((resolve, reject) => {
    session.on('Browser.downloadProgress', ({ guid, state }) => {
      if (state === 'completed') resolve(guid);
      if (state === 'canceled') reject(new Error('Chromium has saved nothing.'));
    });
  });
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath,
    eventsEnabled: true,
  });
  return {
    text: async () => {
      try {
        return await readFile(join(downloadPath, await ended), 'utf8');
      } finally {
        await session.detach();
        await rm(downloadPath, { recursive: true, force: true });
      }
    },
  };
}
