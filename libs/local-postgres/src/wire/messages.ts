/** A message of a PostgreSQL client. Messages before the login have no type. */
export interface Message {
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

/** Cuts what a client sends into messages: PostgreSQL's documentation, "Message Formats". */
export class MessageReader {
  private bytes = Buffer.alloc(0);
  private isLetIn = false;

  /** The messages that are complete with these bytes. */
  *read(bytes: Buffer): Generator<Message> {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    for (;;) {
      const head = this.isLetIn ? 1 : 0;
      if (this.bytes.length < head + 4) return;
      const length = head + this.bytes.readInt32BE(head);
      if (this.bytes.length < length) return;
      const message = this.bytes.subarray(0, length);
      this.bytes = this.bytes.subarray(length);
      const type = this.isLetIn ? String.fromCharCode(message[0] ?? 0) : undefined;
      if (type === undefined) this.isLetIn = kindOf(message) === 'startup';
      yield { type, bytes: message };
    }
  }
}

/** What a message without a type asks for. */
export function kindOf(message: Buffer): 'encryption' | 'cancel' | 'startup' {
  const code = message.readInt32BE(4);
  if (code === SSL_REQUEST || code === GSS_REQUEST) return 'encryption';
  return code === CANCEL_REQUEST ? 'cancel' : 'startup';
}

/** Whether the client now waits for an answer, so that all messages until this one are handled together. */
export function asksForAnswer({ type }: Message): boolean {
  return type === undefined || 'QSHFcf'.includes(type);
}

/** Whether an answer ends with ReadyForQuery, outside of a transaction. */
export function isIdleAfter(answer: Uint8Array): boolean {
  const [type, ...rest] = answer.subarray(-6);
  return type === 0x5a && rest.at(-1) === 0x49;
}
