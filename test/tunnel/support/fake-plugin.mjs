#!/usr/bin/env node
/**
 * Stands for session-manager-plugin: says its words and answers on a local port. Its ways by FAKE_PLUGIN:
 * `echo` (default) gives back what it gets, `dies` ends after its first connection, `mute` never opens a port,
 * `stubborn` does not end on SIGINT, `told` ends a connection that says `end` after half an answer, and dies without a word
 * when one says `die`. Leaves what it was given in FAKE_PLUGIN_SEEN. Exit 0 whatever happens, as the real one.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';

const say = (line) => process.stdout.write(`${line}\n`);
const way = process.env.FAKE_PLUGIN ?? 'echo';
const answer = JSON.parse(process.env.AWS_SSM_START_SESSION_RESPONSE);
appendFileSync(process.env.FAKE_PLUGIN_SEEN, `${JSON.stringify({ argv: process.argv.slice(2), pid: process.pid })}\n`);
process.on('SIGINT', () => {
  if (way !== 'stubborn') process.exit(0);
});
say(`\nStarting session with SessionId: ${answer.SessionId}`);
const server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    if (way === 'dies') {
      say(`Cannot perform start session: Can't send message: Connection is closed.`);
      process.exit(0);
    }
    if (way === 'told' && String(data) === 'end') return void socket.end('half an answer');
    if (way === 'told' && String(data) === 'die') return void process.kill(process.pid, 'SIGKILL');
    socket.write(data);
  });
});
if (way === 'mute') setInterval(() => undefined, 1000);
else
  server.listen(0, '127.0.0.1', () => {
    say(`Port ${server.address().port} opened for sessionId ${answer.SessionId}.\nWaiting for connections...\n`);
  });
