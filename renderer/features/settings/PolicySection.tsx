import { Field, Input } from '@fluentui/react-components';
import { useDeferredValue, useMemo, useState } from 'react';
import { counted } from '../../../shared/lib/listing.ts';
import { searchPolicies } from '../../../shared/projections/settings/policies.ts';
import { policiesText } from '../../../shared/projections/settings/settings-text.ts';
import type { PolicyGroup, PolicyList, PolicyRow } from '../../../shared/projections/settings-model.ts';
import { clearOnEscape } from './clear-on-escape.ts';
import { CopyButton } from './CopyButton.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';
import { useCapped } from '../../ui/useCapped.tsx';

/** What the user may do and how the client behaves, to be searched and copied. */
export function PolicySection({ list }: { readonly list: PolicyList }) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const found = useMemo(() => searchPolicies(list.groups, wanted), [list, wanted]);
  const total = found.reduce((sum, { policies }) => sum + policies.length, 0);
  const [shown, more] = useCapped(total, 'setting');
  const drawn = useMemo(() => firstOf(found, shown), [found, shown]);
  return (
    <Section
      title="Policies"
      action={<CopyButton text={() => policiesText(found)}>Copy policies</CopyButton>}
    >
      <Field label="Search in the policies">
        <Input
          type="search"
          value={search}
          onChange={(_event, { value }) => setSearch(value)}
          onKeyDown={clearOnEscape(search, setSearch)}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <p role="status" className={styles.quiet}>
        {total === list.count ? counted(total, 'setting') : `${total} of ${counted(list.count, 'setting')}`}
      </p>
      {drawn.map((group) => (
        <Group key={group.name} group={group} />
      ))}
      {more}
      {list.unlisted.length > 0 && (
        <p className={styles.quiet}>
          Also received, and of no use in a list:{' '}
          {list.unlisted.map(({ name, settings }) => `${name} (${counted(settings, 'line')})`).join(', ')}.
        </p>
      )}
    </Section>
  );
}

/** The groups up to so many rows in all. */
function firstOf(groups: readonly PolicyGroup[], rows: number): readonly PolicyGroup[] {
  let room = rows;
  return groups.flatMap((group) => {
    const policies = group.policies.slice(0, room);
    room -= policies.length;
    return policies.length === 0 ? [] : [{ ...group, policies }];
  });
}

function Group({ group: { name, title, policies } }: { readonly group: PolicyGroup }) {
  return (
    <>
      <h4 className={styles.groupTitle}>
        {title} {title !== name && <span className={styles.quiet}>{name}</span>}
      </h4>
      <table className={styles.table} aria-label={title}>
        <tbody>
          {policies.map((policy, index) => (
            <Policy key={`${policy.setting}:${String(index)}`} policy={policy} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Policy({ policy: { label, setting, value } }: { readonly policy: PolicyRow }) {
  return (
    <tr>
      <th scope="row">
        {label}
        {label !== setting && <span className={styles.meaning}>{setting}</span>}
      </th>
      <td>{value === '' ? <span className={styles.quiet}>empty</span> : value}</td>
    </tr>
  );
}
