/** AsyncDisposableStack for Node 20, which has the symbols but not the class: last opened, first closed. */
export class Cleanup implements AsyncDisposable {
  private readonly tasks: (() => PromiseLike<void> | void)[] = [];

  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    this.defer(() =>
      Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : resource[Symbol.dispose](),
    );
    return resource;
  }

  defer(task: () => PromiseLike<void> | void): void {
    this.tasks.push(task);
  }

  /** Each is closed even if another fails; the first failure is thrown at the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const task of this.tasks.splice(0).reverse()) {
      try {
        await task();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
