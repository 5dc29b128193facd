import { Module, type DynamicModule } from '@nestjs/common';
import type { LocalServers } from '../local-servers.js';
import { PageController } from './page.controller.js';
import { ShowController } from './show.controller.js';
import { ShowService } from './show.service.js';
import { SERVERS } from './show.tokens.js';

/** A page that shows what the library does, with the app's own servers. */
@Module({ controllers: [PageController, ShowController], providers: [ShowService] })
export class ShowModule {
  static on(servers: LocalServers): DynamicModule {
    return { module: ShowModule, providers: [{ provide: SERVERS, useValue: servers }] };
  }
}
