import type {
  TemplateEditor,
  TemplatePreviewer,
  TemplateReader,
} from '../service';
import type { Handlers, ServiceHandlers } from './createRouter';

/** Between HTTP and the use cases of templates. Requests fit the API's document when they arrive here. */
export function createTemplateHandlers(options: {
  reader: TemplateReader;
  editor: TemplateEditor;
  previewer: TemplatePreviewer;
}): { handlers: Handlers; serviceHandlers: ServiceHandlers } {
  const { reader, editor, previewer } = options;
  const handlers: Handlers = {
    listTemplates: async caller => ({ items: await reader.list(caller) }),
    createTemplate: (caller, { body }) => editor.create(caller, body.yaml),
    validateTemplate: async (_, { body }) => ({
      items: editor.validate(body.yaml),
    }),
    previewTemplate: (caller, { body }) => previewer.preview(caller, body),
    getTemplate: (caller, { params }) => reader.get(caller, params.id),
    deleteTemplate: async (caller, { params }, res) => {
      await editor.delete(caller, params.id);
      res.status(204).end();
    },
    saveDraft: (caller, { params, body }) =>
      editor.saveDraft(caller, params.id, body),
    discardDraft: async (caller, { params, query }, res) => {
      await editor.discardDraft(caller, params.id, Number(query.version));
      res.status(204).end();
    },
    publishTemplate: (caller, { params, body }) =>
      editor.publish(caller, params.id, body),
    rollBackTemplate: (caller, { params, body }) =>
      editor.rollBack(caller, params.id, body),
    setTemplateState: (caller, { params, body }) =>
      editor.setState(caller, params.id, body.state),
    listTemplateRevisions: async (caller, { params }) => ({
      items: await reader.revisions(caller, params.id),
    }),
    getTemplateRevision: (caller, { params }) =>
      reader.revision(caller, params.id, Number(params.revision)),
  };
  return {
    handlers,
    serviceHandlers: {
      listCatalogTemplates: async () => ({
        items: await reader.catalogDocuments(),
      }),
    },
  };
}
