/** What a file system says while somebody else has a file open, a virus scanner or a synchronization for one. */
const BUSY = ['EPERM', 'EBUSY', 'EACCES'];

/** The pauses between attempts, in milliseconds: about a second and a half in all. */
const PAUSES = [10, 20, 50, 100, 200, 400, 800];

/**
 * Does something to a file, several times where the file is busy: on Windows and on network drives, that passes.
 *
 * @throws What the last attempt throws; at once where that is another error.
 */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await act();
    } catch (error) {
      if (!BUSY.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return act();
}
