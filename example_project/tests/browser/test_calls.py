"""Calls of client.js against the running example project."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from browser.conftest import be, log_in, open_ticket
from demo.people import CUSTOMERS

_SITA, RAM, ANJU, BIKASH, *_ = CUSTOMERS
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
# Calls that the client has in advance, where the contract does not have them yet.
LIVE = {"POST /tickets/{}/presence/", "POST /stream-link/"}
# What an agent can do in one go; `settled` because some of it this host does not have.
EVERY_CALL = """async () => {
    const settle = async (name, ...given) => (await settled(support[name](...given))).value;
    const me = (await support.meta()).user.id;
    const ticket = await support.openTicket({
        title: "Everything", category: "service", message_text: "All of it.", tags: ["a"],
        customer: (await support.tickets()).results[0].customer.id,
    });
    const file = new File(["Some text."], "note.txt", { type: "text/plain" });
    const [stored] = await support.uploadFiles(ticket.id, [file]);
    const notes = [];
    notes.push(await (await support.downloadFile(stored.id)).text());
    await settle("previewFile", stored.id);
    await settle("uploadToStorage", ticket.id, file);
    await support.postMessage(ticket.id, { message_text: "Here.", attachment_ids: [stored.id] });
    await support.ticket(ticket.id);
    await support.messages(ticket.id);
    await support.events(ticket.id, { after: 1 });
    await support.changeTicket(ticket.id, { priority: "high" });
    await support.assignTicket(ticket.id, me);
    await support.escalateTicket(ticket.id, { reason: "Because." });
    for (const name of ["markRead", "muteTicket", "unmuteTicket", "closeTicket", "reopenTicket"]) {
        await support[name](ticket.id);
    }
    const { messages: [opening, last] } = await support.ticket(ticket.id);
    await support.redactMessage(ticket.id, opening.id);
    await support.redactFile(last.attachments[0].id);
    const lines = [];
    const changes = { ids: [ticket.id, crypto.randomUUID()], status: "resolved" };
    const bulk = await support.changeTickets(changes, { onResult: (line) => lines.push(line) });
    notes.push(bulk.succeeded.length, bulk.failed[0].error, lines.map(({ done }) => done));
    await support.agents({ search: "Gita" });
    notes.push((await collected(support.eachAgent({ search: "Gita" }))).length);
    notes.push((await support.stats({ tz: "Asia/Kathmandu" })).tz);
    const canned = await support.addCannedResponse({ title: "Hello", body: "{{ticket.title}}!" });
    await support.changeCannedResponse(canned.id, { title: "Hello again" });
    notes.push((await support.cannedResponse(canned.id)).title);
    notes.push((await support.useCannedResponse(canned.id, ticket.id)).text);
    await support.cannedResponses();
    const every = await collected(support.eachCannedResponse());
    notes.push(every.some(({ id }) => id === canned.id));
    await support.suggestions(ticket.id);
    notes.push(await support.deleteCannedResponse(canned.id));
    const view = await support.addSavedView({ name: "Mine", parameters: { status: "open" } });
    await support.changeSavedView(view.key, { name: "Ours", is_shared: true });
    notes.push((await support.savedView(view.key)).name);
    await support.savedViews();
    await support.deleteSavedView(view.key);
    for (const name of ["notifications", "unreadNotifications", "markNotificationsRead"]) {
        await settle(name);
    }
    await settled(collected(support.eachNotification({ unread: true })));
    await settle("markNotificationRead", 1);
    await settle("preferences");
    await settle("setPreferences", {});
    await settle("setPresence", ticket.id, { state: "viewing" });
    await settle("streamLink", ticket.id);
    return notes;
}"""


def contract() -> set[str]:
    """Every call of the OpenAPI file; PUT is left out where it is the same as PATCH."""
    calls, path = set(), ""
    for line in (REFERENCE / "openapi.yaml").read_text().splitlines():
        if found := re.fullmatch(r"  (/\S+):", line):
            path = re.sub(r"\{\w+\}", "{}", found[1])
        elif found := re.fullmatch(r"    (get|post|put|patch|delete):", line):
            calls.add(f"{found[1].upper()} {path}")
    return {call for call in calls if call.replace("PUT", "PATCH") not in calls - {call}}


def as_in_contract(request) -> str:
    path = httpx.URL(request.url).path.removeprefix("/api/support")
    words = ["bulk", "direct", "confirm", "read", "unread-count"]
    name = rf"(?<=/)(?!(?:{'|'.join(words)})/)(?:[0-9a-f-]{{36}}|\d+)(?=/)"
    return f"{request.method} {re.sub(name, '{}', path)}"


def test_the_client_has_every_call(example, page):
    be(page, example.agent)
    called = set()
    page.on("request", lambda request: called.add(as_in_contract(request)))

    notes = page.evaluate(EVERY_CALL)

    assert notes == [
        *("Some text.", 1, "ticket_not_found", [1, 2], 1, "Asia/Kathmandu"),
        *("Hello again", "Everything!", True, None, "Ours"),
    ]
    # This host's storage signs no forms: what comes of one is in test_sending.
    assert contract() - called == {"POST /tickets/{}/attachments/confirm/"} | streams()
    assert called - contract() <= LIVE


def streams() -> set[str]:
    """Streams, where the contract describes them; they have tests of their own."""
    return {call for call in contract() if call.endswith("/stream/")}


def test_lists_come_by_page_or_to_their_end(example, page):
    be(page, log_in(example.address, RAM))  # for whom the throttle has counted nothing yet
    page.evaluate(
        """async () => {
            for (let number = 1; number <= 25; number += 1) {
                const title = `Shelf ${number}`;
                await support.openTicket({ title, category: "service", message_text: "x" });
            }
        }"""
    )
    shelves = page.evaluate("collected(support.eachTicket({ search: 'shelf', page_size: 10 }))")
    assert [ticket["title"] for ticket in shelves] == [f"Shelf {n}" for n in range(25, 0, -1)]

    first = page.evaluate("support.tickets({ status: ['open', 'closed'], page_size: 10 })")
    assert (len(first["results"]), first["current_page"]) == (10, 1)


def test_the_messages_before_those_of_a_ticket_are_found_by_its_link(example, page):
    be(page, log_in(example.address, ANJU))
    texts = page.evaluate(
        """async (id) => {
            for (let number = 1; number <= 52; number += 1) {
                await support.postMessage(id, { message_text: `Line ${number}` });
            }
            const { messages, messages_previous } = await support.ticket(id);
            const cursor = library.cursorOf(messages_previous);
            const before = await support.messages(id, { cursor });
            const all = await collected(support.eachMessage(id, { page_size: 20 }));
            const events = await collected(support.eachEvent(id, 50));
            const text = ({ message_text }) => message_text;
            const places = events.map(({ sequence }) => sequence);
            return [before.results.map(text), text(messages[0]), all.length, places];
        }""",
        open_ticket(page)["id"],
    )

    opening = ["Nobody came this morning.", "Line 1", "Line 2"]
    assert texts == [opening, "Line 3", 53, [51, 52, 53]]


def test_errors_have_the_fields_of_their_body(page, ticket):
    def settled(call: str):
        return page.evaluate(f"(id) => settled(support.{call})", ticket["id"])

    wrong = settled("openTicket({ title: '' })")["error"]
    assert (wrong["name"], wrong["status"], wrong["code"]) == (
        "SupportError",
        400,
        "validation_error",
    )
    assert {"title", "category", "message_text"} <= set(wrong["details"])

    stale = settled("closeTicket(id, { version: 0 })")["error"]
    assert (stale["code"], stale["ticket"]["version"]) == ("conflict", 1)

    assert settled("ticket(crypto.randomUUID())")["error"]["code"] == "ticket_not_found"
    assert settled("meta({ signal: AbortSignal.abort() })")["error"]["name"] == "AbortError"


def test_too_many_requests_say_when_to_come_back(example, page):
    be(page, log_in(example.address, BIKASH))
    first = page.evaluate(
        """async () => {
            const opening = { title: "x", category: "service", message_text: "x" };
            let refused;
            while (!refused) refused = (await settled(support.openTicket(opening))).error;
            return refused;
        }"""
    )
    assert (first["status"], first["code"]) == (429, "rate_limit_exceeded")
    assert 1 <= first["retryAfter"] <= 60


def test_an_answer_that_is_not_ours_is_an_error_too(page):
    page.route("**/meta/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    error = page.evaluate("settled(support.meta())")["error"]
    assert (error["status"], error["code"]) == (502, "unexpected_answer")

    page.unroute("**/meta/")
    busy = {"status": 503, "headers": {"Retry-After": "7"}, "json": ["not", "ours"]}
    page.route("**/meta/", lambda route: route.fulfill(**busy))
    assert page.evaluate("settled(support.meta())")["error"]["retryAfter"] == 7

    page.unroute("**/meta/")
    page.route("**/meta/", lambda route: route.abort())
    error = page.evaluate("settled(support.meta())")["error"]
    assert (error["status"], error["code"]) == (0, "network_error")


def test_headers_and_scheme_are_the_projects(desk, desk_page):
    desk_page.evaluate(
        """() => new library.SupportClient({
            baseUrl: "/api",
            scheme: "Token",
            token: async () => "abc",
            headers: async () => ({ "X-CSRFToken": "xyz" }),
        }).meta()"""
    )
    (request,) = desk.asked("/api/meta/")
    assert request.headers["authorization"] == "Token abc"
    assert request.headers["x-csrftoken"] == "xyz"


RENEW = """{ onUnauthorized: async () => {
    window.renewals = (window.renewals ?? 0) + 1;
    const body = JSON.stringify({ refresh: tokens.refresh });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/api/auth/token/refresh/", { method: "POST", body, headers });
    if (!answer.ok) return null;
    tokens.access = (await answer.json()).access;
    return tokens.access;
} }"""


def test_an_expired_token_is_renewed_once_for_all_that_were_refused(example, page):
    be(page, {**example.customer, "access": "expired"}, RENEW)

    names = page.evaluate(
        "Promise.all([1, 2, 3].map(async () => (await support.meta()).user.name))"
    )

    assert names == ["Sita Sharma"] * 3
    assert page.evaluate("renewals") == 1


REFUSED_TOO = "{ onUnauthorized: async () => crypto.getRandomValues(new Uint8Array(9)).join() }"


@pytest.mark.parametrize("options", [RENEW, "{}", REFUSED_TOO])
def test_without_a_new_token_the_refusal_stands(page, options):
    be(page, {"access": "expired", "refresh": "expired"}, options)

    error = page.evaluate("settled(support.meta())")["error"]

    assert (error["status"], error["code"]) == (401, "not_authenticated")
