import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/** Whether the file or folder is there; with `executable`, also whether it may be run. */
export async function exists(file: string, { executable = false } = {}): Promise<boolean> {
  return await access(file, executable ? constants.X_OK : constants.F_OK).then(
    () => true,
    () => false,
  );
}
