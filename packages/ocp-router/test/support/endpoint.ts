import { afterEach, beforeEach } from "vitest";
import { openEndpoint, type Endpoint } from "../../src/serve/server.ts";
import { startTwoVendors, type TwoVendors } from "./two-vendors.ts";

/** For each test of a file two fake vendors, and an endpoint before them; both are there once a test runs. */
export function useEndpoint(): { readonly two: TwoVendors; readonly endpoint: Endpoint } {
  const open = {} as { two: TwoVendors; endpoint: Endpoint };
  beforeEach(async () => {
    open.two = await startTwoVendors();
    open.endpoint = await openEndpoint({ router: open.two.router(), port: 0 });
  });
  afterEach(async () => {
    await open.endpoint[Symbol.asyncDispose]();
    await open.two[Symbol.asyncDispose]();
  });
  return open;
}
