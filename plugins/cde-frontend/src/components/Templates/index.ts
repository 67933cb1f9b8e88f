export { NewTemplatePage } from './NewTemplatePage';
export { TemplateEditorPage } from './editor';
export { TemplatePage } from './TemplatePage';
export { TemplatesPage } from './TemplatesPage';
