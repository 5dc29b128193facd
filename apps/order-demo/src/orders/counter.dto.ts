import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { STORE_CODE, STORE_CODE_MESSAGE } from './create-order.dto.js';

export class StoreQuery {
  @ApiProperty({ example: 'SH', pattern: STORE_CODE.source })
  @Matches(STORE_CODE, { message: STORE_CODE_MESSAGE })
  store!: string;
}

export class ImportCounterDto extends StoreQuery {
  @ApiProperty({
    example: 500,
    minimum: 0,
    maximum: 999_999,
    description: 'The last number the old system gave',
  })
  @IsInt()
  @Min(0)
  @Max(999_999)
  value!: number;
}

export class NextOrderNo {
  @ApiProperty({ example: 'ORD-SH-20261123-000042', required: false })
  next?: string | undefined;

  @ApiProperty({ example: 999_958 })
  remaining!: number;
}

export class CounterState {
  @ApiProperty({ example: 'SH' })
  store!: string;

  @ApiProperty({ example: 500, description: 'Where the counter stands now; it never goes down' })
  value!: number;
}
