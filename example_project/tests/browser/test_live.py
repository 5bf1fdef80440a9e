"""Live subscription by every channel: whatever is lost on the way, the page has the truth."""

from __future__ import annotations

import random

import pytest

from browser.desk import TICKET, Desk
from browser.following import counted, has_seen, subscribe, wait_for_state

STREAM = f"/api/tickets/{TICKET}/stream/"
EVENTS = f"/api/tickets/{TICKET}/events/"
SOCKET = {"stream_url": None, "websocket_url": "/api/socket/", "poll_seconds": 0.1}
NOTHING = {"stream_url": None, "poll_seconds": 0.1}


@pytest.fixture
def page(desk_page):
    return desk_page


@pytest.mark.parametrize("channel", ["sse", "websocket", "polling"])
@pytest.mark.parametrize("seed", range(2))
def test_after_any_trouble_the_page_has_every_event_once_and_in_order(desk, page, channel, seed):
    desk.realtime = {"websocket": SOCKET, "polling": NOTHING}.get(channel, desk.realtime)
    subscribe(page)
    chance = random.Random(seed)  # noqa: S311 - no secret
    for step in range(60):
        if channel != "polling":
            desk.wait_until(lambda: desk.listeners)
        desk.write(pushed=chance.random() < 0.6)
        if chance.random() < 0.3:
            desk.push(chance.randint(1, len(desk.events)))
        if chance.random() < 0.1:
            desk.say({"type": "reset"})
        if step in {15, 45}:
            desk.drop()
        if step == 30:
            desk.stop()
            desk.write(2)
            desk.start()
    desk.drop()  # what was not pushed is found when the page comes back

    assert has_seen(page, len(desk.events)) == counted(62)
    assert page.evaluate("subscription.sequence") == 62


def test_a_stream_resumes_by_sequence_with_the_header(desk, page):
    desk.write(5)
    subscribe(page, after=3)
    assert has_seen(page, 2) == [4, 5]
    desk.drop()
    desk.wait_until(lambda: desk.listeners)
    desk.write()

    assert has_seen(page, 3) == [4, 5, 6]
    assert [request.query["after"] for request in desk.asked(STREAM)] == ["3", "5"]
    assert {request.headers["authorization"] for request in desk.asked(STREAM)} == {"Bearer first"}
    assert not desk.asked(EVENTS)


def test_what_is_pushed_needs_no_asking(desk, page):
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.write(3)
    desk.push(1)
    desk.write()

    assert has_seen(page, 4) == counted(4)
    assert not desk.asked(EVENTS)


def test_a_stream_may_arrive_byte_by_byte(page):
    frames = page.evaluate(
        """async (text) => {
            const { framesOf } = await import("/static/support_tickets/client/frames.js");
            const bytes = Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte));
            const body = new ReadableStream({
                start(stream) {
                    for (const byte of bytes) stream.enqueue(byte);
                    stream.close();
                },
            });
            return collected(framesOf(new Response(body), () => {}));
        }""",
        "retry: 20\n\n: ping\n\nid: 7\r\nevent: ticket\r\ndata: ü\r\ndata: é\r\n\r\ndata: x\n\n",
    )
    assert frames == [
        {"type": "open"},
        {"type": "retry", "milliseconds": 20},
        {"type": "ping"},
        {"type": "ticket", "data": "ü\né"},
        {"type": "message", "data": "x"},
    ]


def test_gaps_are_filled_before_what_comes_after_them(desk, page):
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.write(7, pushed=False)
    desk.write()

    assert has_seen(page, 8) == counted(8)
    assert [request.query["after"] for request in desk.asked(EVENTS)] == ["0", "3", "6"]


def test_a_reset_is_followed_by_asking(desk, page):
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.write(2, pushed=False)
    desk.say({"type": "reset"})

    assert has_seen(page, 2) == counted(2)


def test_presence_is_passed_on(desk, page):
    somebody = {"viewing": [{"id": 7, "name": "Gita Karki"}], "typing": []}
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.say({"type": "presence", **somebody})
    page.wait_for_function("() => presence.length")

    assert page.evaluate("presence") == [somebody]
    page.evaluate("(ticket) => support.setPresence(ticket, { state: 'typing' })", TICKET)
    (told,) = desk.asked(f"/api/tickets/{TICKET}/presence/")
    assert (told.method, told.body) == ("POST", b'{"state":"typing"}')


def test_a_handler_that_fails_stops_nothing(desk, page, page_errors):
    subscribe(page)
    page.evaluate("() => { seen.push = (n) => { throw new Error(`own mistake ${n}`); }; }")
    desk.wait_until(lambda: desk.listeners)
    with page.expect_event("pageerror", lambda error: "mistake 2" in str(error)):
        desk.write(2)
    page.wait_for_function("() => subscription.sequence === 2")

    assert page_errors == ["own mistake 1", "own mistake 2"]
    page_errors.clear()


def test_where_there_is_no_stream_the_page_polls_and_asks_for_none_again(desk, page):
    desk.refused[STREAM] = [501]
    desk.write(2)
    subscribe(page)
    assert has_seen(page, 2) == counted(2)
    desk.write(2)
    assert has_seen(page, 4) == counted(4)

    assert page.evaluate("states") == [["polling", "polling", None]]
    polls = len(desk.asked(EVENTS))
    desk.wait_until(lambda: len(desk.asked(EVENTS)) > polls + 20)
    assert len(desk.asked(STREAM)) == 1


def test_a_stream_that_fails_for_now_is_tried_again_meanwhile_the_page_polls(desk, page):
    desk.refused[STREAM] = [503] * 3
    desk.write(2)
    subscribe(page)
    assert has_seen(page, 2) == counted(2)
    wait_for_state(page, "live")
    desk.write()

    assert has_seen(page, 3) == counted(3)
    assert page.evaluate("states.map(([state]) => state)") == ["polling", "live"]


def test_a_refused_stream_gives_way_to_the_socket(desk, page):
    desk.realtime = {**SOCKET, "stream_url": "/api/stream/"}
    desk.refused[STREAM] = [503] * 100
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.write()

    assert has_seen(page, 1) == [1]
    assert page.evaluate("subscription.transport") == "websocket"
    (socket,) = desk.asked(f"/api/socket/tickets/{TICKET}/")
    assert socket.query == {"token": f"for {TICKET}", "after": "0"}


def test_a_socket_that_cannot_be_opened_gives_way_to_polling(desk, page):
    desk.realtime = {**SOCKET, "websocket_url": "/nothing/here/"}
    desk.refused[f"/nothing/here/tickets/{TICKET}/"] = [403] * 100
    desk.write(2)
    subscribe(page)

    assert has_seen(page, 2) == counted(2)
    wait_for_state(page, "polling")


def test_expired_credentials_of_a_socket_are_renewed(desk, page):
    desk.realtime = SOCKET
    desk.tokens = ["expired"]
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.write()

    assert has_seen(page, 1) == [1]
    assert len(desk.asked("/api/stream-link/")) == 2


def test_an_expired_token_is_renewed_for_the_stream(desk, page):
    desk.refused[STREAM] = [401]
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)

    tokens = [request.headers["authorization"] for request in desk.asked(STREAM)]
    assert tokens == ["Bearer first", "Bearer token 1"]


@pytest.mark.parametrize("realtime", [Desk().realtime, SOCKET])
def test_a_token_that_expires_meanwhile_is_renewed_and_nothing_is_lost(desk, page, realtime):
    desk.realtime = realtime
    desk.write()
    subscribe(page)
    has_seen(page, 1)
    desk.refused = {STREAM: [401], "/api/stream-link/": [401]}
    desk.say({"type": "end", "error": "not_authenticated"})
    desk.drop()
    desk.write(2)

    assert has_seen(page, 3) == counted(3)
    wait_for_state(page, "waiting")
    assert page.evaluate("renewals") == 1


@pytest.mark.parametrize("status", [401, 403, 404])
def test_access_that_was_lost_ends_it(desk, page, status):
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.refused = {STREAM: [status] * 9, EVENTS: [status] * 9}
    desk.say({"type": "end", "error": "ticket_not_found"})
    wait_for_state(page, "closed")
    desk.wait_until(lambda: not desk.listeners)

    assert page.evaluate("states.at(-1)") == ["closed", None, status]


def test_closing_lets_go_of_the_server(desk, page):
    subscribe(page)
    desk.write()
    has_seen(page, 1)
    page.evaluate("subscription.close()")
    desk.wait_until(lambda: not desk.listeners)

    assert page.evaluate("[subscription.state, states.at(-1)]") == [
        "closed",
        ["closed", None, None],
    ]


def test_closing_leaves_nothing_on_the_page_that_listens(desk, page):
    page.evaluate(
        """() => {
            window.listening = [];
            for (const target of [window, document]) {
                const { addEventListener: add, removeEventListener: remove } = target;
                target.addEventListener = (kind, listener) => {
                    listening.push(listener);
                    add.call(target, kind, listener);
                };
                target.removeEventListener = (kind, listener) => {
                    listening.splice(listening.indexOf(listener), 1);
                    remove.call(target, kind, listener);
                };
            }
        }"""
    )
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    assert page.evaluate("listening.length") == 3
    page.evaluate("subscription.close()")
    assert page.evaluate("listening.length") == 0


def test_a_signal_closes_too_and_an_event_under_way_is_not_told(desk, page):
    desk.realtime = NOTHING
    desk.write(3)
    page.evaluate(
        """(ticket) => {
            window.seen = [];
            const stop = new AbortController();
            const onEvent = ({ sequence }) => { seen.push(sequence); stop.abort(); };
            window.subscription = support.subscribe(ticket, { onEvent, signal: stop.signal });
        }""",
        TICKET,
    )
    page.wait_for_function("() => subscription.state === 'closed'")

    assert page.evaluate("seen") == [1]


def test_a_stream_that_a_proxy_holds_back_gives_way_to_polling(desk, page):
    desk.first_words = ""
    page.clock.install()
    subscribe(page)
    desk.wait_until(lambda: desk.listeners)
    desk.write(2, pushed=False)
    page.clock.fast_forward(16_000)

    assert has_seen(page, 2) == counted(2)
    wait_for_state(page, "polling")


def test_a_stream_without_heartbeats_is_dead(desk, page):
    page.clock.install()
    subscribe(page)
    desk.write()
    has_seen(page, 1)
    (dead,) = desk.listeners
    desk.write(2, pushed=False)
    page.clock.fast_forward(46_000)
    desk.wait_until(lambda: dead not in desk.listeners)
    page.clock.fast_forward(1000)

    assert has_seen(page, 3) == counted(3)


def test_a_socket_that_says_nothing_for_long_is_not_trusted(desk, page):
    desk.realtime = SOCKET
    page.clock.install()
    subscribe(page)
    wait_for_state(page, "live")
    desk.write()
    has_seen(page, 1)
    desk.write(2, pushed=False)
    page.clock.fast_forward(46_000)

    assert has_seen(page, 3) == counted(3)
    assert len(desk.asked(f"/api/socket/tickets/{TICKET}/")) == 1


def test_the_inbox_gets_hints_also_of_what_it_missed(desk, page):
    desk.write(3)
    subscribe(page, None, known=[{"id": TICKET, "version": 2}])
    page.wait_for_function("() => hints.length === 1")  # since the list was read
    desk.wait_until(lambda: desk.listeners)
    for sequence in (4, 4, 3):
        desk.say({"type": "hint", "ticket": TICKET, "sequence": sequence})
    page.wait_for_function("() => hints.length === 2")
    desk.write(3, pushed=False)
    desk.drop()
    page.wait_for_function("() => hints.length === 3")

    assert page.evaluate("hints") == [3, 4, 6]


def test_the_inbox_is_polled_where_there_is_no_stream(desk, page):
    desk.realtime = NOTHING
    desk.write(3)
    subscribe(page, None)
    wait_for_state(page, "polling")
    desk.write()
    page.wait_for_function("() => hints.length")

    assert page.evaluate("hints") == [4]
