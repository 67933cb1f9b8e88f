export { EditorTabs } from './EditorTabs';
export { TemplateEditorPage } from './TemplateEditorPage';
