/**
 * Ends a program with what went wrong, and how it is used where its options were wrong.
 *
 * Uncaught, an error would be thrown again by the wasm backend's own handler, with all of its source.
 */
export function exitWithError(error: unknown, help: string): never {
  const {message, code = ''} = error as NodeJS.ErrnoException;
  console.error(code.startsWith('ERR_PARSE_ARGS') ? `${message}\n\n${help}` : message);
  process.exit(1);
}
