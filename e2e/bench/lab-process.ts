import { startLab } from '../../electron/lab/lab.ts';

/** A practice network in a process of its own, so that its work does not count as ours. Ends with its standard input. */
const [scenario = 'healthy', latency = '0'] = process.argv.slice(2);
const lab = await startLab(scenario, { latencyMs: Number(latency) });
const { resolver, connectTo, caPem, kerberos } = lab;
process.stdout.write(`${JSON.stringify({ resolver, connectTo, caPem, kerberos })}\n`);
process.stdin.resume().once('end', () => void lab.close());
