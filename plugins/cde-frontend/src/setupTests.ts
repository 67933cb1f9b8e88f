import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Pages over a whole app take their time on a busy machine; nothing here measures it.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 20_000 });
