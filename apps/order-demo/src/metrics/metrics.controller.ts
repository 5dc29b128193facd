import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { prometheus } from './prometheus.js';

@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  @ApiOperation({ summary: 'What is measured of numbers and locks, for Prometheus' })
  @ApiProduces('text/plain')
  @Get()
  metrics(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    prometheus.getMetricsRequestHandler(request, response);
  }
}
