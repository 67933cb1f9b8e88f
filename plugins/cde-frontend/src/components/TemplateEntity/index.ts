export { TemplateEntityCard } from './TemplateEntityCard';
export { TemplateEntityContent } from './TemplateEntityContent';
