import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

const TENANT = /^[A-Z0-9]{1,16}$/i;

/** The tenant of a request without the header. */
export const MAIN_TENANT = 'MAIN';

/** The tenant of a request, from its header `X-Tenant`. */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
  const tenant = headers['x-tenant'] ?? MAIN_TENANT;
  if (TENANT.test(tenant)) return tenant.toUpperCase();
  throw new BadRequestException('The header X-Tenant must be 1 to 16 letters or digits');
});

/** Shows the header on the Swagger page. */
export const ApiTenant = (): MethodDecorator & ClassDecorator =>
  ApiHeader({ name: 'X-Tenant', required: false, schema: { default: MAIN_TENANT, pattern: TENANT.source } });
