import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pauseImage } from './configFiles.ts';
import type { ImageArchive } from './images/index.ts';
import { run } from './run.ts';

/** Reproducible: the same program gives the same image. */
const tarFlags = [
  '--format=ustar',
  '--mtime=@0',
  '--numeric-owner',
  '--owner=0',
  '--group=0',
  '--sort=name',
];

/** Packs the sandbox's program into an archive of one image with one layer with one file. */
export async function buildPauseImage(
  program: string,
  folder: string,
): Promise<ImageArchive> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(path.join(folder, 'pause-'));
  try {
    copyFileSync(program, path.join(work, 'pause'));
    await run('tar', [
      ...tarFlags,
      '-C',
      work,
      '-cf',
      path.join(work, 'layer.tar'),
      'pause',
    ]);
    const config = JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { Entrypoint: ['/pause'], User: '65535:65535' },
      rootfs: {
        type: 'layers',
        diff_ids: [
          `sha256:${sha256(readFileSync(path.join(work, 'layer.tar')))}`,
        ],
      },
    });
    const manifest = [
      { Config: 'config.json', RepoTags: [pauseImage], Layers: ['layer.tar'] },
    ];
    writeFileSync(path.join(work, 'config.json'), config);
    writeFileSync(path.join(work, 'manifest.json'), JSON.stringify(manifest));
    const file = path.join(folder, 'pause.tar');
    await run('tar', [
      ...tarFlags,
      '-C',
      work,
      '-cf',
      file,
      'manifest.json',
      'config.json',
      'layer.tar',
    ]);
    return { name: pauseImage, file, id: `sha256:${sha256(config)}` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
