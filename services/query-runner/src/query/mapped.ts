/** Each item as something else, made as it is pulled; leaving early leaves the source, also while an item is awaited. */
export const mapped = <From, To>(source: AsyncIterable<From>, to: (item: From) => To): AsyncIterable<To> => ({
  [Symbol.asyncIterator]: () => {
    const items = source[Symbol.asyncIterator]();
    return {
      next: async () => {
        const item = await items.next();
        return item.done === true ? { done: true, value: undefined } : { done: false, value: to(item.value) };
      },
      return: async () => {
        await items.return?.();
        return { done: true, value: undefined };
      },
    };
  },
});
