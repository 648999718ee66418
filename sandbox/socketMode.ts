import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { SlackError } from './errors.ts';
import type { Faults } from './faults.ts';
import { secret } from './ids.ts';

const acknowledgement = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });

/** How an envelope ended. */
export type Delivery =
  | { status: 'acked'; payload: unknown }
  | { status: 'timeout' }
  | { status: 'no-socket' };

/** Slack's schedule for an event that nobody acknowledged: at once, after a minute, after five. */
const defaultRetryDelaysMs = [0, 60_000, 300_000];
const pingEveryMs = 10_000;
/** Slack allows ten sockets per app. */
const maxSockets = 10;

/** The server half of Socket Mode. */
export class SocketMode {
  readonly #faults: Faults;
  readonly #ackTimeoutMs: number;
  readonly #retryDelaysMs: number[];
  readonly #appId: string;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #sockets = new Set<WebSocket>();
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Events that found no socket: sent when one opens. */
  #held: (() => void)[] = [];
  #turn = 0;
  #refuseUntil = 0;
  #closed = false;
  /** How many there ever were. */
  opened = 0;

  constructor(options: { faults: Faults; appId: string; ackTimeoutMs: number; retryDelaysMs?: number[] }) {
    this.#faults = options.faults;
    this.#appId = options.appId;
    this.#ackTimeoutMs = options.ackTimeoutMs;
    this.#retryDelaysMs = options.retryDelaysMs ?? defaultRetryDelaysMs;
    options.faults.attach(this);
  }

  /** How many sockets are open. */
  get connections(): number {
    return this.#open().length;
  }

  /**
   * A fresh address for one socket.
   * @param baseUrl `http://127.0.0.1:PORT/`
   * @throws SlackError `internal_error` while sockets are refused.
   */
  ticket(baseUrl: string): string {
    if (Date.now() < this.#refuseUntil) throw new SlackError('internal_error');
    const ticket = secret(16);
    this.#tickets.add(ticket);
    return `${baseUrl.replace(/^http/, 'ws')}link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  /** Takes over an HTTP upgrade; a ticket that is unknown or used is refused. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    const isFull = this.#sockets.size >= maxSockets;
    if (!this.#tickets.delete(ticket) || isFull || Date.now() < this.#refuseUntil) {
      stream.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket));
  }

  /** Sends an envelope to one of the sockets and waits for its acknowledgement (3 s). */
  async deliver(
    type: 'slash_commands' | 'interactive' | 'events_api',
    payload: unknown,
    options: { acceptsResponse: boolean; extra?: Record<string, unknown> },
  ): Promise<Delivery> {
    const { delayMs, copies } = this.#faults.takeForEnvelope();
    if (delayMs > 0) await sleep(delayMs);
    const socket = this.#nextSocket();
    if (!socket) return { status: 'no-socket' };
    const envelope = JSON.stringify({
      envelope_id: randomUUID(),
      type,
      accepts_response_payload: options.acceptsResponse,
      payload,
      ...options.extra,
    });
    const id: string = JSON.parse(envelope).envelope_id;
    const { promise, resolve } = Promise.withResolvers<Delivery>();
    const timer = this.#later(this.#ackTimeoutMs, () => resolve({ status: 'timeout' }));
    this.#waiting.set(id, (answer) => resolve({ status: 'acked', payload: answer }));
    for (let copy = 0; copy < copies; copy += 1) socket.send(envelope);
    const delivery = await promise;
    clearTimeout(timer);
    this.#timers.delete(timer);
    this.#waiting.delete(id);
    return delivery;
  }

  /** Sends an event, and again on Slack's schedule until somebody acknowledges it. Returns at once. */
  deliverEvent(payload: unknown, attempt = 0): void {
    const reason = attempt === 0 ? '' : 'timeout';
    const extra = { retry_attempt: attempt, retry_reason: reason };
    void this.deliver('events_api', payload, { acceptsResponse: false, extra }).then((delivery) => {
      if (this.#closed || delivery.status === 'acked') return;
      if (delivery.status === 'no-socket') {
        this.#held.push(() => this.deliverEvent(payload, attempt));
        return;
      }
      const delay = this.#retryDelaysMs[attempt];
      if (delay !== undefined) this.#later(delay, () => this.deliverEvent(payload, attempt + 1));
    });
  }

  /** Breaks all sockets without a closing handshake. */
  drop(refuseForMs: number): void {
    this.#refuseUntil = Date.now() + refuseForMs;
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Tells all clients to go: `warning`, `refresh_requested` or `link_disabled`. */
  disconnect(reason: string): void {
    const message = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } });
    for (const socket of this.#open()) socket.send(message);
  }

  /** Ends everything. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = [];
    for (const socket of this.#sockets) socket.terminate();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.add(socket);
    this.opened += 1;
    socket.on('ping', (data) => {
      const { pongAfterMs } = this.#faults;
      if (pongAfterMs === 0) socket.pong(data);
      else if (Number.isFinite(pongAfterMs)) setTimeout(() => socket.pong(data), pongAfterMs).unref();
    });
    const ping = setInterval(() => {
      if (Number.isFinite(this.#faults.pongAfterMs)) socket.ping(`Ping from sandbox (${Date.now()})`);
    }, pingEveryMs);
    socket.on('close', () => {
      clearInterval(ping);
      this.#sockets.delete(socket);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => this.#receive(String(data)));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
    const held = this.#held;
    this.#held = [];
    for (const send of held) send();
  }

  #receive(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = acknowledgement.safeParse(message);
    if (parsed.success) this.#waiting.get(parsed.data.envelope_id)?.(parsed.data.payload);
  }

  #open(): WebSocket[] {
    return [...this.#sockets].filter((socket) => socket.readyState === WebSocket.OPEN);
  }

  #nextSocket(): WebSocket | undefined {
    const open = this.#open();
    this.#turn += 1;
    return open[this.#turn % Math.max(1, open.length)];
  }

  #later(ms: number, action: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}
