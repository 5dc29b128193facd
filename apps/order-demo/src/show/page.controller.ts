import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Req, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

// Content security policy: everything comes from this server, and nothing else may run.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FILES = new Map([
  ['page.css', 'text/css; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
  ['words.js', 'text/javascript; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
]);

/** The page at `/`. */
@ApiExcludeController()
@Controller()
export class PageController {
  @Get()
  @Header('content-security-policy', POLICY)
  page(): StreamableFile {
    return file('index.html', 'text/html; charset=utf-8');
  }

  @Get([...FILES.keys()])
  part(@Req() { path }: { path: string }): StreamableFile {
    const name = basename(path);
    return file(name, FILES.get(name) ?? '');
  }
}

function file(name: string, type: string): StreamableFile {
  const path = fileURLToPath(new URL(`../../public/${name}`, import.meta.url));
  return new StreamableFile(createReadStream(path), { type });
}
