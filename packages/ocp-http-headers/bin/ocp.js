#!/usr/bin/env node
/* oxlint-disable no-var, typescript/no-require-imports, import/no-unassigned-import -- for a Node.js that is too old, so that it gets to say so */
"use strict";

var found = process.versions.node.split(".").map(Number);
if (found[0] > 22 || (found[0] === 22 && found[1] >= 14)) {
  require("./load.js");
} else {
  process.stderr.write("ocp needs Node.js 22.14 or newer; this is " + process.versions.node + ".\n");
  process.stderr.write("This command brings its own:\n\n  npx -y -p node@24 -p ocp-http-headers ocp\n\n");
  process.exitCode = 1;
}
