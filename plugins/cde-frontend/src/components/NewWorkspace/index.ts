export * from './NewWorkspaceDialog';
export * from './ClassField';
export * from './PreviewPane';
export * from './TemplateFields';
