/** Call what the page has given us; its mistakes are reported as its own and stop nothing here. */
export function tell(handler, ...details) {
  try {
    handler?.(...details);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
