/**
 * Log files for VS Code's server: the interface of @vscode/spdlog as the
 * server uses it, over plain files. No compiler is needed to install it, and
 * nothing is loaded natively when the server starts.
 */
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
/** More than this waiting for the disk is dropped, in bytes. */
const MOST_PENDING = 4 * 1024 * 1024;

class RotatingFile {
  #path;
  #limit;
  #count;
  #pending = [];
  #pendingBytes = 0;
  #writing;

  constructor(file, limit, count) {
    this.#path = file;
    this.#limit = limit;
    this.#count = count;
  }

  write(line) {
    if (this.#pendingBytes > MOST_PENDING) {
      return;
    }
    this.#pending.push(line);
    this.#pendingBytes += line.length;
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  async #drain() {
    while (this.#pending.length > 0) {
      const text = this.#pending.join('');
      this.#pending = [];
      this.#pendingBytes = 0;
      try {
        await mkdir(path.dirname(this.#path), { recursive: true });
        await appendFile(this.#path, text);
        if ((await stat(this.#path)).size > this.#limit) {
          await this.#rotate();
        }
      } catch (error) {
        process.stderr.write(`${this.#path}: ${error.message}\n`);
      }
    }
  }

  async #rotate() {
    const { dir, name, ext } = path.parse(this.#path);
    const numbered = n =>
      n === 0 ? this.#path : path.join(dir, `${name}.${n}${ext}`);
    for (let n = this.#count - 1; n > 0; n--) {
      await rename(numbered(n - 1), numbered(n)).catch(error => {
        if (error.code !== 'ENOENT') {
          throw error;
        }
      });
    }
  }
}

export class Logger {
  #file;
  #level = 2;
  #raw = false;

  constructor(file) {
    this.#file = file;
    LEVELS.forEach((name, level) => {
      this[name === 'warning' ? 'warn' : name] = message =>
        this.#log(level, name, message);
    });
  }

  #log(level, name, message) {
    if (level < this.#level) {
      return;
    }
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    this.#file.write(
      this.#raw ? `${message}` : `${time} [${name}] ${message}\n`,
    );
  }

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  clearFormatters() {
    this.#raw = true;
  }
  setPattern() {
    this.#raw = false;
  }
  /** Lines are handed to the disk as they come; there is nothing held back. */
  flush() {}
  drop() {}
}

export async function createAsyncRotatingLogger(_name, file, limit, count) {
  return new Logger(new RotatingFile(file, limit, count));
}
export const createRotatingLogger = createAsyncRotatingLogger;
/** Every line is flushed at once, whatever its level. */
export function setFlushOn() {}
export function shutdown() {}
export const version = '0.15.8';
