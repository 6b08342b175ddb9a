import { testChunks } from "./contract/chunks.ts";
import { testEvents } from "./contract/events.ts";
import { testLargeWorkspace } from "./contract/large-workspace.ts";
import { testLeases } from "./contract/leases.ts";
import { testSessions } from "./contract/sessions.ts";
import { testSharing } from "./contract/sharing.ts";
import { testState } from "./contract/state.ts";
import { testWorkspaces } from "./contract/workspaces.ts";
import { settingOf, type Backend } from "./contract/setting.ts";

/** What every implementation of the store promises. */
export function testStore(backend: Backend): void {
  const setting = settingOf(backend);
  testWorkspaces(setting);
  testLargeWorkspace(setting);
  testChunks(setting);
  testState(setting);
  testSessions(setting);
  testEvents(setting);
  testLeases(setting);
  testSharing(setting);
}
