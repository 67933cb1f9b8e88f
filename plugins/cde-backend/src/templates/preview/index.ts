export { previewObjects, type PreviewOptions } from './previewObjects';
