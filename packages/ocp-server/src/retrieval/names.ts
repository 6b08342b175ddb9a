/** The parts of a qualified name such as `Router.add`, or of a heading's such as `Setup > Linux`, outermost first. */
export function nameParts(name: string): string[] {
  return name.split(/\.|::|#|->| > /).map((part) => part.trim());
}
