/* For a Node that is too old: run the newer one that is installed beside flip-hub, or say what to install. ES5 only. */
'use strict';
var path = require('path');
var spawn = require('child_process').spawn;
var MARK = 'FLIP_HUB_NODE_TRIED';

module.exports = function newerNode(minimum) {
  var installed = find();
  if (!installed || process.env[MARK]) return explain(minimum);
  var env = {};
  for (var key in process.env) env[key] = process.env[key];
  env[MARK] = '1';
  var args = [path.join(__dirname, 'flip-hub.js')].concat(process.argv.slice(2));
  var child = spawn(installed, args, { stdio: 'inherit', env: env });
  // Ctrl-C reaches the child from the terminal itself; the other signals are handed on.
  process.on('SIGINT', function () {});
  ['SIGTERM', 'SIGHUP', 'SIGQUIT'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', function () {
    explain(minimum);
  });
  child.on('exit', function (code, signal) {
    if (!signal) {
      process.exitCode = code === null ? 1 : code;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};

function find() {
  try {
    return path.join(
      path.dirname(require.resolve('node/package.json')),
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node'
    );
  } catch (missing) {
    return undefined;
  }
}

function explain(minimum) {
  process.stderr.write(
    [
      'flip-hub needs Node ' + minimum + ' or newer; this is Node ' + process.versions.node + '.',
      '',
      'Any one of these helps:',
      '  npx -p node@24 -p flip-hub flip-hub      runs it on a newer Node, installs nothing for good',
      '  nvm install 24 && nvm use 24             if you use nvm',
      '  https://nodejs.org/en/download           the installers, for every system',
      ''
    ].join('\n')
  );
  process.exitCode = 4;
}
