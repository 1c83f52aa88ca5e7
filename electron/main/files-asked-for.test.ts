import { expect, it } from 'vitest';
import { createFilesAskedFor, fileAskedFor } from './files-asked-for.ts';

it('is a bundle or a client log, wherever it stands', () => {
  expect(fileAskedFor(['/opt/rungs', '--no-sandbox', '.', '/home/a/My Check.RUNGS'])).toBe(
    '/home/a/My Check.RUNGS',
  );
  expect(fileAskedFor(['rungs.exe', 'C:\\a\\Lync-UccApi-0.UccApilog'])).toBe(
    'C:\\a\\Lync-UccApi-0.UccApilog',
  );
});

it('is nothing else', () => {
  expect(fileAskedFor(['/opt/my.rungs', '--open=x.rungs', '/etc/passwd', '.'])).toBeNull();
});

it('waits for whoever can open it', () => {
  const opened: string[] = [];
  const asked = createFilesAskedFor(['rungs', '/a/first.rungs']);
  asked.ask('/a/second.rungs');

  asked.handOver((path) => opened.push(path));
  asked.ask('/a/third.rungs');

  expect(opened).toEqual(['/a/first.rungs', '/a/second.rungs', '/a/third.rungs']);
});
