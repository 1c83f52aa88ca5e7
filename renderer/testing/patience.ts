import { configure } from '@testing-library/react';

// A slow, busy machine takes longer than the usual second to render a form.
configure({ asyncUtilTimeout: 15_000 });
