import ts from 'typescript';

/** What the kernels and those who write their memory must agree on. */
export interface Contract {
  /** For each class of the kernels, its fields in order, each of four bytes. */
  records: Record<string, readonly (readonly [name: string, type: Word])[]>;
  /** For each enum, its members. */
  enums: Record<string, Record<string, number>>;
  constants: Record<string, number>;
}

/** A type of four bytes. */
type Word = (typeof WORDS)[number];

const WORDS = ['u32', 'usize', 'i32', 'f32'] as const;

/** What to read of a source. */
interface Wanted {
  records?: readonly string[];
  enums?: readonly string[];
  constants?: readonly string[];
}

/**
 * Reads what JavaScript must know of some kernels out of their source.
 *
 * @param source - AssemblyScript, whose grammar is TypeScript's where it matters here.
 * @throws Error when something that is wanted is not there, or is not understood.
 */
export function contractOf(source: string, {records = [], enums = [], constants = []}: Wanted): Contract {
  const file = ts.createSourceFile('kernels.ts', source, ts.ScriptTarget.Latest, true);
  const find = <Node extends ts.Node>(
    name: string,
    is: (node: ts.Node) => node is Node & {name?: ts.Node},
  ): Node => {
    let found: Node | undefined;
    const visit = (node: ts.Node): void => {
      if (is(node) && node.name?.getText() === name) found ??= node;
      ts.forEachChild(node, visit);
    };
    visit(file);
    if (found === undefined) throw new Error(`kernels: there is no ${name}`);
    return found;
  };
  const all = <Value>(names: readonly string[], read: (name: string) => Value): Record<string, Value> =>
    Object.fromEntries(names.map((name) => [name, read(name)]));
  return {
    records: all(records, (name) => fieldsOf(find(name, ts.isClassDeclaration))),
    enums: all(enums, (name) => membersOf(find(name, ts.isEnumDeclaration), constant)),
    constants: all(constants, constant),
  };

  function constant(name: string): number {
    return valueOf(find(name, ts.isVariableDeclaration).initializer, {name, constant});
  }
}

function fieldsOf({members, name}: ts.ClassDeclaration): [name: string, type: Word][] {
  return members.map((member) => {
    const where = `kernels: ${name!.text}.${member.name?.getText() ?? '?'}`;
    if (!ts.isPropertyDeclaration(member) || member.type === undefined || member.initializer) {
      throw new Error(`${where} must be a field without a value`);
    }
    const type = WORDS.find((word) => word === member.type!.getText());
    if (type === undefined) throw new Error(`${where} must be of ${WORDS.join(', ')}`);
    return [member.name.getText(), type];
  });
}

function membersOf(
  {members, name}: ts.EnumDeclaration,
  constant: (name: string) => number,
): Record<string, number> {
  let next = 0;
  return Object.fromEntries(
    members.map((member) => {
      const own = `${name.text}.${member.name.getText()}`;
      const value =
        member.initializer === undefined ? next : valueOf(member.initializer, {name: own, constant});
      next = value + 1;
      return [member.name.getText(), value];
    }),
  );
}

/** Finds the value of an expression: a number, another constant, or a product of such. */
function valueOf(
  node: ts.Expression | undefined,
  context: {name: string; constant: (name: string) => number},
): number {
  if (node !== undefined && ts.isNumericLiteral(node)) return Number(node.text);
  if (node !== undefined && ts.isIdentifier(node)) return context.constant(node.text);
  if (
    node !== undefined &&
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.AsteriskToken
  ) {
    return valueOf(node.left, context) * valueOf(node.right, context);
  }
  throw new Error(`kernels: ${context.name} must be a number, a constant or a product of such`);
}
