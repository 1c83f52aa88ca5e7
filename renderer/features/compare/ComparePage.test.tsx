import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { exampleCertificate } from '../../../shared/events/testing/example-certificate.ts';
import { certificateLog, healthyLog } from '../../../shared/findings/testing/example-logs.ts';
import { LogBuilder } from '../../../shared/findings/testing/log-builder.ts';
import { signedInWithNtlm, signedInWithTlsDsk } from '../../../shared/findings/testing/sign-in-logs.ts';
import { ComparePage } from './ComparePage.tsx';

afterEach(cleanup);

function show(
  a: readonly LoggedEvent[],
  b: readonly LoggedEvent[],
): { readonly onSave: () => void; readonly onClose: () => void } {
  const onSave = vi.fn();
  const onClose = vi.fn();
  render(
    <ComparePage
      a={a}
      b={b}
      labels={{ a: 'at home', b: 'in the office' }}
      onSave={onSave}
      onClose={onClose}
    />,
  );
  return { onSave, onClose };
}

describe('two runs side by side', () => {
  it('takes the focus and says on top what differs, and what the runs are', () => {
    show(signedInWithNtlm, signedInWithTlsDsk);

    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 2 }));
    expect(screen.getByText('Both sign in. The first uses NTLM, the second TLS-DSK.')).toBeTruthy();
    expect(screen.getByText('at home')).toBeTruthy();
    expect(screen.getByText('in the office')).toBeTruthy();
  });

  it('shows differences only, until asked for more', () => {
    show(signedInWithNtlm, signedInWithTlsDsk);
    const table = (): HTMLElement => screen.getAllByRole('table')[0]!;

    const row = within(table()).getByRole('row', { name: /Method used/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['NTLM', 'TLS-DSK']);
    expect(within(row).getByRole('rowheader', { name: 'different Method used' })).toBeTruthy();
    expect(within(table()).queryByRole('row', { name: /Signed in/ })).toBeNull();

    fireEvent.click(screen.getByRole('switch', { name: 'Show what is the same' }));
    expect(within(table()).getAllByRole('row', { name: /Signed in/ }).length).toBeGreaterThan(0);
  });

  it('has the exchanges beside each other, with their outcome in words', () => {
    show(signedInWithNtlm, signedInWithTlsDsk);
    const flow = screen.getAllByRole('table')[1]!;

    const cells = within(within(flow).getAllByRole('row', { name: /^different / })[0]!).getAllByRole('cell');
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('went well: pool01.contoso.test · REGISTER'),
      expect.stringContaining('went well: pool01.contoso.test · REGISTER'),
    ]);
    expect(within(flow).getAllByRole('row', { name: /only in the second/ }).length).toBeGreaterThan(0);
  });

  it('says so where nothing differs', () => {
    show(healthyLog(), healthyLog());

    expect(screen.getByText('Nothing else differs.')).toBeTruthy();
    expect(screen.getByText('No exchange differs.')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('can be saved with the check', () => {
    const { onSave } = show(healthyLog(), signedInWithNtlm);

    fireEvent.click(screen.getByRole('button', { name: 'Save bundle' }));
    expect(onSave).toHaveBeenCalledOnce();
  });

  it('closes by its button and by Escape', () => {
    const { onClose } = show(healthyLog(), signedInWithNtlm);

    fireEvent.click(screen.getByRole('button', { name: 'Close the comparison' }));
    fireEvent.keyDown(screen.getByRole('heading', { level: 2 }), { key: 'Escape' });
    expect(onClose).toHaveBeenCalledTimes(2);
  });

  it('shows what a server sends as text, never as a page', () => {
    const planted = '<img src=x onerror=alert(1)>';
    show(
      healthyLog(),
      certificateLog([], (host) => [exampleCertificate(host, { subject: planted })]),
    );

    expect(document.querySelector('img')).toBeNull();
    expect(screen.getAllByText(planted).length).toBeGreaterThan(0);
  });

  it('draws long lists by the page', () => {
    const builder = new LogBuilder().start();
    for (let n = 0; n < 220; n += 1) builder.address(`host${String(n)}.test`, ['192.0.2.1']);
    show(builder.finish(), new LogBuilder().start().finish());

    const flow = screen.getAllByRole('table')[1]!;
    expect(within(flow).getAllByRole('row')).toHaveLength(201);
    fireEvent.click(screen.getByRole('button', { name: 'Show 20 more exchanges' }));
    expect(within(flow).getAllByRole('row')).toHaveLength(221);
  });
});
