import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEnvironmentGate } from './environment-gate.ts';

describe('the environment gate', () => {
  it('sets what is asked for while the work lasts and puts back what was there', async () => {
    const variables: NodeJS.ProcessEnv = { KRB5_CONFIG: 'system' };
    const gate = createEnvironmentGate(variables);

    const seen = await gate.run({ KRB5_CONFIG: 'own', KRB5CCNAME: 'cache' }, async () => {
      await Promise.resolve();
      return { ...variables };
    });

    expect(seen).toEqual({ KRB5_CONFIG: 'own', KRB5CCNAME: 'cache' });
    expect(variables).toEqual({ KRB5_CONFIG: 'system' });
  });

  it('puts back what was there when the work fails', async () => {
    const variables: NodeJS.ProcessEnv = {};
    const gate = createEnvironmentGate(variables);

    await expect(gate.run({ KRB5_CONFIG: 'own' }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );

    expect(variables).toEqual({});
    expect(() =>
      gate.runSync({ KRB5_CONFIG: 'own' }, () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(variables).toEqual({});
  });

  it('lets work overlap only under the same variables, and all of it come to its end', async () => {
    const works = fc.array(fc.record({ config: fc.constantFrom('a', 'b', ''), turns: fc.nat(5) }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(works, async (list) => {
        const variables: NodeJS.ProcessEnv = { KRB5_CONFIG: 'system' };
        const gate = createEnvironmentGate(variables);

        const seen = await Promise.all(
          list.map(({ config, turns }) =>
            gate.run(config === '' ? {} : { KRB5_CONFIG: config }, async () => {
              const values = [variables['KRB5_CONFIG']];
              for (let turn = 0; turn < turns; turn += 1) {
                await Promise.resolve();
                values.push(variables['KRB5_CONFIG']);
              }
              return values;
            }),
          ),
        );

        expect(seen).toEqual(
          list.map(({ config, turns }) =>
            Array.from({ length: turns + 1 }, () => (config === '' ? 'system' : config)),
          ),
        );
        expect(variables).toEqual({ KRB5_CONFIG: 'system' });
      }),
    );
  });
});
