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
  var isInstalled = /[\\/]node_modules[\\/]/.test(__dirname);
  var command = "npx -y -p node@24 " + (isInstalled ? "-p omp-server omp-server" : 'node "' + __filename + '"');
  process.stderr.write("omp-server needs Node.js " + NEEDED.join(".") + " or newer; this is " + here + ".\n");
  process.stderr.write("This command brings its own Node.js and works anyway:\n\n  " + command + "\n\n");
  process.exitCode = 1;
}
