"""client.js as a module: where it can be imported, and what its types say of it."""

from __future__ import annotations

import re
from pathlib import Path

import django_support_tickets

STATIC = Path(django_support_tickets.__file__).parent / "static" / "support_tickets"
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
IN_A_WORKER = """(address) => new Promise((resolve, reject) => {
    const code = `
        import(${JSON.stringify(location.origin)} + ${JSON.stringify(address)}).then((library) => {
            const support = new library.SupportClient({ baseUrl: "/api/support/" });
            const subscription = support.subscribe("x", { onEvent() {} });
            subscription.close();
            const names = Object.keys(library).sort();
            postMessage([typeof window, typeof document, names, subscription.state]);
        }).catch((error) => postMessage(String(error)))`;
    const script = new Blob([code], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(script));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(message);
})"""
PUBLIC = """() => {
    const client = new library.SupportClient({ baseUrl: "/api/" });
    const stop = AbortSignal.abort();
    const made = {
        SupportClient: client,
        SupportError: new library.SupportError(400, {}),
        PendingMessage: client.sendMessage("x", { message_text: "x" }, { signal: stop }),
        Subscription: client.subscribe("x", { onEvent() {}, signal: stop }),
    };
    const ofAnyError = ["stack", "message", "cause", "name"];
    const isOwn = (value) => (name) => name !== "constructor" &&
        !(value instanceof Error && ofAnyError.includes(name));
    const names = (value) => [
        ...Object.getOwnPropertyNames(Object.getPrototypeOf(value)),
        ...Object.getOwnPropertyNames(value),
    ].filter(isOwn(value)).sort();
    return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, names(value)]));
}"""


def declarations() -> dict[str, str]:
    """Every interface and class of the types, with its body."""
    text = "".join(path.read_text() for path in STATIC.rglob("*.d.ts"))
    text = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    found = re.findall(r"export (?:interface|class) (\w+)[^{]*\{\n(.*?)\n\}", text, re.DOTALL)
    return dict(found)


def members(body: str) -> list[str]:
    names = re.findall(r"^  (?:readonly )?(\w+)\??[(:]", body, re.MULTILINE)
    return sorted({*names} - {"constructor"})


def test_everything_public_is_typed_and_nothing_else(desk_page):
    declared = declarations()
    public = desk_page.evaluate(PUBLIC)

    assert set(public) <= set(declared)
    assert {name: members(declared[name]) for name in public} == public
    text = (STATIC / "client.d.ts").read_text()
    exported = set(re.findall(r"^export (?:class|function) (\w+)", text, re.MULTILINE))
    assert exported == set(desk_page.evaluate("Object.keys(library)"))


def test_the_reference_leaves_nothing_out():
    reference = (REFERENCE / "javascript.md").read_text()
    calls = members(declarations()["SupportClient"])
    assert [name for name in calls if f"`{name}(" not in reference] == []
    interfaces = ("SupportError", "PendingMessage", "Subscription", "ClientOptions")
    handlers = ("TicketHandlers", "InboxHandlers", "SubscriptionOptions")
    for name in (*interfaces, *handlers):
        fields = members(declarations()[name])
        assert [field for field in fields if not re.search(rf"`{field}\b", reference)] == []


def schemas() -> dict[str, set[str]]:
    """The properties of every schema of the OpenAPI file."""
    lines = (REFERENCE / "openapi.yaml").read_text().splitlines()
    found, name = {}, ""
    for line in lines[lines.index("components:") :]:
        if schema := re.fullmatch(r"    (\w+):", line):
            name = schema[1]
        elif field := re.fullmatch(r"        (\w+):", line):
            found.setdefault(name, set()).add(field[1])
    return found


def test_the_types_have_the_fields_of_the_contract():
    # Ours are those of the API without "Support", and with these names where one is better.
    renamed = {
        "TicketEvent": "SupportEvent",
        "TicketChanges": "PatchedUpdateTicket",
        "Preferences": "NotificationPreferences",
        "Suggestion": "CannedSuggestion",
        "NewTicket": "OpenTicket",
        "NewMessage": "PostMessage",
        "NewSavedView": "SaveView",
        "Escalation": "EscalateTicket",
        "BulkChange": "BulkUpdate",
    }
    contract, compared = schemas(), []
    for name, body in declarations().items():
        schema = renamed.get(name, name if name in contract else f"Support{name}")
        if schema in contract and name != "SupportError":
            compared.append(name)
            extends = {"TicketDetail": "Ticket", "Backlog": "Counts", "BulkLine": "BulkFailure"}
            base = declarations().get(extends.get(name, ""), "")
            fields = set(members(body)) | set(members(base))
            in_advance = {"websocket_url"} if name == "Realtime" else set()
            assert fields - in_advance == contract[schema] - in_advance, name
    assert len(compared) > 20
    assert set(renamed) <= set(compared)


def test_it_works_where_there_is_no_window(example, page):
    told = page.evaluate(IN_A_WORKER, example.client)

    names = ["SupportClient", "SupportError", "cursorOf", "newClientToken"]
    assert told == ["undefined", "undefined", names, "closed"]
