import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';

const KEY = /^[\x21-\x7e]{1,128}$/;

/** The header `Idempotency-Key`, which tells a repeated request from a new one. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    const key = headers['idempotency-key'];
    if (key === undefined || KEY.test(key)) return key;
    throw new BadRequestException(
      'The header Idempotency-Key must be 1 to 128 characters of ASCII, no spaces',
    );
  },
);
