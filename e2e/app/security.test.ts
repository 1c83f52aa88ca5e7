import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe } from 'vitest';
import { contentSecurityPolicy } from '../../electron/main/security/content-security-policy.ts';
import { expect, it } from './support/app-test.ts';
import { commandLine, type RunningApp } from './support/launch.ts';

/** What the page can do with its bridge, from the page's own point of view. */
type BridgedWindow = Window & {
  rungs: {
    post(message: unknown): void;
    onMessage(handler: (message: unknown) => void): () => void;
    pathOf(file: File): string;
  };
};

describe('the window', () => {
  it('is sandboxed, isolated and without Node', async ({ app }) => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      // Electron's types leave this method out
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const all = contents.getLastWebPreferences();
      return Object.fromEntries(
        [
          'sandbox',
          'contextIsolation',
          'nodeIntegration',
          'nodeIntegrationInWorker',
          'nodeIntegrationInSubFrames',
          'webviewTag',
          'webSecurity',
          'allowRunningInsecureContent',
        ].map((name) => [name, all[name] ?? false]),
      );
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
    });
    expect(
      await app.page.evaluate(() =>
        ['process', 'require', 'module', 'Buffer', 'global', '__dirname', 'electron'].filter(
          (name) => name in globalThis,
        ),
      ),
    ).toEqual([]);
    expect(await app.page.evaluate(() => [location.origin, isSecureContext])).toEqual(['app://rungs', true]);
  });

  it('has a bridge of three functions and nothing else', async ({ app }) => {
    const members = await app.page.evaluate(() =>
      Object.entries((window as unknown as BridgedWindow).rungs).map(
        ([name, one]) => `${name}: ${typeof one}`,
      ),
    );
    expect(members.toSorted()).toEqual(['onMessage: function', 'pathOf: function', 'post: function']);
    // Only a file that a person has dropped has a path; one that the page makes up has none.
    expect(
      await app.page.evaluate(() =>
        (window as unknown as BridgedWindow).rungs.pathOf(new File([], '/etc/passwd')),
      ),
    ).toBe('');

    // The listener gets the message alone: no event object, which would lead to the sender.
    const received = await app.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const { rungs } = window as unknown as BridgedWindow;
          const stop = rungs.onMessage((...all: unknown[]) => {
            stop();
            resolve(all.length);
          });
          rungs.post({ kind: 'call', id: 901, name: 'app.describe', input: {} });
        }),
    );
    expect(received).toBe(1);
  });

  it('goes nowhere else', async ({ app }) => {
    await app.electron.evaluate(({ BrowserWindow }) => {
      // Added after the app's own listener, so it sees what that one decided.
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', (event) => {
        process.stderr.write(`rungs: ${event.url} ${event.defaultPrevented ? 'prevented' : 'let through'}\n`);
      });
    });
    // In a later task, since Playwright waits for a navigation that was begun; and asked without it below, for the same reason.
    await app.page.evaluate(() => void setTimeout(() => location.assign('https://example.invalid/')));

    await expect.poll(() => app.reports).toEqual(['rungs: https://example.invalid/ prevented']);
    expect(await inPage(app, `[location.href, document.querySelector('h1').textContent]`)).toEqual([
      'app://rungs/index.html',
      'Rungs',
    ]);
  });

  it('opens no other', async ({ app }) => {
    const opened = await app.page.evaluate(() =>
      ['https://example.invalid/', 'app://rungs/index.html', 'about:blank', ''].map((address) =>
        window.open(address),
      ),
    );

    expect(opened).toEqual([null, null, null, null]);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('is granted no permission', async ({ app }) => {
    const { states, outcomes } = await app.page.evaluate(async () => {
      const query = async (name: string): Promise<string> => {
        // TypeScript knows fewer permissions than Chromium
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        return `${name}: ${state}`;
      };
      const outcome = (attempt: Promise<unknown>): Promise<string> =>
        attempt.then(String, (error: unknown) => (error instanceof Error ? error.name : String(error)));
      return {
        states: await Promise.all(
          ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'].map(query),
        ),
        outcomes: {
          notification: await Notification.requestPermission(),
          location: await new Promise<number>((resolve) =>
            navigator.geolocation.getCurrentPosition(
              () => resolve(0),
              ({ code }) => resolve(code),
            ),
          ),
          clipboard: await outcome(navigator.clipboard.readText()),
          camera: await outcome(navigator.mediaDevices.getUserMedia({ video: true })),
          screen: await outcome(navigator.mediaDevices.getDisplayMedia()),
        },
      };
    });

    expect(states.filter((state) => !state.endsWith(': denied'))).toEqual([]);
    expect(outcomes).toEqual({
      notification: 'denied',
      location: 1, // PERMISSION_DENIED
      clipboard: 'NotAllowedError',
      camera: expect.stringMatching(/^Not/),
      screen: expect.stringMatching(/^(Not|InvalidState)/),
    });
  });
});

describe('the content security policy', () => {
  it('stands on every answer, with a nonce of its own', async ({ app }) => {
    const answers = await app.electron.evaluate(({ session }) =>
      Promise.all(
        [1, 2].map(async () => {
          const response = await session.defaultSession.fetch('app://rungs/index.html');
          return { policy: response.headers.get('content-security-policy'), text: await response.text() };
        }),
      ),
    );
    const nonces = answers.map(({ text }) => /name="csp-nonce" content="([^"]+)"/.exec(text)?.[1] ?? '');

    expect(answers.map(({ policy }) => policy)).toEqual(nonces.map(contentSecurityPolicy));
    expect(new Set(nonces).size).toBe(2);
    expect(nonces.every((nonce) => Buffer.from(nonce, 'base64').length >= 16)).toBe(true);
    expect(answers[0]?.policy).not.toMatch(/unsafe|https?:|\*|blob:/);
  });

  it('is kept by a whole run in each look: nothing on the console, no violation', async ({
    app,
    start,
    run,
  }) => {
    const { page } = app;
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
        // eslint-disable-next-line no-console -- the page's console is what the test reads
        console.error(`violates ${effectiveDirective}: ${blockedURI} ${sample}`);
      });
    });
    await page.reload();
    await start.isShown();
    await start.moreOptions.click();
    await start.profile.selectOption('lync2010');
    await start.scenario('cert-expired').click();
    await run.isFinished();
    for (const colorScheme of ['dark', 'light'] as const) await page.emulateMedia({ colorScheme });
    await run.finding('connectivity.certificate-expired').getByRole('button', { name: 'Why' }).click();
    await run.rowTexts();
    await page.getByRole('switch').click();
    await run.newCheck.click();
    await start.isShown();

    expect(app.consoleLines).toEqual([]);
    expect(app.reports).toEqual([]);
  });

  it('lets no script in but the page’s own', async ({ app }) => {
    const outcome = await app.page.evaluate(async () => {
      const mark = (name: string): string => `(globalThis.injected ??= []).push('${name}')`;
      const append = (element: Element): void => document.body.append(element);
      const make = <T extends keyof HTMLElementTagNameMap>(
        tag: T,
        change: (element: HTMLElementTagNameMap[T]) => void,
      ): HTMLElementTagNameMap[T] => {
        const element = document.createElement(tag);
        change(element);
        return element;
      };
      /* eslint-disable @typescript-eslint/no-deprecated, @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call --
         what nobody should write, and an intruder would */
      const attempts: Record<string, () => unknown> = {
        text: () => append(make('script', (one) => (one.textContent = mark('text')))),
        node: () => append(make('script', (one) => one.append(mark('node')))),
        address: () => append(make('script', (one) => (one.src = `data:text/javascript,${mark('address')}`))),
        markup: () => (make('div', append).innerHTML = `<img src="x:" onerror="${mark('markup')}">`),
        document: () => document.write(`<script>${mark('document')}</script>`),
        handler: () => make('button', (one) => one.setAttribute('onclick', mark('handler'))).click(),
        link: () => make('a', (one) => (append(one), (one.href = `javascript:${mark('link')}`))).click(),
        timer: () => setTimeout(mark('timer')),
        function: () => new Function(mark('function'))() as unknown,
        eval: () => globalThis.eval(mark('eval')) as unknown,
        worker: () => new Worker(`data:text/javascript,${mark('worker')}`),
      };
      /* eslint-enable */
      // In a task of the page's own: the debugger, through which the test speaks, is allowed what the page is not.
      return new Promise<{ refused: string[]; injected: unknown }>((resolve) => {
        setTimeout(() => {
          const refused = Object.entries(attempts).flatMap(([name, attempt]) => {
            try {
              attempt();
              return [];
            } catch {
              return [name];
            }
          });
          // Whatever was let in has run after two more turns and a frame.
          setTimeout(() => {
            requestAnimationFrame(() => {
              setTimeout(() => {
                resolve({ refused, injected: (globalThis as { injected?: unknown }).injected });
              });
            });
          });
        });
      });
    });

    expect(outcome.injected).toBeUndefined();
    // Trusted Types refuse these outright; the others are let in as dead text.
    expect(outcome.refused).toEqual(
      expect.arrayContaining(['text', 'address', 'markup', 'document', 'handler', 'function', 'eval']),
    );
  });

  it('lets the page connect to nothing', async ({ app }) => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*').end('ok');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    // The way there is open, so that what does not arrive was held back by the app.
    await fetch(`http://127.0.0.1:${String(port)}/proof`);

    const outcomes = await app.page.evaluate(
      async (base) => {
        const settled = (attempt: Promise<unknown>): Promise<string> =>
          attempt.then(
            () => 'done',
            () => 'refused',
          );
        const loaded = (target: EventTarget, success: string): Promise<string> =>
          new Promise((resolve) => {
            target.addEventListener(success, () => resolve('done'));
            target.addEventListener('error', () => resolve('refused'));
          });
        const element = <T extends keyof HTMLElementTagNameMap>(
          tag: T,
          change: Partial<HTMLElementTagNameMap[T]>,
        ): HTMLElementTagNameMap[T] => {
          const made = Object.assign(document.createElement(tag), change);
          document.body.append(made);
          return made;
        };
        const request = new XMLHttpRequest();
        const outcomes = {
          fetch: settled(fetch(`${base}/fetch`)),
          own: settled(fetch('app://rungs/index.html')),
          request: loaded(request, 'load'),
          socket: Promise.resolve()
            .then(() => loaded(new WebSocket(base.replace('http', 'ws')), 'open'))
            .catch(() => 'refused'),
          events: Promise.resolve()
            .then(() => loaded(new EventSource(`${base}/events`), 'open'))
            .catch(() => 'refused'),
          image: loaded(element('img', { src: `${base}/image` }), 'load'),
          style: loaded(element('link', { rel: 'stylesheet', href: `${base}/style` }), 'load'),
        };
        request.open('GET', `${base}/xhr`);
        request.send();
        // These tell nobody how they went; the server does.
        element('iframe', { src: `${base}/frame` });
        element('form', { action: `${base}/form` }).submit();
        navigator.sendBeacon(`${base}/beacon`, 'x');
        const names = Object.keys(outcomes);
        const results = await Promise.all(Object.values(outcomes));
        return Object.fromEntries(names.map((name, index) => [name, results[index]]));
      },
      `http://127.0.0.1:${String(port)}`,
    );

    expect(outcomes).toEqual({
      fetch: 'refused',
      own: 'refused',
      request: 'refused',
      socket: 'refused',
      events: 'refused',
      image: 'refused',
      style: 'refused',
    });
    expect(requests).toEqual(['/proof']);
    server.closeAllConnections();
    server.close();
  });

  it('is not the only wall: the session lets no request out either', async ({ app }) => {
    const outcome = await app.electron.evaluate(({ session }) =>
      session.defaultSession.fetch('http://127.0.0.1:9/').then(
        () => 'done',
        (error: unknown) => String(error),
      ),
    );

    expect(outcome).toMatch(/ERR_BLOCKED_BY_CLIENT/);
  });
});

describe('the page’s files', () => {
  it.for([
    'app://rungs/../../package.json',
    'app://rungs/%2e%2e/%2e%2e/package.json',
    'app://rungs/..%2f..%2fpackage.json',
    'app://rungs/..%2fmain/index.js',
    'app://rungs/..%5cmain%5cindex.js',
    'app://rungs/index.html%00.js',
    'app://rungs/index.html/x.js',
    'app://rungs/assets',
    'app://rungs/',
    'app://rungs/nothing.js',
    'app://other/index.html',
  ])('%s is none of them', async (address, { app }) => {
    const answer = await app.electron.evaluate(
      ({ session }, url) =>
        session.defaultSession.fetch(url).then(
          async (response) => ({ status: response.status, text: await response.text() }),
          () => ({ status: 0, text: '' }),
        ),
      address,
    );

    expect([0, 404]).toContain(answer.status);
    expect(answer.text).toBe('');
    expect(app.reports).toEqual([]);
  });

  it('are only to be read', async ({ app }) => {
    const status = await app.electron.evaluate(({ session }) =>
      session.defaultSession
        .fetch('app://rungs/index.html', { method: 'POST', body: 'x' })
        .then((response) => response.status),
    );

    expect(status).toBe(404);
  });
});

describe('messages to the main process', () => {
  it('are dropped when they are too large, malformed or of no known name, and the app goes on', async ({
    app,
  }) => {
    await app.page.evaluate(() => {
      const { rungs } = window as unknown as BridgedWindow;
      const call = { kind: 'call', id: 800, name: 'clipboard.write' };
      rungs.post({ ...call, input: { text: 'x'.repeat(2_000_000) } });
      const cycle: { self?: unknown } = {};
      cycle.self = cycle;
      rungs.post({ ...call, input: cycle });
      for (const malformed of [null, undefined, 'text', 7, [], {}, { ...call, surplus: 1 }, { kind: 'ack' }])
        rungs.post(malformed);
    });

    await expect
      .poll(() => app.reports.filter((line) => line.includes('over the size limit')).length)
      .toBe(3);
    await expect
      .poll(() => app.reports.filter((line) => line.includes('outside the contract')).length)
      .toBe(7);
    expect(await answerTo(app, { kind: 'call', id: 801, name: 'no.such', input: {} })).toMatchObject({
      kind: 'error',
      error: { code: 'not-found' },
    });
    expect(
      await answerTo(app, { kind: 'call', id: 802, name: 'run.start', input: { address: 1 } }),
    ).toMatchObject({
      kind: 'error',
      error: { code: 'invalid-input' },
    });
    expect(await answerTo(app, { kind: 'call', id: 803, name: 'app.describe', input: {} })).toMatchObject({
      kind: 'reply',
    });
  });

  it('are heard from our own page alone', async ({ app }) => {
    const answers = await app.electron.evaluate(async ({ app: program, BrowserWindow }) => {
      const foreign = new BrowserWindow({
        show: false,
        // With the same bridge, as if a page had got hold of it.
        webPreferences: {
          preload: `${program.getAppPath()}/out/preload/index.cjs`,
          sandbox: true,
          partition: 'foreign',
        },
      });
      await foreign.loadURL('data:text/html,<p>not ours</p>');
      await foreign.webContents.executeJavaScript(`
        globalThis.heard = [];
        rungs.onMessage((message) => heard.push(message));
        rungs.post({ kind: 'call', id: 1, name: 'app.describe', input: {} });
      `);
      // A round trip through the same process: what was sent before it has been dealt with after it.
      await foreign.webContents.executeJavaScript('0');
      // executeJavaScript is typed any
      const heard = (await foreign.webContents.executeJavaScript('heard')) as unknown[];
      foreign.destroy();
      return heard;
    });

    await expect.poll(() => app.reports).toEqual(['rungs: a message from a page that is not ours']);
    expect(answers).toEqual([]);
  });
});

describe('the program', () => {
  it('runs once per profile: a second start ends and leaves the first alone', async ({
    app,
    start,
    profile,
  }) => {
    const { file, args, env } = await commandLine(profile);
    const second = spawn(file, args, { env, stdio: 'ignore' });
    const [code] = (await once(second, 'exit')) as [number | null];

    expect(code).toBe(0);
    await expect(start.heading).toBeVisible();
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('loads the page anew after a crash, once, with nothing left of the run', async ({ app, start, run }) => {
    const { electron } = app;
    await start.scenario('tcp-blackhole').click();
    await run.isWaiting();

    await electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()));
      contents?.forcefullyCrashRenderer();
      await loaded;
    });
    await expect
      .poll(() => inPage(app, `document.querySelector('[data-scenario="healthy"]') !== null`))
      .toBe(true);
    await inPage(app, `document.querySelector('[data-scenario="healthy"]').click()`);
    await expect
      .poll(() => inPage(app, `document.querySelector('[data-verdict]')?.dataset.verdict`), {
        timeout: 10_000,
      })
      .toBe('passed');
    expect(app.reports).toEqual(["rungs: the page's process is gone: crashed"]);

    const ended = once(electron.process(), 'exit');
    // The connection to the main process goes down with it.
    const crash = electron
      .evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      )
      .catch(() => undefined);
    expect((await ended)[0]).toBe(70);
    await crash;
  });
});

/** Asks the page something by way of the main process, which works also while Playwright has lost it. */
async function inPage(app: RunningApp, expression: string): Promise<unknown> {
  return app.electron.evaluate(async ({ BrowserWindow }, code) => {
    // executeJavaScript is typed any
    return (await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code)) as unknown;
  }, expression);
}

/** Posts a message over the bridge and waits for the answer with its number. */
async function answerTo(app: RunningApp, message: { readonly id: number; readonly [key: string]: unknown }) {
  return app.page.evaluate(
    (posted) =>
      new Promise<unknown>((resolve) => {
        const { rungs } = window as unknown as BridgedWindow;
        const stop = rungs.onMessage((answer) => {
          if ((answer as { id: number }).id !== posted.id) return;
          stop();
          resolve(answer);
        });
        rungs.post(posted);
      }),
    message,
  );
}
