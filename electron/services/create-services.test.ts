import { describe, expect, it } from 'vitest';
import { onPracticeNetwork } from './create-services.ts';
import { createPlan } from '../../shared/run/plan.ts';
import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';

const network = {
  resolver: { address: '127.0.0.1', port: 5300 },
  connectTo: [{ fromHost: 'sip.contoso.test', fromPort: 443, toHost: '127.0.0.1', toPort: 8443 }],
  caPem: 'LAB',
};

describe('onPracticeNetwork', () => {
  it('tells the plan how the practice network is reached', () => {
    expect(onPracticeNetwork(createPlan(PRACTICE_ADDRESS, { scenario: 'healthy' }), network)).toMatchObject({
      scenario: 'healthy',
      resolvers: [network.resolver],
      connectTo: network.connectTo,
      extraCaPem: ['LAB'],
    });
  });

  it('leaves what was given by hand in front', () => {
    const byHand = { fromHost: 'sip.contoso.test', fromPort: 443, toHost: '127.0.0.1', toPort: 1 };
    const plan = createPlan(PRACTICE_ADDRESS, {
      scenario: 'healthy',
      resolvers: [{ address: '127.0.0.1', port: 1 }],
      connectTo: [byHand],
      extraCaPem: ['MINE'],
    });

    expect(onPracticeNetwork(plan, network)).toMatchObject({
      resolvers: [{ address: '127.0.0.1', port: 1 }],
      connectTo: [byHand, ...network.connectTo],
      extraCaPem: ['MINE', 'LAB'],
    });
  });
});
