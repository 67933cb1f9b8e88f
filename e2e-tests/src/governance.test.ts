import type { Browser, Locator, Page } from 'playwright-core';
import { Api } from './api';
import { arrives, launchBrowser, signIn } from './browser';
import { ClusterEyes } from './cluster';
import { Ide } from './ide';
import { picturesFolder, picturesOf } from './pictures';
import { Portal } from './portal';
import { describeWithCluster } from './requirements';

const minutes = (count: number) => count * 60_000;
jest.setTimeout(minutes(5));

const TEMPLATE = 'tuned-service';

/** Written below the first parameter, which the form has made; with a slip at the end. */
const REST_OF_TEMPLATE = `      logLevel:
        title: Log level
        type: string
        enum: [debug, info]
        default: info
        mutable: true
  environment:
    WORKERS: { $parameter: workers }
    LOG_LEVEL: { $parameter: logLevels }
`;

interface PodWithEnvironment {
  metadata: { labels?: Record<string, string> };
  spec: { containers: Array<{ env?: Array<{ name: string; value?: string }> }> };
}

describeWithCluster('the platform team governs workspaces from the portal', () => {
  let portal: Portal;
  let browser: Browser;
  let eyes: ClusterEyes;
  let petra: Page;
  let ana: Page;
  let otto: Page;
  let anasApi: Api;
  let ottosApi: Api;
  let id: string;

  const form = () => petra.getByRole('region', { name: 'Form' });
  const yaml = () => petra.getByRole('textbox', { name: 'YAML' });
  const onComponent = () => ana.goto(`${portal.url}/catalog/default/component/payments-api/workspaces`);
  const onWorkspace = (page: Page, part = '') => page.goto(`${portal.url}/workspaces/${id}${part}`);
  const onTemplate = (page: Page, part = '') => page.goto(`${portal.url}/workspaces/templates/${TEMPLATE}${part}`);

  const signedIn = async (user: string) => (await signIn(browser, portal.url, user)).page;

  async function choose(within: Locator, field: RegExp, option: string) {
    await within.getByRole('button', { name: field }).click();
    await within.page().getByRole('option', { name: option, exact: true }).click();
  }

  /** Types the whole name of an entity, and takes the one that is found. */
  async function find(within: Locator, field: string, name: string) {
    await within.getByRole('combobox', { name: field }).fill(name);
    await within.page().waitForFunction('document.querySelectorAll("[role=option]").length === 1');
    await within.page().getByRole('option', { name }).click();
  }

  async function writeAtTheEnd(text: string) {
    await yaml().click();
    await petra.keyboard.press('Control+End');
    await petra.keyboard.insertText(text);
  }

  async function previewTemplate() {
    await petra.getByRole('tab', { name: 'Preview' }).click();
    const panel = petra.getByRole('tabpanel', { name: 'Preview' });
    await find(panel, 'Component', 'payments-api');
    await panel.getByRole('textbox', { name: 'Workers' }).fill('4');
    await panel.getByRole('button', { name: 'Show preview' }).click();
    await panel.getByText('The template is offered for this component.').waitFor();
    for (const kind of ['PersistentVolumeClaim', 'Secret', 'NetworkPolicy', 'Pod'])
      await panel.getByRole('button', { name: new RegExp(`^Accepted ${kind}`) }).waitFor();
    await panel.getByRole('button', { name: /^Accepted Pod/ }).click();
    await panel.getByRole('document', { name: /^Pod/ }).getByText('kind:').first().waitFor();
  }

  async function editTemplate() {
    await onTemplate(petra);
    await petra.getByRole('link', { name: 'Edit' }).click();
    await yaml().waitFor();
  }

  async function askToPublish(note: string): Promise<Locator> {
    await petra.getByRole('button', { name: 'Publish…' }).click();
    const dialog = petra.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note' }).fill(note);
    return dialog.getByRole('button', { name: 'Publish', exact: true });
  }

  /** Fills in a limit of running workspaces and shows what it would do. */
  async function newQuota(user: string, running: string): Promise<{ dialog: Locator; effect: Locator }> {
    await petra.getByRole('button', { name: 'New quota' }).click();
    const dialog = petra.getByRole('dialog', { name: 'New quota' });
    await choose(dialog, /Whom is it for\?$/, 'A user');
    await find(dialog, 'Which one?', user);
    await dialog.getByRole('textbox', { name: 'Running workspaces' }).fill(running);
    const effect = dialog.getByRole('region', { name: 'What it will do' });
    await effect.getByText(/^It applies to/).waitFor();
    return { dialog, effect };
  }

  /** Shows what may be chosen, and hands over the button below it. */
  async function newWithOptions(): Promise<{ dialog: Locator; create: Locator }> {
    await onComponent();
    await ana.getByRole('button', { name: 'More ways to open' }).click();
    await ana.getByRole('menuitem', { name: 'New with options…' }).click();
    const dialog = ana.getByRole('dialog', { name: 'New workspace' });
    await dialog.getByRole('textbox', { name: 'Workers' }).waitFor();
    return { dialog, create: dialog.getByRole('button', { name: /^Create and open/ }) };
  }

  /** Clicks, and follows the tab that the click opened until the IDE is there. */
  async function openedBy(button: Locator): Promise<Ide> {
    const opened = ana.context().waitForEvent('page');
    await button.click();
    const tab = await opened;
    await arrives(tab, new RegExp(`^http://[a-z0-9-]+\\.localhost:${portal.gatewayPort}/`), minutes(3));
    const ide = new Ide(tab);
    await ide.ready();
    return ide;
  }

  /** Environment of the workspace's container as the cluster has it; empty while there is none. */
  async function environmentOf(workspace: string): Promise<Record<string, string | undefined>> {
    const pods = (await eyes.list(`/api/v1/namespaces/${portal.namespace}/pods`)) as unknown as PodWithEnvironment[];
    const pod = pods.find(({ metadata }) => metadata.labels?.['cde.backstage.io/workspace-id'] === workspace);
    const variables = pod?.spec.containers.flatMap(({ env = [] }) => env) ?? [];
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  }

  /** Takes the pictures, and names those pages that a phone does not show whole. */
  async function lookAtAll(): Promise<string[]> {
    const seen = (page: Page, open: () => Promise<unknown>, text: string | RegExp) => async () => {
      await open();
      await page.getByText(text).first().waitFor();
    };
    const change = async (line: string) => {
      await editTemplate();
      await writeAtTheEnd(line);
      await petra.getByText(/^Saved/).waitFor();
    };
    await change("    NOTICE: 'See the handbook'\n");
    await (await askToPublish('Points to the handbook')).click();
    await petra.getByText('Revision 3, published').waitFor();
    await change("    HANDBOOK: 'https://handbook.acme.example'\n");
    const editor = seen(petra, () => onTemplate(petra, '/edit'), 'No problems found.');

    const administration = (part: string, text: string) => seen(petra, () => petra.goto(`${portal.url}/workspaces/admin${part}`), text);
    const views: Array<[string, Page, () => Promise<unknown>]> = [
      ['templates', petra, seen(petra, () => petra.goto(`${portal.url}/workspaces/templates`), 'Tuned service')],
      ['template', petra, seen(petra, () => onTemplate(petra), 'What it gives')],
      ['template-history', petra, seen(petra, () => onTemplate(petra, '/history'), 'NOTICE')],
      ['template-yaml', petra, seen(petra, () => onTemplate(petra, '/yaml'), 'kind')],
      ['template-editor', petra, editor],
      ['template-preview', petra, async () => {
        await editor();
        await previewTemplate();
      }],
      ['template-publish', petra, async () => {
        await editor();
        await askToPublish('Where the handbook is');
      }],
      ['administration', petra, administration('', 'payments-api-main')],
      ['administration-usage', petra, administration('/usage', 'Cost by')],
      ['administration-quotas', petra, administration('/quotas', '1 of 1 used')],
      ['administration-quota', petra, async () => {
        await administration('/quotas', '1 of 1 used')();
        await newQuota('ben', '0');
      }],
      ['administration-audit', petra, administration('/audit', 'Otto')],
      ['workspaces', ana, seen(ana, () => ana.goto(`${portal.url}/workspaces`), 'Update available')],
      ['workspace', ana, seen(ana, () => onWorkspace(ana), 'What happens by itself')],
      ['workspace-settings', ana, seen(ana, () => onWorkspace(ana, '/settings'), 'Revision 3 is available')],
      ['workspace-access', ana, seen(ana, () => onWorkspace(ana, '/access'), 'Nobody else has access.')],
      ['component', ana, seen(ana, onComponent, '1 of 1 running')],
      ['new-workspace', ana, async () => {
        const { create } = await newWithOptions();
        await create.click({ trial: true });
      }],
      ['new-workspace-refused', ana, async () => {
        const { dialog, create } = await newWithOptions();
        await create.click();
        await dialog.getByRole('alert').waitFor();
      }],
      ['outsider-workspace', otto, seen(otto, () => onWorkspace(otto), 'It does not exist, or it belongs to somebody else.')],
      ['outsider-template', otto, seen(otto, () => onTemplate(otto, '/edit'), 'You may not change this template')],
    ];
    const tooWide: string[] = [];
    for (const [name, page, open] of views) if ((await picturesOf(page, name, open)) > 0) tooWide.push(name);
    return tooWide;
  }

  beforeAll(async () => {
    portal = await Portal.start(4360);
    browser = await launchBrowser();
    eyes = new ClusterEyes();
    [petra, ana, otto] = await Promise.all(['Petra', 'Ana', 'Otto'].map(signedIn));
    [anasApi, ottosApi] = await Promise.all([ana, otto].map(page => Api.of(page, portal.url)));
  }, minutes(10));

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await eyes?.removeNamespace(portal.namespace);
    eyes?.close();
    portal?.removeState();
  }, minutes(3));

  it('the engineer writes a template with two parameters, in form and YAML', async () => {
    await petra.goto(`${portal.url}/workspaces`);
    await petra.getByRole('tab', { name: 'Templates' }).click();
    await petra.getByRole('link', { name: 'New template' }).click();

    await form().getByRole('textbox', { name: 'Name' }).fill(TEMPLATE);
    await form().getByRole('textbox', { name: 'Title' }).fill('Tuned service');
    await form().getByRole('textbox', { name: 'Description' }).fill('For services whose number of workers matters');
    await form().getByRole('button', { name: 'Add a parameter' }).click();
    const parameter = form().getByRole('group', { name: 'Parameters' });
    await parameter.getByRole('textbox', { name: 'Name' }).fill('workers');
    await parameter.getByRole('textbox', { name: 'Label' }).fill('Workers');
    await choose(parameter, /Type$/, 'Whole number');
    const limits = { Default: '2', Smallest: '1', Largest: '8' };
    for (const [name, value] of Object.entries(limits)) await parameter.getByRole('textbox', { name }).fill(value);

    await writeAtTheEnd(REST_OF_TEMPLATE);
    const problem = petra.getByRole('list', { name: 'Problems' }).getByRole('listitem').filter({ hasText: 'Error' });
    await problem.getByText("There is no parameter 'logLevels'").waitFor();
    await problem.getByRole('button', { name: /^Line/ }).click();
    await petra.locator('.cm-activeLine', { hasText: 'logLevels' }).waitFor();
    await form().getByRole('button', { name: 'Environment and secrets' }).click();
    await choose(form().getByRole('group', { name: 'Environment and secrets' }), /Select.* From$/, 'parameter logLevel');
    await petra.getByText('No problems found.').first().waitFor();
    expect(await yaml().innerText()).toContain('LOG_LEVEL: { $parameter: logLevel }');
  });

  it('previews it against a component, with the API server asked', async () => {
    const answer = petra.waitForResponse(/\/templates\/preview$/);
    await previewTemplate();
    const { objects } = await (await answer).json();
    expect(objects.find(({ kind }: { kind: string }) => kind === 'Pod').yaml).toMatch(/name: WORKERS\s+value: "4"/);
    expect(await eyes.objects(portal.namespace)).toEqual([]);
  });

  it('publishes it with a note', async () => {
    await petra.getByRole('button', { name: 'Create draft' }).click();
    await (await askToPublish('Workers and log level can be chosen')).click();
    await petra.getByText('Revision 1, published').waitFor();
    await petra.getByRole('link', { name: 'Revisions' }).click();
    await petra.getByRole('cell', { name: 'Workers and log level can be chosen' }).waitFor();
    expect((await anasApi.call('GET', `/templates/${TEMPLATE}`)).body).toMatchObject({ revision: 1, state: 'active' });
  });

  it('the developer makes a workspace from it, within the ceilings', async () => {
    const { dialog, create } = await newWithOptions();
    await dialog.getByRole('button', { name: 'Tuned service Template' }).waitFor();
    const workers = dialog.getByRole('textbox', { name: 'Workers' });
    await workers.fill('9');
    await dialog.getByText('Must be at most 8.').waitFor();
    expect(await create.isDisabled()).toBe(true);
    await workers.fill('6');
    await choose(dialog, /Log level$/, 'debug');
    const ide = await openedBy(create);
    const { items } = (await anasApi.call('GET', '/workspaces')).body;
    expect(items).toMatchObject([{ phase: 'Running', template: TEMPLATE, templateRevision: 1 }]);
    id = items[0].id;

    await ide.openTerminal();
    expect(await ide.run('echo workers=$WORKERS level=$LOG_LEVEL')).toContain('workers=6 level=debug');
    expect(await environmentOf(id)).toMatchObject({ WORKERS: '6', LOG_LEVEL: 'debug' });
    await ide.page.close();
  });

  it('the engineer publishes a second revision', async () => {
    await editTemplate();
    await writeAtTheEnd('    TUNED_BY: platform\n');
    await petra.getByText(/^Saved/).waitFor();
    await petra.getByRole('tab', { name: 'Changes' }).click();
    await petra.getByText('TUNED_BY').first().waitFor();
    await (await askToPublish('Says who has tuned it')).click();
    await petra.getByText('Revision 2, published').waitFor();
    await petra.getByRole('link', { name: 'Revisions' }).click();
    await petra.getByRole('cell', { name: 'Says who has tuned it' }).waitFor();
    expect((await anasApi.call('GET', `/workspaces/${id}`)).body).toMatchObject({ templateRevision: 1, update: { revision: 2, chosen: false } });
  });

  it('the developer sees the update, applies it, and it holds', async () => {
    await ana.goto(`${portal.url}/workspaces`);
    await ana.getByText('Update available').first().waitFor();
    await onWorkspace(ana, '/settings');
    await ana.getByText('Revision 2 is available: Says who has tuned it').waitFor();
    expect(await environmentOf(id)).not.toHaveProperty('TUNED_BY');
    await ana.getByRole('button', { name: 'Apply and restart now…' }).click();
    await ana.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await ana.getByText('It has the latest revision of its template.').waitFor();
    const deadline = Date.now() + minutes(2);
    while (!('TUNED_BY' in (await environmentOf(id))) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 200));
    await anasApi.reaches(id, 'Running');
    expect(await environmentOf(id)).toMatchObject({ WORKERS: '6', LOG_LEVEL: 'debug', TUNED_BY: 'platform' });
    await ana.reload();
    await ana.getByText('Revision 2', { exact: true }).waitFor();
    expect(await ana.getByText('Update available').count()).toBe(0);
  });

  it('the engineer sets a quota, and is shown its effect first', async () => {
    await petra.getByRole('tab', { name: 'Administration' }).click();
    await petra.getByRole('link', { name: 'Quotas' }).click();
    const { dialog, effect } = await newQuota('ana', '0');
    await effect.getByText(/ana: 1 of 0/).waitFor();
    await dialog.getByRole('textbox', { name: 'Running workspaces' }).fill('1');
    await effect.getByText('Nobody is over it.').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = petra.getByRole('row').filter({ hasText: 'Ana Souza' });
    await row.getByText(/used$/).waitFor();
    expect(await row.getByText(/used$/).innerText()).toBe('1 of 1 used');
  });

  it('the developer meets it, makes room, and goes on', async () => {
    const { dialog, create } = await newWithOptions();
    await dialog.getByText('There is no room for one more within your limits').waitFor();
    await create.click();
    const refusal = dialog.getByRole('alert');
    await refusal.getByText('Limit for Ana Souza: 1 of 1 running, this would add 1').waitFor();
    await refusal.getByRole('link', { name: 'payments-api-main' }).waitFor();
    await refusal.getByRole('button', { name: 'Stop payments-api-main' }).click();
    await refusal.getByText('payments-api-main has stopped').waitFor();
    const ide = await openedBy(refusal.getByRole('button', { name: 'Try again' }));
    await ide.page.close();
    const { items } = (await anasApi.call('GET', '/workspaces')).body;
    expect(items).toHaveLength(2);
    expect(items.find((item: { id: string }) => item.id === id).phase).toBe('Stopped');
    expect(items.find((item: { id: string }) => item.id !== id).phase).toBe('Running');
  });

  it('the outsider sees nothing of the workspace, and does not touch the template', async () => {
    await onWorkspace(otto);
    await otto.getByText('It does not exist, or it belongs to somebody else.').waitFor();
    expect((await ottosApi.call('GET', `/workspaces/${id}`)).status).toBe(404);
    await onTemplate(otto, '/edit');
    await otto.getByText('You may not change this template').waitFor();
    expect(await otto.getByRole('tab', { name: 'Administration' }).count()).toBe(0);
    const attempt = await ottosApi.call('PUT', `/templates/${TEMPLATE}/draft`, { yaml: 'kind: Mine', version: 0 });
    expect(attempt.status).toBe(403);
    expect((await anasApi.call('GET', `/templates/${TEMPLATE}`)).body.revision).toBe(2);
  });

  if (picturesFolder) {
    it('and all of it has room on a phone', async () => {
      expect(await lookAtAll()).toEqual([]);
    }, minutes(15));
  }
});
