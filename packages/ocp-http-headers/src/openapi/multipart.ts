/** One part of a multipart body. */
export interface Part {
  readonly name: string;
  readonly data: Blob | Uint8Array<ArrayBuffer> | string;
  readonly filename?: string;
  readonly contentType?: string;
}

/**
 * A multipart body (RFC 7578). Written here rather than by `FormData`, which gives every part that has a media type a
 * file name too, so that servers take JSON parts for uploads.
 */
export function writeMultipart(
  parts: readonly Part[],
  { mediaType, boundary = randomBoundary() }: { readonly mediaType: string; readonly boundary?: string },
): { body: Blob; contentType: string } {
  const disposition = mediaType.toLowerCase().startsWith("multipart/form-data") ? "form-data" : "attachment";
  const pieces = parts.flatMap(({ name, data, filename, contentType }) => [
    `--${boundary}\r\nContent-Disposition: ${disposition}; name="${quoted(name)}"`,
    filename === undefined ? "" : `; filename="${quoted(filename)}"`,
    contentType === undefined ? "" : `\r\nContent-Type: ${contentType}`,
    "\r\n\r\n",
    data,
    "\r\n",
  ]);
  const contentType = `${mediaType.split(";")[0]?.trim()}; boundary=${boundary}`;
  return { body: new Blob([...pieces, `--${boundary}--\r\n`], { type: contentType }), contentType };
}

/** As browsers write names (WHATWG HTML, multipart/form-data encoding). */
function quoted(name: string): string {
  return name.toWellFormed().replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}

function randomBoundary(): string {
  return `ocp-${crypto.randomUUID()}`;
}
