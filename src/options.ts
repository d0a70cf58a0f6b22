import {
  argumentError,
  checkArgs,
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  show,
  type Bounds,
} from './check.js';

// Tables of options. A function that takes an object of options has one table, which says of each option what it accepts and
// what it is when it is left out. `readOptions` turns the object into settings, once; from there only settings travel.

/**
 * Reads an option: checks what the user gave, or finds the default.
 *
 * Its arguments are the value, undefined where it was left out; the option's name in errors, `'fit: k'`; and what a default may
 * depend on. It throws a TypeError or RangeError for a value that the option does not accept.
 */
export interface Option<Given, Value, Context = unknown> {
  (given: Given | undefined, where: string, context: Context): Value;
  /** The options that the option has itself. */
  readonly names?: readonly string[];
  /** Never there: has the compiler hold what is accepted against the documented interface, both ways. */
  readonly accepts?: (given: Given) => Given;
}

/** A table of options, whatever they accept. */
export type AnyTable = Readonly<
  Record<string, {(given: never, where: string, context: never): unknown; readonly names?: readonly string[]}>
>;

/**
 * The options of the interface `Args`, one by one. A default may depend on the `Context`, and on those of the table's own options
 * that the context names.
 */
export type OptionTable<Args, Context> = {
  readonly [Name in keyof Args]-?: Option<
    Exclude<Args[Name], undefined>,
    Name extends keyof Context ? Context[Name] : unknown,
    Context
  >;
};

/** What a table makes of its options. */
export type Settings<Table> = {
  [Name in keyof Table]: Table[Name] extends (...args: never) => infer Value ? Value : never;
};

/** A value, or what finds it. */
type Default<Value, Context> = Value | ((context: Context) => Value);

/** Where options come from, as errors say it: the function that the user called, or what says it for each option. */
type Source = string | ((name: string) => string);

/**
 * Turns an object of options into settings.
 *
 * @param args - What the user gave.
 * @param source - `where`: the function that the user called; `context`: what the defaults may depend on.
 * @throws TypeError, RangeError when it is no object, an option is unknown, or has a wrong kind or value.
 */
export function readOptions<Table extends AnyTable>(
  table: Table,
  args: object,
  {where, context = {}}: {where: Source; context?: object},
): Settings<Table> {
  const nameOf = typeof where === 'string' ? (name: string) => joined(where, name) : where;
  if (typeof where === 'string') checkKnown(table, args, where);
  const settings: Record<string, unknown> = {};
  // An option that others depend on is read when the first of them asks for it.
  const scope = Object.create(context) as Record<string, unknown>;
  for (const [name, option] of Object.entries(table)) {
    Object.defineProperty(scope, name, {
      get: () =>
        name in settings
          ? settings[name]
          : (settings[name] = option(
              (args as Record<string, never>)[name] as never,
              nameOf(name),
              scope as never,
            )),
    });
  }
  // In the order of the table, whatever the order in which they were read.
  return Object.fromEntries(Object.keys(table).map((name) => [name, scope[name]])) as Settings<Table>;
}

/**
 * Checks that a table has every option of an object.
 *
 * @param related - `others`: options that a related function has, and `because`: why this one does not have them.
 * @throws TypeError when it is no object, or an option is unknown: what was probably meant may be an option of an option, such as
 *   `estimator.chains`.
 */
export function checkKnown(
  table: AnyTable,
  args: unknown,
  where: string,
  {others = {}, because = ''}: {others?: AnyTable; because?: string} = {},
): void {
  const misplaced = Object.keys(Object(args) as object).find((name) => name in others && !(name in table));
  if (misplaced !== undefined) throw new TypeError(`${where}: ${misplaced} must be left out; ${because}.`);
  const nested = Object.entries(table).flatMap(([name, {names = []}]) =>
    names.map((inner) => `${name}.${inner}`),
  );
  checkArgs(args, {where, known: Object.keys(table), nested});
}

/** An integer within bounds. */
export function integer<Context>({or, ...bounds}: Bounds & {or?: Default<number, Context>} = {}): Option<
  number,
  number,
  Context
> {
  return withDefault(or, (given, where) => checkInteger(given, {where, ...bounds}));
}

/** A finite number within bounds. */
export function number<Context>({or, ...bounds}: Bounds & {or?: Default<number, Context>} = {}): Option<
  number,
  number,
  Context
> {
  return withDefault(or, (given, where) => checkNumber(given, {where, ...bounds}));
}

/** True or false. */
export function flag<Context>({or}: {or: Default<boolean, Context>}): Option<boolean, boolean, Context> {
  return withDefault(or, (given, where) => checkBoolean(given, {where}));
}

/** One of some strings or numbers. */
export function oneOf<const Value extends string | number, Context>(
  options: readonly Value[],
  {or}: {or: Default<Value, Context>},
): Option<Value, Value, Context> {
  return withDefault(or, (given, where) => checkOneOf(given, {where, options}));
}

/** An option that may be left out, and has no value then. */
export function optional<Given, Value, Context>(
  option: Option<Given, Value, Context>,
): Option<Given, Value | undefined, Context> {
  return otherwise(option, undefined);
}

/** An option that has a value of another kind where it is left out. */
export function otherwise<Given, Value, Other, Context>(
  option: Option<Given, Value, Context>,
  value: Other,
): Option<Given, Value | Other, Context> {
  const read: Option<Given, Value | Other, Context> = (given, where, context) =>
    given === undefined ? value : option(given, where, context);
  return option.names === undefined ? read : Object.assign(read, {names: option.names});
}

/** What is checked where it is used, such as a tensor. */
export function unchecked<Given>(): Option<Given, Given | undefined> {
  return (given) => given;
}

/** An object of options of its own, of which a default may depend on another one that the context names. */
export function group<Args extends object, Context = unknown>() {
  return <Table extends OptionTable<Args, Context>>(table: Table): Option<Args, Settings<Table>> =>
    Object.assign(
      (given: Args | undefined, where: string) =>
        readOptions(table as unknown as AnyTable, given as object, {where}) as Settings<Table>,
      {names: Object.keys(table)},
    );
}

/** The names that one of some forms has, and the object that has them with it. */
type NameIn<Given> = Extract<Given, string>;
type FormOf<Given, Key extends string, Name> =
  Given extends Record<Key, unknown> ? (Name extends Given[Key] ? Omit<Given, Key> : never) : never;

/**
 * One of several forms: the name of one, `'pcd'`, or an object of its name and its options, `{type: 'pcd', chains: 100}`.
 *
 * @param key - What the name is called in the object.
 * @param args - `forms`: the options of each form; `or`: the name of the form that it is when it is left out; `without`: the values
 *   of the options that a form does not have.
 * @returns An option whose value has the name under the key, and the options of all forms.
 */
export function variants<Given, Context>() {
  return <Key extends string, Without extends object>(
    key: Key,
    {
      forms,
      or,
      without,
    }: {
      forms: {
        readonly [Name in NameIn<Given>]: {
          readonly [Own in keyof FormOf<Given, Key, Name>]-?: Option<
            Exclude<FormOf<Given, Key, Name>[Own], undefined>,
            Own extends keyof Without ? Without[Own] : never,
            Context
          >;
        };
      };
      or: Default<NameIn<Given>, Context>;
      without: Without;
    },
  ): Option<Given, Readonly<Record<Key, NameIn<Given>> & Without>, Context> => {
    const tables = forms as Record<string, AnyTable>;
    const name = oneOf(Object.keys(tables) as NameIn<Given>[], {or});
    const names = [...new Set(Object.values(tables).flatMap((table) => Object.keys(table)))];
    const read = (given: unknown, where: string, context: Context): never => {
      const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
      const {[key]: chosen, ...own} = (isObject ? given : {[key]: given}) as Record<string, unknown>;
      // An object must say which form it is; nothing at all is the default.
      const form = isObject
        ? checkOneOf(chosen, {where: `${where}.${key}`, options: Object.keys(tables)})
        : name(chosen as NameIn<Given>, where, context);
      const table = tables[form]!;
      for (const [option, value] of Object.entries(own)) {
        if (option in table || !names.includes(option) || value === undefined) continue;
        const condition = `left out with ${key}: '${form}'`;
        throw argumentError(RangeError, {where: `${where}.${option}`, condition, got: show(value)});
      }
      const settings = readOptions(table, own, {where, context: context as object});
      return {[key]: form, ...without, ...settings} as never;
    };
    return Object.assign(read, {names});
  };
}

function withDefault<Given, Context>(
  or: Default<Given, Context> | undefined,
  check: (given: unknown, where: string) => Given,
): Option<Given, Given, Context> {
  return (given, where, context) => {
    if (given !== undefined || or === undefined) return check(given, where);
    return typeof or === 'function' ? (or as (context: Context) => Given)(context) : or;
  };
}

/** `fit` and `k` are `fit: k`; `fit: sparsity` and `target` are `fit: sparsity.target`. */
function joined(where: string, name: string): string {
  return where.includes(': ') ? `${where}.${name}` : `${where}: ${name}`;
}
