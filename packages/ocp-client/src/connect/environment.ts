/**
 * What a spawned server gets of this process's environment beyond the MCP client's safe defaults (PATH, HOME and the
 * like): everything that configures OCP. Given values win; undefined takes a variable away.
 */
export function serverEnvironment(given: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const configured = Object.entries(process.env).filter(([name]) => name.startsWith("OCP_"));
  // Spawning leaves out variables whose value is undefined, which the MCP client's type does not know.
  return { ...Object.fromEntries(configured), ...given } as Record<string, string>;
}
