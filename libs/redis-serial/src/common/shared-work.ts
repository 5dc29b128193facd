/** Work that is done once at a time for each key: all who ask for it meanwhile get what comes of it. */
export class SharedWork<T> {
  private readonly underWay = new Map<string, Promise<T>>();

  isUnderWay(key: string): boolean {
    return this.underWay.has(key);
  }

  /** Joins the work that is under way for a key, or begins it. */
  of(key: string, begin: () => Promise<T>): Promise<T> {
    let work = this.underWay.get(key);
    if (!work) {
      work = begin().finally(() => this.underWay.delete(key));
      this.underWay.set(key, work);
    }
    return work;
  }
}
