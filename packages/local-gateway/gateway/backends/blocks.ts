/** API Management holds a chunked answer back until this much of it has come, unless buffer-response is false. */
const blockBytes = 8 * 1024;

/**
 * The same bytes in blocks of 8 KB, the last one shorter: what forward-request does by default. A short stream
 * therefore reaches the client in one piece. https://learn.microsoft.com/azure/api-management/forward-request-policy
 */
export function inBlocks(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => blocks(source[Symbol.asyncIterator]()) };
}

function blocks(source: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const take = (): IteratorResult<Uint8Array> => {
    const value = held.length === 1 ? held[0]! : Buffer.concat(held);
    held = [];
    size = 0;
    return { done: false, value };
  };
  return {
    async next() {
      while (!ended && size < blockBytes) {
        const result = await source.next();
        if (result.done) ended = true;
        else {
          held.push(result.value);
          size += result.value.length;
        }
      }
      return size > 0 ? take() : { done: true, value: undefined };
    },
    async return() {
      ended = true;
      held = [];
      size = 0;
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
