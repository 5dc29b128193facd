import { Body, Controller, HttpCode, Post, Sse } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { map, type Observable } from 'rxjs';
import type { ShowState } from './show-state.js';
import { ShowService } from './show.service.js';

class RunDto {
  @IsInt()
  @Min(1)
  @Max(10_000)
  orders!: number;
}

/** What the page asks for. */
@ApiExcludeController()
@Controller('show')
export class ShowController {
  constructor(private readonly show: ShowService) {}

  @Post('run')
  @HttpCode(202)
  run(@Body() { orders }: RunDto): void {
    this.show.start(orders);
  }

  @Post('kill-redis')
  @HttpCode(200)
  async killRedis(): Promise<void> {
    await this.show.killRedis();
  }

  @Sse('events')
  events(): Observable<{ data: ShowState }> {
    return this.show.watch().pipe(map((data) => ({ data })));
  }
}
