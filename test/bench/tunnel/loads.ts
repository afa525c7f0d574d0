/** What is asked of a local port, whoever is behind it. */
import { connect } from 'node:net';

/** Milliseconds for so many bytes over one connection. */
export function download(port: number, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let began = 0;
    let have = 0;
    socket.once('connect', () => {
      began = performance.now();
      socket.write(`${bytes}\n`);
    });
    socket.on('data', (data: Buffer) => {
      have += data.length;
      if (have < bytes) return;
      resolve(performance.now() - began);
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed after ${have} of ${bytes} bytes`)));
  });
}

/** Milliseconds for a small page over a new connection. */
export function get(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let text = '';
    socket.once('connect', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'));
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (!text.includes('</title>')) return;
      resolve(performance.now() - began);
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed after ${text.length} bytes`)));
  });
}

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
