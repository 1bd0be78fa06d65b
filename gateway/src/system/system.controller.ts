import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../access/public.js';
import { sendJson } from '../http/respond.js';
import type { Route } from '../http/route-table.js';
import { HealthRound } from './health.js';

/** Injection token of this gateway's version. */
export const VERSION = Symbol('version');
/** Injection token of the OpenAPI document's text. */
export const OPENAPI = Symbol('openapi');

/** The routes that are about Orrery itself. They answer anyone. */
export const systemRoutes: readonly (Route & { readonly method: 'GET'; readonly summary: string })[] = [
  { method: 'GET', path: '/health/live', summary: 'Whether the gateway’s process lives' },
  { method: 'GET', path: '/health/ready', summary: 'Whether every service and what it depends on is there' },
  { method: 'GET', path: '/version', summary: 'The version that runs' },
  { method: 'GET', path: '/openapi.json', summary: 'This document' },
];

@Controller()
@Public()
export class SystemController {
  constructor(
    private readonly health: HealthRound,
    @Inject(VERSION) private readonly version: string,
    @Inject(OPENAPI) private readonly openapi: string,
  ) {}

  @Get('health/live')
  live(@Res() response: Response): void {
    sendJson(response, 200, '{"ok":true}');
  }

  @Get('health/ready')
  async ready(@Res() response: Response): Promise<void> {
    const state = await this.health.ready();
    sendJson(response, state.ok ? 200 : 503, JSON.stringify(state));
  }

  @Get('version')
  about(@Res() response: Response): void {
    sendJson(response, 200, JSON.stringify({ name: 'orrery', version: this.version }));
  }

  @Get('openapi.json')
  document(@Res() response: Response): void {
    sendJson(response, 200, this.openapi);
  }
}
