import { createDOMRenderer, RendererProvider } from '@fluentui/react-components';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import './styles/page.css';

// Fluent writes its styles into <style> elements; the nonce of this load is what lets them through the policy.
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <RendererProvider renderer={renderer}>
      <App />
    </RendererProvider>
  </StrictMode>,
);
void start();

async function start(): Promise<void> {
  const { describeApp } = await import('./store/actions.ts');
  await describeApp();
  const { answerShell } = await import('./store/shell-requests.ts');
  await answerShell();
}
