import { Suspense, lazy } from 'react';
import { Progress } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { patiently } from '../lib/patiently';
import { CdeLayout } from './CdeLayout';

const WorkspacesPage = lazy(
  patiently(() =>
    import('./WorkspaceList').then(({ WorkspacesPage: component }) => ({
      default: component,
    })),
  ),
);
const LaunchPage = lazy(
  patiently(() =>
    import('./Launch').then(({ LaunchPage: component }) => ({
      default: component,
    })),
  ),
);
const HandoffPage = lazy(
  patiently(() =>
    import('./Launch').then(({ HandoffPage: component }) => ({
      default: component,
    })),
  ),
);
const WorkspacePage = lazy(
  patiently(() =>
    import('./WorkspacePage').then(({ WorkspacePage: component }) => ({
      default: component,
    })),
  ),
);
const TemplatesPage = lazy(
  patiently(() =>
    import('./Templates/TemplatesPage').then(
      ({ TemplatesPage: component }) => ({
        default: component,
      }),
    ),
  ),
);
const TemplatePage = lazy(
  patiently(() =>
    import('./Templates/TemplatePage').then(({ TemplatePage: component }) => ({
      default: component,
    })),
  ),
);
const NewTemplatePage = lazy(
  patiently(() =>
    import('./Templates/NewTemplatePage').then(
      ({ NewTemplatePage: component }) => ({ default: component }),
    ),
  ),
);
const TemplateEditorPage = lazy(
  patiently(() =>
    import('./Templates/editor').then(({ TemplateEditorPage: component }) => ({
      default: component,
    })),
  ),
);
const ReadinessPage = lazy(
  patiently(() =>
    import('./Readiness').then(({ ReadinessPage: component }) => ({
      default: component,
    })),
  ),
);
const AdministrationPage = lazy(
  patiently(() =>
    import('./Administration').then(({ AdministrationPage: component }) => ({
      default: component,
    })),
  ),
);

/** The plugin's pages below the path that the portal has mounted them at. */
export const CdePages = () => (
  <CdeLayout>
    <Suspense fallback={<Progress />}>
      <Routes>
        <Route index element={<WorkspacesPage />} />
        <Route path="launch" element={<HandoffPage />} />
        <Route path="templates" element={<TemplatesPage />} />
        <Route path="templates/new" element={<NewTemplatePage />} />
        <Route path="templates/:id/edit" element={<TemplateEditorPage />} />
        <Route path="templates/:id/*" element={<TemplatePage />} />
        <Route path="readiness" element={<ReadinessPage />} />
        <Route path="admin/*" element={<AdministrationPage />} />
        <Route path=":id/launch" element={<LaunchPage />} />
        <Route path=":id/*" element={<WorkspacePage />} />
      </Routes>
    </Suspense>
  </CdeLayout>
);
