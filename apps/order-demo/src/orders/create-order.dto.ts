import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';

export const STORE_CODE = /^[A-Za-z0-9_-]{1,16}$/;
export const STORE_CODE_MESSAGE = 'store must be 1 to 16 letters, digits, _ or -';

export class CreateOrderDto {
  @ApiProperty({ example: 'SH', pattern: STORE_CODE.source })
  @Matches(STORE_CODE, { message: STORE_CODE_MESSAGE })
  store!: string;

  @ApiProperty({ example: 'TEA-500G', minLength: 1, maxLength: 64 })
  @IsString()
  @Length(1, 64)
  sku!: string;

  @ApiProperty({ example: 2, minimum: 1, maximum: 1000 })
  @IsInt()
  @Min(1)
  @Max(1000)
  quantity!: number;
}
