/* `npm run build`: compiles everything, with its types checked. */
import { compile } from './compile.mjs';

if (!(await compile('.'))) process.exitCode = 1;
