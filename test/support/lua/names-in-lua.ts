import { parse } from 'luaparse';

/** Names that a piece of Lua should not have. */
export interface OddNames {
  /** Read or written without being declared, other than those that are allowed. */
  readonly globals: readonly string[];
  /** Declared and never read; a name that begins with `_` may be. */
  readonly unused: readonly string[];
}

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

interface Name {
  readonly name: string;
  isRead: boolean;
}

/** Parses Lua 5.1, as Redis runs it, and answers what is odd about its names. */
export function oddNamesIn(source: string, allowed: readonly string[]): OddNames {
  return new Scopes(allowed).of(parse(source, { luaVersion: '5.1' }) as unknown as Node);
}

class Scopes {
  private readonly globals = new Set<string>();
  private readonly unused: string[] = [];
  private readonly scopes: Map<string, Name>[] = [];

  constructor(private readonly allowed: readonly string[]) {}

  of(chunk: Node): OddNames {
    this.block(chunk.body);
    return { globals: [...this.globals], unused: this.unused };
  }

  private block(body: unknown, declare: () => void = () => undefined): void {
    this.scopes.push(new Map());
    declare();
    this.visit(body);
    this.leave();
  }

  private leave(): void {
    for (const { name, isRead } of this.scopes.pop()?.values() ?? []) this.unusedUnless(isRead, name);
  }

  private unusedUnless(isRead: boolean, name: string): void {
    if (!isRead && !name.startsWith('_')) this.unused.push(name);
  }

  private declare(identifiers: unknown): void {
    const scope = this.scopes.at(-1);
    for (const { type, name } of identifiers as Node[]) {
      if (type !== 'Identifier') continue;
      const shadowed = scope?.get(name as string);
      if (shadowed) this.unusedUnless(shadowed.isRead, shadowed.name);
      scope?.set(name as string, { name: name as string, isRead: false });
    }
  }

  private use(name: string, isRead: boolean): void {
    const found = this.scopes.findLast((scope) => scope.has(name))?.get(name);
    if (found) found.isRead ||= isRead;
    else if (!this.allowed.includes(name)) this.globals.add(name);
  }

  private visit(node: unknown): void {
    if (Array.isArray(node)) for (const one of node) this.visit(one);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const visitor = this.visitors[(node as Node).type];
    if (visitor) visitor(node as Node);
    else this.visitAll(node as Node);
  }

  private visitAll(node: Node): void {
    for (const value of Object.values(node)) this.visit(value);
  }

  private readonly visitors: Readonly<Record<string, (node: Node) => void>> = {
    Identifier: ({ name }) => {
      this.use(name as string, true);
    },
    LocalStatement: ({ variables, init }) => {
      this.visit(init);
      this.declare(variables);
    },
    AssignmentStatement: ({ variables, init }) => {
      this.visit(init);
      for (const target of variables as Node[]) {
        if (target.type === 'Identifier') this.use(target.name as string, false);
        else this.visit(target);
      }
    },
    FunctionDeclaration: ({ isLocal, identifier, parameters, body }) => {
      if (isLocal === true) this.declare([identifier]);
      else this.visit(identifier);
      this.block(body, () => {
        this.declare(parameters);
      });
    },
    ForNumericStatement: ({ variable, start, end, step, body }) => {
      this.visit([start, end, step]);
      this.block(body, () => {
        this.declare([variable]);
      });
    },
    ForGenericStatement: ({ variables, iterators, body }) => {
      this.visit(iterators);
      this.block(body, () => {
        this.declare(variables);
      });
    },
    WhileStatement: ({ condition, body }) => {
      this.visit(condition);
      this.block(body);
    },
    RepeatStatement: ({ condition, body }) => {
      this.block([...(body as Node[]), condition as Node]);
    },
    DoStatement: ({ body }) => {
      this.block(body);
    },
    IfClause: ({ condition, body }) => {
      this.visit(condition);
      this.block(body);
    },
    ElseifClause: ({ condition, body }) => {
      this.visit(condition);
      this.block(body);
    },
    ElseClause: ({ body }) => {
      this.block(body);
    },
    MemberExpression: ({ base }) => {
      this.visit(base);
    },
    TableKeyString: ({ value }) => {
      this.visit(value);
    },
  };
}
