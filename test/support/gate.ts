/** Holds up whoever comes until it is opened: work under it lasts for as long as the test says. */
export class Gate {
  /** Resolves when the gate is open. */
  readonly passed: Promise<void>;
  private resolve!: () => void;

  constructor() {
    this.passed = new Promise((resolve) => (this.resolve = resolve));
  }

  open(): void {
    this.resolve();
  }
}
