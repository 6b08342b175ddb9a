import { expect, it, vi } from "vitest";

it("the program of the README prints what the README says", async () => {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./readme.ts");
  expect(print.mock.calls).toEqual([
    ["ws_e83b5042a4a93a22"],
    [5, ["workspace_id", "query"]],
    [
      {
        error: {
          code: "INVALID_PARAMS",
          message: expect.stringMatching(/'repo' is neither a URI nor an absolute path/),
        },
      },
    ],
  ]);
});
