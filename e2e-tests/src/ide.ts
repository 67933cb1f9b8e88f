import type { Page } from 'playwright-core';

/** VS Code in a browser, as a person uses it: by keyboard. */
export class Ide {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits for the workbench; a key pressed while it still loads would be lost. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 90_000 });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  }

  /** Runs a command of the command palette. */
  async command(title: string): Promise<void> {
    await this.page.locator('.part.editor').click();
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Opens a terminal and waits for its prompt. */
  async openTerminal(): Promise<void> {
    await this.command('Terminal: Create New Terminal');
    await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').waitFor({ timeout: 30_000 });
    await this.page.locator('.terminal-wrapper.active .xterm').click();
  }

  /**
   * Types a command into the terminal and returns what it printed. The output goes through a file, for
   * a terminal draws on a canvas; that the terminal ran it is what creates the file.
   */
  async run(command: string): Promise<string> {
    const mark = `out-${Date.now()}`;
    await this.page.locator('.terminal-wrapper.active .xterm').click();
    await this.page.keyboard.type(`(${command}) > ~/${mark} 2>&1; mv ~/${mark} ~/${mark}.txt`);
    await this.page.keyboard.press('Enter');
    return this.#readFile(`~/${mark}.txt`);
  }

  async #readFile(path: string): Promise<string> {
    await this.page.keyboard.type(`until [ -f ${path} ]; do sleep 0.1; done; code ${path}`);
    await this.page.keyboard.press('Enter');
    const name = path.split('/').pop()!;
    await this.page.getByRole('tab', { name: new RegExp(name) }).waitFor({ timeout: 60_000 });
    const lines = this.page.locator('.editor-instance .view-lines');
    await lines.waitFor();
    return (await lines.innerText()).replace(/\u00a0/g, ' ');
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.locator('.part.editor').click();
    await this.page.keyboard.press('Control+P');
    await this.page.locator('.quick-input-widget input').fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Writes a line at the end of the file that was just opened, and saves. */
  async appendLine(text: string): Promise<void> {
    const lines = this.page.locator('.editor-instance .view-lines');
    await lines.getByText('#').first().waitFor();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.type(text);
    await lines.getByText(text.split(' ')[0]).first().waitFor();
    await this.page.keyboard.press('Control+S');
  }
}
