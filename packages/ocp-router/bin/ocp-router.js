#!/usr/bin/env node
// Written in the JavaScript of Node.js 6 and loaded as CommonJS, so that a Node.js that is too old gets to say so.
/* oxlint-disable no-var, typescript/no-require-imports, import/no-unassigned-import */
"use strict";

var NEEDED = [22, 14];

var found = process.versions.node.split(".").map(Number);
var isNewEnough = found[0] > NEEDED[0] || (found[0] === NEEDED[0] && found[1] >= NEEDED[1]);

if (isNewEnough) {
  require("./load.js");
} else {
  var here = process.versions.node + " (" + process.execPath + ")";
  process.stderr.write("ocp-router needs Node.js " + NEEDED.join(".") + " or newer; this is " + here + ".\n");
  process.stderr.write("This command brings its own: npx -y -p node@24 -p ocp-router ocp-router\n");
  process.exitCode = 1;
}
