/** Lets the browser keep something as a file. */
export function saveFile(document: Document, content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // A browser takes its time to begin.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}
