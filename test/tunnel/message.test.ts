/** Messages and frames as bytes: what is written is read back, and no bytes at all crash or hang a reader. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read, write } from '../../src/rehearsal/ssm/wire.ts';
import { encodeMessage, LARGEST_FRAME, parseMessage } from '../../src/tunnel/message/agent-message.ts';
import { abilitiesOf } from '../../src/tunnel/message/agent-version.ts';
import {
  acknowledgedSequence,
  closedBecause,
  flagOf,
  handshakeRequest,
  handshakeResponse,
} from '../../src/tunnel/message/payloads.ts';
import { FrameReader, frame } from '../../src/tunnel/mux/frames.ts';

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
const message = fc.record({
  sequence: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  payloadType: fc.nat({ max: 12 }),
  payload: bytes(3_000),
});

describe('a message', () => {
  it('stands byte for byte where the protocol says', () => {
    const made = encodeMessage({
      type: 'input_stream_data',
      sequence: 0x1_0000_0002,
      payloadType: 1,
      payload: Buffer.from('\n'),
      createdAt: 0x123_4567_89ab,
    });
    expect(made.length).toBe(121);
    expect(made.readUInt32BE(0)).toBe(116);
    expect(made.toString('latin1', 4, 36)).toBe('input_stream_data'.padEnd(32));
    expect(made.toString('hex', 36, 64)).toBe(
      `00000001${'00000123456789ab'}${'0000000100000002'}${'0000000000000000'}`,
    );
    expect(made.toString('hex', 80, 121)).toBe(
      `01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b${'00000001'}${'00000001'}0a`,
    );
  });

  it('is read by the other side as it was written, its id with the halves the right way round', () => {
    fc.assert(
      fc.property(message, (written) => {
        const made = encodeMessage({ type: 'input_stream_data', createdAt: 1, ...written });
        expect(read(made)).toMatchObject({ type: 'input_stream_data', ...written });
        const theirs = write({ type: 'output_stream_data', flags: 0, ...written });
        const parsed = parseMessage(theirs);
        expect(parsed).toMatchObject({ message: { type: 'output_stream_data', ...written, id: read(theirs)?.id } });
      }),
    );
  });

  it('is refused with a reason when it is damaged, whatever its bytes', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat({ max: 255 }), (written, where, value) => {
        const made = write({ type: 'output_stream_data', flags: 0, ...written });
        expect(parseMessage(made.subarray(0, where % made.length))).toHaveProperty('refused');
        const damaged = Buffer.from(made);
        const payloadAt = 120 + (where % Math.max(1, written.payload.length));
        if (payloadAt >= damaged.length || damaged[payloadAt] === value) return;
        damaged[payloadAt] = value;
        expect(parseMessage(damaged)).toEqual({ refused: 'digest' });
      }),
    );
  });

  it('that is no message at all neither crashes nor passes', () => {
    fc.assert(
      fc.property(bytes(400), (any) => {
        expect(parseMessage(any)).toHaveProperty('refused');
      }),
    );
    expect(parseMessage(Buffer.alloc(LARGEST_FRAME + 1))).toEqual({ refused: 'oversized' });
    const lying = encodeMessage({
      type: 'acknowledge',
      sequence: 0,
      payloadType: 0,
      payload: Buffer.alloc(9),
      createdAt: 1,
    });
    for (const [at, value, why] of [
      [0, 0xffffffff, 'truncated'],
      [0, 0, 'header'],
      [116, 0xffffffff, 'length'],
      [48, 0xffffffff, 'sequence'],
    ] as const) {
      const copy = Buffer.from(lying);
      copy.writeUInt32BE(value, at);
      expect(parseMessage(copy)).toEqual({ refused: why });
    }
  });

  it('may be padded with NUL on either side', () => {
    const made = write({
      type: 'output_stream_data',
      flags: 0,
      sequence: 0,
      payloadType: 1,
      payload: Buffer.from('x'),
    });
    made.fill(0, 4, 36);
    made.write('channel_closed', 20);
    expect(parseMessage(made)).toMatchObject({ message: { type: 'channel_closed' } });
  });
});

describe('a payload', () => {
  it('of any bytes is read as what it is or as nothing', () => {
    const any = fc.oneof(
      bytes(200),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(any, (payload) => {
        acknowledgedSequence(payload);
        closedBecause(payload);
        flagOf(payload);
        const request = handshakeRequest(payload);
        if (request !== undefined) handshakeResponse(request);
      }),
    );
    const sequence = (value: unknown) => Buffer.from(JSON.stringify({ AcknowledgedMessageSequenceNumber: value }));
    expect(acknowledgedSequence(sequence(7))).toBe(7);
    for (const wrong of [-1, 1.5, '7', null, 1e300]) expect(acknowledgedSequence(sequence(wrong))).toBeUndefined();
  });

  it('of a handshake that asks for encryption is answered with "unsupported"', () => {
    const asked = Buffer.from(
      JSON.stringify({
        AgentVersion: '3.3.1.0',
        RequestedClientActions: [
          { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'k' } },
          {
            ActionType: 'SessionType',
            ActionParameters: { SessionType: 'Port', Properties: { type: 'LocalPortForwarding' } },
          },
        ],
      }),
    );
    const request = handshakeRequest(asked);
    expect(request).toMatchObject({
      unsupported: ['KMSEncryption'],
      sessionType: 'Port',
      portType: 'LocalPortForwarding',
    });
    const answer = JSON.parse(String(request && handshakeResponse(request)));
    expect(answer.ProcessedClientActions.map((one: { ActionStatus: number }) => one.ActionStatus)).toEqual([3, 1]);
  });
});

it('an agent is asked only for what its version can', () => {
  expect(abilitiesOf('3.0.196.0')).toEqual({ multiplexes: false, needsKeepalive: true, knowsTerminate: true });
  expect(abilitiesOf('3.0.222.0')).toEqual({ multiplexes: true, needsKeepalive: true, knowsTerminate: true });
  expect(abilitiesOf('3.1.1511.0').needsKeepalive).toBe(true);
  expect(abilitiesOf('3.1.1575.0').needsKeepalive).toBe(false);
  expect(abilitiesOf('2.3.722.0').knowsTerminate).toBe(false);
  expect(abilitiesOf('')).toEqual({ multiplexes: false, needsKeepalive: true, knowsTerminate: false });
});

describe('frames of the multiplexer', () => {
  const reader = () => {
    const seen: string[] = [];
    const data = new Map<number, Buffer[]>();
    return {
      seen,
      data,
      reader: new FrameReader({
        opened: (id) => seen.push(`open ${id}`),
        finished: (id) => seen.push(`end ${id}`),
        data: (id, piece) => data.set(id, [...(data.get(id) ?? []), Buffer.from(piece)]),
      }),
    };
  };

  it('are read wherever their bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(bytes(300), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (parts, cuts) => {
          const whole = Buffer.concat([
            frame(0, 3),
            ...parts.map((part) => frame(2, 3, part)),
            frame(3, 0),
            frame(1, 3),
          ]);
          const { seen, data, reader: into } = reader();
          for (let at = 0, i = 0; at < whole.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1;
            into.take(whole.subarray(at, at + size));
            at += size;
          }
          expect(seen).toEqual(['open 3', 'end 3']);
          expect(Buffer.concat(data.get(3) ?? [])).toEqual(Buffer.concat(parts));
        },
      ),
    );
  });

  it('that are none are refused, and any bytes end in one or the other', () => {
    expect(() => reader().reader.take(Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]))).toThrow('version 2');
    expect(() => reader().reader.take(Buffer.from([1, 4, 0, 0, 0, 0, 0, 0]))).toThrow('command 4');
    fc.assert(
      fc.property(bytes(500), (any) => {
        try {
          reader().reader.take(any);
        } catch (error) {
          expect(String(error)).toContain('the multiplexer got a frame');
        }
      }),
    );
  });
});
