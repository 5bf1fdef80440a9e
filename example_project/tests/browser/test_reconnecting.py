"""Coming back: after no network, a dead connection or a server that was away."""

from __future__ import annotations

import pytest

from browser.desk import TICKET
from browser.following import counted, has_seen, subscribe, wait_for_state

EVENTS = f"/api/tickets/{TICKET}/events/"
SOCKET = {"stream_url": None, "websocket_url": "/api/socket/", "poll_seconds": 0.1}
NOTHING = {"stream_url": None, "poll_seconds": 0.1}


@pytest.fixture
def page(desk_page):
    return desk_page


def test_a_socket_that_does_not_even_close_is_left_behind(desk, page):
    desk.realtime = SOCKET
    # Whoever has a handler closes the other side; this one never does.
    page.route_web_socket("**/api/socket/**", lambda socket: socket.on_close(lambda *_: None))
    subscribe(page)
    wait_for_state(page, "live")
    page.context.set_offline(True)
    wait_for_state(page, "offline")
    page.context.set_offline(False)
    page.wait_for_function("() => states.filter(([name]) => name === 'live').length === 2")


@pytest.mark.parametrize(
    "signal",
    [
        "subscription.wake()",
        "document.dispatchEvent(new Event('visibilitychange'))",
        "window.dispatchEvent(new Event('online'))",
    ],
)
def test_a_page_that_is_woken_asks_at_once(desk, page, signal):
    desk.realtime = {**NOTHING, "poll_seconds": 3600}
    subscribe(page)
    wait_for_state(page, "polling")
    desk.write()
    page.evaluate(signal)

    assert has_seen(page, 1) == [1]


def test_tries_become_rare_and_do_not_come_together(page):
    waits = page.evaluate(
        """async () => {
            const { backoff } = await import("/static/support_tickets/client/waiting.js");
            const twenty = (attempt) => Array.from({ length: 20 }, () => backoff(attempt, 1000));
            return [1, 2, 3, 10].map(twenty);
        }"""
    )
    for most, given in zip([1000, 2000, 4000, 30_000], waits, strict=True):
        assert most / 2 <= min(given) < max(given) <= most


NOTE_WAITS = """() => {
    window.waits = [];
    const wait = window.setTimeout;
    window.setTimeout = (act, milliseconds) => {
        waits.push(milliseconds);
        return wait(act, milliseconds);
    };
}"""


def test_after_a_stream_brought_something_tries_are_frequent_again(desk, page):
    page.evaluate(NOTE_WAITS)
    subscribe(page)
    for count in range(1, 6):
        desk.wait_until(lambda: desk.listeners)
        desk.write()
        has_seen(page, count)
        desk.drop()
    desk.wait_until(lambda: desk.listeners)

    waits = page.evaluate("waits.filter((wait) => wait < 15_000)")  # longer: a stream is silent
    assert len(waits) == 5
    assert max(waits) <= 20, "as the stream asked for, not twice as long each time"


def test_after_polling_worked_tries_are_frequent_again(desk, page):
    desk.realtime = NOTHING
    page.evaluate(NOTE_WAITS)
    subscribe(page)
    for count in range(1, 4):
        desk.refused = {EVENTS: [503]}
        desk.write()
        assert has_seen(page, count) == counted(count)

    waits = page.evaluate("waits.filter((wait) => wait > 100)")
    assert len(waits) == 3
    assert max(waits) <= 1000


def test_offline_waits_and_online_resumes(desk, page):
    page.clock.install()
    subscribe(page)
    desk.write()
    has_seen(page, 1)
    page.clock.pause_at(page.evaluate("Date.now() + 30_000"))  # no wait ends by itself
    page.context.set_offline(True)
    wait_for_state(page, "offline")
    desk.wait_until(lambda: not desk.listeners)
    desk.write(4)
    page.context.set_offline(False)
    desk.wait_until(lambda: desk.listeners)
    page.clock.resume()

    assert has_seen(page, 5) == counted(5)
    assert page.evaluate("states.slice(-2)") == [["offline", None, None], ["live", "sse", None]]
