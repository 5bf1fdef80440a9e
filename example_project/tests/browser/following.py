"""A page that follows the desk, and what it has seen."""

from __future__ import annotations

from browser.desk import TICKET

SUBSCRIBE = """([ticket, options]) => {
    Object.assign(window, { seen: [], states: [], presence: [], hints: [] });
    const handlers = {
        ...options,
        onEvent: ({ sequence }) => seen.push(sequence),
        onHint: ({ ticket, sequence }) => hints.push(sequence),
        onPresence: (told) => presence.push(told),
        onState: (state, { transport, error }) => states.push([state, transport, error?.status]),
    };
    window.subscription = ticket
        ? support.subscribe(ticket, handlers)
        : support.subscribeInbox(handlers);
}"""


def subscribe(page, ticket=TICKET, **options):
    page.evaluate(SUBSCRIBE, [ticket, options])


def has_seen(page, count: int):
    """Wait until so many events came; return their sequences."""
    page.wait_for_function("(count) => seen.length >= count", arg=count)
    return page.evaluate("seen")


def wait_for_state(page, state: str):
    page.wait_for_function("(state) => states.some(([name]) => name === state)", arg=state)


def counted(number: int) -> list[int]:
    return list(range(1, number + 1))
